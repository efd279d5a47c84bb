import { describe, expect, test } from "vitest";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { concat, latin1, wavFile } from "../support/wavFile.js";

const whole = { maxDurationSec: 360 };
const padding = new Uint8Array(64);
const readable = "WAVE, MP4, FLAC, MP3, Ogg Vorbis and Ogg Opus can be read";
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
    ["\xff\xf1\x50\x80", `AAC (ADTS) file; ${readable}`],
    ["FORM\0\0\0\0AIFF", `AIFF file; ${readable}`],
    ["RIFX\0\0\0\0WAVE", `big-endian WAVE (RIFX) file; ${readable}`],
    ["\x1a\x45\xdf\xa3", `Matroska or WebM file; ${readable}`],
    ["RIFF\0\0\0\0AVI ", `AVI video, not a recording; ${readable}`],
    ["<?xml version=", `XML, not a recording; ${readable}`],
    ["\x89PNG", `PNG image, not a recording; ${readable}`],
  ])("rejects a file that begins with %j, saying: %s", (head, message) => {
    expect(() => decodeAudio(file(head), whole)).toThrow(
      expect.objectContaining({ code: "unsupported-audio", message }),
    );
  });

  test("rejects an unknown format, giving its first bytes", () => {
    expect(() => decodeAudio(file("abcd"), whole)).toThrow(
      "unknown format: the file begins with the bytes 61 62 63 64",
    );
  });

  test("refuses an empty file", () => {
    expect(() => decodeAudio(new Uint8Array(0), whole)).toThrow(expect.objectContaining({ code: "too-short" }));
  });

  test("calls a WAVE file cut within its first bytes truncated", () => {
    for (const length of [1, 4, 11])
      expect(() => decodeAudio(wavFile([0]).subarray(0, length), whole)).toThrow(
        expect.objectContaining({ code: "truncated-audio" }),
      );
  });
});
