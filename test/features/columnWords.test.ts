import { describe, expect, test } from "vitest";
import { columnWords, familyOf } from "../../src/features/columnWords.js";
import { featureSetOf } from "../../src/features/featureSet.js";

describe("a column in words", () => {
  test.each([
    ["mel_097_mean", "mel 97 · 3.7 kHz", "power", "mel bands"],
    ["mel_001_mean", "mel 1 · 23 Hz", "power", "mel bands"],
    ["mfcc_03_mean", "MFCC 3", "dB, orthonormal DCT-II", "MFCC"],
    ["mfcc_01_mean", "MFCC 1 (level)", "dB, orthonormal DCT-II", "MFCC"],
    ["chroma_02_mean", "chroma C♯", "share of the frame's largest bin", "chroma"],
    ["zero_crossing_rate_mean", "zero-crossing rate", "crossings per sample", "zero-crossing rate"],
    ["spectral_centroid_mean", "spectral centroid", "Hz", "spectral centroid"],
    ["f0Semitones_median", "F0 median", "semitones above 55 Hz", "pitch and voice"],
    ["cepstrum3_deltaSd", "cepstrum 3 SD of change", "dB, orthonormal DCT-II / 10", "cepstrum"],
    ["voicedRun_meanDuration", "voiced run mean duration", "s", "timing"],
    ["logMel6to10_modulation3", "log mel 6–10 modulation 3–5 Hz", "log power", "modulation"],
    ["my own column", "my own column", "", "other"],
  ])("%s is %s", (name, label, unit, family) => {
    expect(columnWords(name, 16_000)).toEqual({ label, unit, family });
  });

  test("contains no frequency if every file keeps its own rate", () => {
    expect(columnWords("mel_097_mean", "native").label).toBe("mel 97");
  });

  test("differs from every other column of the row", () => {
    const names = featureSetOf(["mean161", "functionals"]).columns.map(({ name }) => name);
    const described = names.map((name) => `${familyOf(name)}: ${columnWords(name, 16_000).label}`);
    expect(new Set(described).size).toBe(names.length);
    expect(names.filter((name) => familyOf(name) === "other")).toEqual([]);
  });
});
