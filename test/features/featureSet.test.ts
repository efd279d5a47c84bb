import { describe, expect, it } from "vitest";
import {
  featureSetId,
  featureSets,
  fullSetOf,
  narrow,
  parseFeatureSetId,
  requireFeatureSet,
} from "../../src/features/featureSet.js";

const { mean161, mean155, meyda155 } = featureSets;
const names = (set: { columns: readonly { name: string }[] }): string[] => set.columns.map((column) => column.name);

describe("feature sets", () => {
  it("hold as many columns as their names say", () => {
    expect([mean161, mean155, meyda155].map((set) => set.columns.length)).toEqual([161, 155, 155]);
  });

  it("name each column once", () => {
    for (const set of Object.values(featureSets)) expect(new Set(names(set)).size).toBe(set.columns.length);
  });

  it("list chroma, mfcc, zero crossings, mel, centroid and tonnetz in the reference's order", () => {
    const at = (index: number): string | undefined => mean161.columns[index]?.name;
    expect([0, 11, 12, 24, 25, 26, 153, 154, 155, 160].map(at)).toEqual([
      "chroma_01_mean",
      "chroma_12_mean",
      "mfcc_01_mean",
      "mfcc_13_mean",
      "zero_crossing_rate_mean",
      "mel_001_mean",
      "mel_128_mean",
      "spectral_centroid_mean",
      "tonnetz_1_mean",
      "tonnetz_6_mean",
    ]);
  });

  it("sort the columns of a descriptor in their order", () => {
    const mel = names(mean161).filter((name) => name.startsWith("mel_"));
    expect([...mel].sort()).toEqual(mel);
  });

  it("begin mean161 with mean155", () => {
    expect(names(mean161).slice(0, 155)).toEqual(names(mean155));
  });

  it("give each engine its own", () => {
    expect([fullSetOf("default").name, fullSetOf("meyda").name]).toEqual(["mean161", "meyda155"]);
  });
});

describe("feature set ids", () => {
  it("name set, version and rate", () => {
    expect(featureSetId(mean161, 16_000)).toBe("mean161-v1-16000");
    expect(featureSetId(meyda155, "native")).toBe("meyda155-v1-native");
  });

  it("can be read back", () => {
    expect(parseFeatureSetId("mean155-v7-native")).toEqual({ set: "mean155", version: 7, sampleRate: "native" });
    expect(parseFeatureSetId("mean161-v1-1600")).toEqual({ set: "mean161", version: 1, sampleRate: 1600 });
  });

  it("of unknown sets are refused", () => {
    for (const id of ["mean999-v1-16000", "mean161", "mean161-v1", "", "constructor-v1-16000"])
      expect(() => parseFeatureSetId(id)).toThrow(expect.objectContaining({ code: "feature-set-mismatch" }));
  });

  it("that differ are refused, naming both", () => {
    expect(() => requireFeatureSet("mean161-v2-16000", "mean161-v1-16000", "model m1")).toThrow(
      "model m1 wants features of mean161-v2-16000 and met features of mean161-v1-16000",
    );
  });

  it("that agree pass", () => {
    expect(() => requireFeatureSet("mean161-v1-16000", "mean161-v1-16000", "model m1")).not.toThrow();
  });
});

describe("narrow", () => {
  const row = Float64Array.from({ length: 161 }, (_, index) => index);

  it("cuts mean155 from a row of mean161", () => {
    const cut = narrow(row, mean161, mean155);
    expect(cut.length).toBe(155);
    expect(cut[154]).toBe(154);
  });

  it("keeps a row of the set asked for", () => {
    expect(narrow(row, mean161, mean161)).toEqual(row);
  });

  it("never cuts one engine's set from another's, naming both", () => {
    expect(() => narrow(row, mean161, meyda155)).toThrow("meyda155-v1 cannot be cut from mean161-v1");
  });

  it("refuses to widen", () => {
    expect(() => narrow(row.subarray(0, 155), mean155, mean161)).toThrow("mean161-v1 cannot be cut from mean155-v1");
  });

  it("refuses a row of another length", () => {
    expect(() => narrow(row.subarray(1), mean161, mean155)).toThrow("expected 161 numbers of mean161, received 160");
  });
});
