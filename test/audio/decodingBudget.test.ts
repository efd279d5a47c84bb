import { expect, test } from "vitest";
import { maxDecodedBytes, requireDecodable } from "../../src/audio/decodingBudget.js";

test.each([
  [10, 362],
  [360, 362],
  [1_000, 1_002],
  [Infinity, 360],
])("a limit of %d s bounds decoded audio by %d s of eight channels at 48,000 Hz", (maxDurationSec, seconds) => {
  expect(maxDecodedBytes({ maxDurationSec })).toBe(4 * 8 * 48_000 * seconds);
});

const require =
  (sampleRate: number, channels: number, frames: number, maxDurationSec = 360) =>
  () =>
    requireDecodable("FLAC", { sampleRate, channels }, frames, { maxDurationSec });

test.each([
  [48_000, 0, "FLAC file of 0 channels; 1 to 8 can be read"],
  [48_000, 9, "FLAC file of 9 channels; 1 to 8 can be read"],
  [999, 1, "FLAC file at a sample rate of 999 Hz; 1000 to 384000 Hz can be read"],
  [384_001, 1, "FLAC file at a sample rate of 384001 Hz; 1000 to 384000 Hz can be read"],
])("compressed audio at %i Hz with %i channels is rejected", (sampleRate, channels, message) => {
  expect(require(sampleRate, channels, 10)).toThrow(message);
  expect(require(sampleRate, channels, 10)).toThrow(expect.objectContaining({ code: "unsupported-audio" }) as Error);
});

test.each([
  [1_000, 1],
  [384_000, 1],
  [8_000, 8],
])("compressed audio at %i Hz with %i channels can be decoded", (sampleRate, channels) => {
  expect(require(sampleRate, channels, 10)).not.toThrow();
});

// Six minutes at 96,000 Hz in mono, at 48,000 Hz with eight channels.
test.each([
  [384_000, 1, 360 * 96_000, "384000 Hz, 1 channels, 90 s; --max-duration 90 reads its beginning"],
  [384_000, 4, 360 * 96_000, "384000 Hz, 4 channels, 90 s; --max-duration 90 reads its beginning"],
  [96_000, 5, 360 * 76_800, "96000 Hz, 5 channels, 288 s; --max-duration 288 reads its beginning"],
  [96_000, 8, 360 * 48_000, "96000 Hz, 8 channels, 180 s; --max-duration 180 reads its beginning"],
])("audio at %i Hz with %i channels is decoded up to %i samples each", (sampleRate, channels, most, found) => {
  expect(require(sampleRate, channels, most)).not.toThrow();
  expect(require(sampleRate, channels, most + 1)).toThrow(
    expect.objectContaining({ code: "unsupported-audio" }) as Error,
  );
  expect(require(sampleRate, channels, most + 1)).toThrow(`FLAC file too large when decoded: ${found}`);
});

test("only the analysed beginning of compressed audio counts, however long the file is", () => {
  expect(require(384_000, 8, Infinity, 45)).not.toThrow();
  expect(require(384_000, 8, Infinity, 46)).toThrow("46 s; --max-duration 45 reads its beginning");
});

test("more may be decoded if more than six minutes are analysed", () => {
  expect(require(96_000, 1, 1_000 * 96_000, 1_000)).not.toThrow();
  expect(require(192_000, 1, 1_000 * 96_000 + 1, 1_000)).toThrow("500 s; --max-duration 500");
});
