import { describe, expect, test } from "vitest";
import { decodeAudio, requireSound } from "../../src/audio/decodeAudio.js";
import { readableExtensions, readableFormats } from "../../src/audio/formats.js";
import { concat, latin1, wavFile } from "../support/wavFile.js";

const whole = { maxDurationSec: 360 };
const readable = `recordings are read from ${readableExtensions}`;
const padding = new Uint8Array(64);
const file = (head: string): Uint8Array => concat([latin1(head), padding]);

describe("decodeAudio", () => {
  test("decodes WAVE", () => {
    const { samples, sampleRate } = decodeAudio(wavFile([0.5, -0.5], { sampleRate: 8_000 }), whole);
    expect([...samples]).toEqual([0.5, -0.5]);
    expect(sampleRate).toBe(8_000);
  });

  test.each([
    ["\0\0\0\x20ftypisom", "MP4 file where WAVE is expected"],
    ["\0\0\0\x20ftypM4A ", "M4A file where WAVE is expected"],
    ["\0\0\0\x14ftypqt  ", "QuickTime file where WAVE is expected"],
    ["fLaC", "FLAC file where WAVE is expected"],
    [`OggS${"\0".repeat(24)}OpusHead`, "Ogg Opus file where WAVE is expected"],
    [`OggS${"\0".repeat(24)}\x01vorbis`, "Ogg Vorbis file where WAVE is expected"],
    ["ID3\x04", "MP3 file where WAVE is expected"],
    ["\xff\xfb\x90\x00", "MP3 file where WAVE is expected"],
    ["\xff\xf1\x50\x80\x04\x1f\xfc", "AAC (ADTS) file where WAVE is expected"],
    ["\xff\xfd\x90\x00", "MP2 file where WAVE is expected"],
    ["FORM\0\0\0\0AIFF", "AIFF file where WAVE is expected"],
    ["\x1a\x45\xdf\xa3", "WebM or Matroska file where WAVE is expected"],
    ["RIFF\0\0\0\0AVI ", "AVI file where WAVE is expected"],
    ["<?xml version=", `XML, not a recording: ${readable}`],
    ["\x89PNG", `PNG image, not a recording: ${readable}`],
    ["PK\x03\x04", "ZIP archive, not a recording: unpack it first (unzip FILE -d DIR)"],
  ])("rejects a file that begins with %j, saying: %s", (head, message) => {
    expect(() => decodeAudio(file(head), whole)).toThrow(
      expect.objectContaining({ code: "unsupported-audio", message }),
    );
  });

  test("rejects an unknown format, names its first bytes and says what can be read", () => {
    const unknown = (bytes: Uint8Array, first: string): void =>
      expect(() => decodeAudio(bytes, whole)).toThrow(
        expect.objectContaining({
          code: "unsupported-audio",
          message: `unknown format: the file begins with the bytes ${first}; ${readableFormats} can be read`,
        }),
      );
    unknown(file("ab\x01\n"), "61 62 01 0a");
    unknown(latin1("abc"), "61 62 63");
    unknown(latin1("RIFX"), "52 49 46 58");
    unknown(concat([latin1("RIFF"), new Uint8Array(8)]), "52 49 46 46");
  });

  test("rejects an empty file", () => {
    expect(() => decodeAudio(new Uint8Array(0), whole)).toThrow(
      expect.objectContaining({ code: "too-short", message: "empty file (0 bytes)" }),
    );
  });

  test("reports a WAVE file cut within its first bytes as truncated", () => {
    for (const length of [1, 4, 11])
      expect(() => decodeAudio(wavFile([0]).subarray(0, length), whole)).toThrow(
        expect.objectContaining({
          code: "truncated-audio",
          message: `truncated WAVE file: ${length} of at least 44 bytes found`,
        }),
      );
  });
});

describe("bytes that may be sound", () => {
  test.each([["abcd"], ["fLaC"], ["RIFF\0\0\0\0WAVE"], ["a"]])(
    "pass, though nothing tells what they are: %j",
    (head) => {
      expect(() => requireSound(latin1(head))).not.toThrow();
    },
  );

  test("are not those of another kind of file, nor of an empty one", () => {
    expect(() => requireSound(file("\x89PNG"))).toThrow(`PNG image, not a recording: ${readable}`);
    expect(() => requireSound(new Uint8Array(0))).toThrow("empty file (0 bytes)");
  });
});
