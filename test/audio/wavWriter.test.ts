import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { floatWav } from "../../src/audio/floatWav.js";
import { readWavHeader } from "../../src/audio/wavHeader.js";
import { wavDataStart, writeWavHeader } from "../../src/audio/wavWriter.js";
import { encodeWav as encodePage } from "../../src/dashboard/browser/encodeWav.js";
import { encodeWav as encodeSynthetic } from "../../src/synth/encodeWav.js";

test.each([
  ["pcm", 1, 16, undefined],
  ["pcm", 2, 24, "odd"],
  ["float", 8, 32, "even"],
] as const)(
  "writes a header that the reader understands: %s, %i channels, %i bits, comment %s",
  (encoding, channels, bitsPerSample, comment) => {
    const dataBytes = (10 * channels * bitsPerSample) / 8;
    const file = new ArrayBuffer(wavDataStart(comment) + dataBytes);
    const form = { encoding, channels, sampleRate: 44_100, bitsPerSample, dataBytes };
    writeWavHeader(file, comment === undefined ? form : { ...form, comment });
    const header = readWavHeader(new Uint8Array(file));
    expect(header).toMatchObject({ encoding, channels, sampleRate: 44_100, bitsPerSample, frames: 10 });
    expect(header.dataStart).toBe(wavDataStart(comment));
  },
);

test("keeps the bytes of synthetic recordings, of the dashboard and of decoded audio unchanged", () => {
  const samples = Float32Array.from({ length: 99 }, (_, i) => Math.fround(((i * 37) % 41) / 20 - 1));
  const digests = [
    encodeSynthetic(samples, 48_000, "synthetic"),
    encodePage(samples, 44_100),
    floatWav({ samples, sampleRate: 16_000 }),
  ].map((bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16));
  expect(digests).toEqual(["58b0c60715fbc78f", "d54374ef634cca83", "aa03694d4e3e2616"]);
});
