import { describe, expect, test } from "vitest";
import { embeddingName } from "../../src/embedding/embeddingName.js";
import {
  blocksOf,
  columnRange,
  featureBlocks,
  featureSetId,
  featureSetOf,
  parseFeatureSetId,
  predictionBlocks,
  predictionSetId,
  requireFeatureSet,
} from "../../src/features/featureSet.js";

const study = featureSetOf(["mean161"]);
const both = featureSetOf(["mean161", "functionals"]);
const names = (set: { columns: readonly { name: string }[] }): string[] => set.columns.map((column) => column.name);

describe("feature sets", () => {
  test("columns for training alone come last, and models need the set without them", () => {
    const blocks = blocksOf({ engine: "default", recipe: "best", convolutions: true, noisyCopies: true });
    const set = featureSetOf(blocks);
    const model = featureSetOf(predictionBlocks(blocks));
    expect(names(set).slice(0, model.columns.length)).toEqual(names(model));
    expect(names(set).slice(model.columns.length)).toEqual(
      names(featureBlocks.functionals).map((name) => `noisy_${name}`),
    );
    const id = "mean161-v2-functionals-v1-contours-v1-noisy-v1-16000";
    expect(featureSetId(set, 16_000)).toBe(id);
    expect(predictionSetId(id)).toBe("mean161-v2-functionals-v1-contours-v1-16000");
    expect(predictionSetId("mean161-v1-native")).toBe("mean161-v1-native");
  });

  test("a set has the columns of its blocks, one block after the other", () => {
    const { mean161, functionals } = featureBlocks;
    expect(names(both)).toEqual([...names(mean161), ...names(functionals)]);
    expect([mean161, functionals, featureBlocks.meyda155].map(({ columns }) => columns.length)).toEqual([
      161, 1364, 155,
    ]);
  });

  test("a column's name is unique in every set, even for readers that ignore case", () => {
    for (const set of [both, featureSetOf(["meyda155"])])
      expect(new Set(names(set).map((name) => name.toLowerCase())).size).toBe(set.columns.length);
  });

  test("a column's name consists of letters, digits and underscores, so that every table format accepts it", () => {
    expect(names(both).filter((name) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(name))).toEqual([]);
  });

  test("the study's columns list chroma, mfcc, zero crossings, mel, centroid and tonnetz in the reference's order", () => {
    const at = (index: number): string | undefined => study.columns[index]?.name;
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

  test("the columns of a study descriptor sort in their order", () => {
    const mel = names(study).filter((name) => name.startsWith("mel_"));
    expect([...mel].sort()).toEqual(mel);
  });

  test("functionals are named after descriptor and statistic", () => {
    const known = ["f0Semitones_median", "logMel12_p05", "harmonicity_slope", "cepstrum3_delta2Sd", "formant1_iqr"];
    expect(names(both)).toEqual(expect.arrayContaining(known));
  });

  test("no functional depends on the microphone's level", () => {
    const level = ["rms_mean", "loudness_median", "cepstrum0_p95", "rms_voicedMean", "cepstrum0_unvoicedMean"];
    expect(names(both).filter((name) => level.includes(name))).toEqual([]);
    expect(names(both)).toEqual(expect.arrayContaining(["rms_sd", "loudness_range", "cepstrum0_slope"]));
  });

  test("blocks of two engines, a repeated block or no block at all are not a valid set", () => {
    for (const blocks of [["mean161", "meyda155"], ["mean161", "mean161"], []] as const)
      expect(() => featureSetOf(blocks)).toThrow("different blocks of one engine");
  });

  test("a block's columns are found wherever the block is", () => {
    expect(columnRange(both, "functionals")).toEqual({ start: 161, end: 1525 });
    expect(columnRange(featureSetOf(["functionals", "mean161"]), "study")).toEqual({ start: 1364, end: 1519 });
    expect(columnRange(featureSetOf(["meyda155"]), "study")).toEqual({ start: 0, end: 155 });
    expect(columnRange(study, "functionals")).toBeUndefined();
  });

  test("the recipe chooses the blocks, and meyda has only one", () => {
    const blocks = (recipe: "best" | "study", convolutions = false, engine: "default" | "meyda" = "default"): string =>
      blocksOf({ engine, recipe, convolutions }).join(" ");
    expect(blocks("study")).toBe("mean161");
    expect(blocks("best")).toBe("mean161 functionals");
    expect(blocks("best", true)).toBe("mean161 functionals contours");
    expect(blocks("best", true, "meyda")).toBe("meyda155");
  });

  test("the columns of an embedding model replace the functionals, and its name contains their number", () => {
    const block = embeddingName({ columns: 6, sha256: "0123456789abcdef01", options: "89abcdef01" });
    const blocks = blocksOf({ engine: "default", recipe: "best", convolutions: false, embedding: { block } });
    expect(blocks).toEqual(["mean161", "embedding6x0123456789abcdefx89abcdef"]);
    const set = featureSetOf(blocks);
    expect(columnRange(set, block)).toEqual({ start: 161, end: 167 });
    expect(set.columns.slice(161).map(({ name }) => name)).toEqual([
      "embedding_1_mean",
      "embedding_2_mean",
      "embedding_3_mean",
      "embedding_1_sd",
      "embedding_2_sd",
      "embedding_3_sd",
    ]);
    const id = featureSetId(set, 16_000);
    expect(id).toBe("mean161-v2-embedding6x0123456789abcdefx89abcdef-v1-16000");
    expect(parseFeatureSetId(id).blocks).toEqual([
      { name: "mean161", version: 2 },
      { name: block, version: 1 },
    ]);
    for (const wrong of ["embedding6", "embedding6x0123x89abcdef", "embedding0x0123456789abcdefx89abcdef"])
      expect(() => parseFeatureSetId(`${wrong}-v1-16000`)).toThrow("not a known feature set");
  });

  test("contours add no columns but 44 channels", () => {
    expect(featureBlocks.contours.columns).toEqual([]);
    expect(featureBlocks.contours.channels).toHaveLength(44);
  });
});

describe("feature set ids", () => {
  test("an id names blocks, versions and rate", () => {
    expect(featureSetId(study, 16_000)).toBe("mean161-v2-16000");
    expect(featureSetId(both, 16_000)).toBe("mean161-v2-functionals-v1-16000");
    expect(featureSetId(featureSetOf(["meyda155"]), "native")).toBe("meyda155-v2-native");
  });

  test("an id can be read back, whatever its versions", () => {
    expect(parseFeatureSetId("mean161-v7-native")).toEqual({
      blocks: [{ name: "mean161", version: 7 }],
      sampleRate: "native",
    });
    expect(parseFeatureSetId("mean161-v1-functionals-v3-1600")).toEqual({
      blocks: [
        { name: "mean161", version: 1 },
        { name: "functionals", version: 3 },
      ],
      sampleRate: 1600,
    });
  });

  test("an id of an unknown block is rejected", () => {
    for (const id of [
      "mean999-v1-16000",
      "mean161",
      "mean161-v1",
      "",
      "constructor-v1-16000",
      "mean161-v1-x-v1-native",
    ])
      expect(() => parseFeatureSetId(id)).toThrow(expect.objectContaining({ code: "feature-set-mismatch" }));
  });

  test("ids that differ are rejected, naming both", () => {
    expect(() => requireFeatureSet("mean161-v2-16000", "mean161-v2-native", "model m1")).toThrow(
      /^model m1 needs features mean161-v2-16000 but found mean161-v2-native$/,
    );
  });

  test("a model's older version is rejected with the advice to train again", () => {
    for (const old of ["mean161-v1-16000", "mean161-v1-functionals-v1-16000"])
      expect(() => requireFeatureSet(old, "mean161-v2-16000", "model m1")).toThrow(
        `model m1 needs features ${old} but found mean161-v2-16000; ${old} is no longer computed: train again`,
      );
  });

  test("equal ids are accepted", () => {
    expect(() => requireFeatureSet("mean161-v2-16000", "mean161-v2-16000", "model m1")).not.toThrow();
  });
});
