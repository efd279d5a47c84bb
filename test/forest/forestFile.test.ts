import { describe, expect, test } from "vitest";
import { type ForestFile, loadForest, saveForest } from "../../src/forest/forestFile.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { blobs } from "./blobs.js";

const { X, y } = blobs(100, 5);
const forest = new RandomForestClassifier({ nEstimators: 12, classWeight: "balanced", randomState: 1 }).fit(X, y);
const file = saveForest(forest);
const naming = (parameter: string) => expect.objectContaining({ name: "ParameterError", parameter }) as Error;

const withTrees = (nEstimators: number) => ({ ...file, parameters: { ...file.parameters, nEstimators } });

/** As many draws as in the file, all with the same value. */
function allDraws(value: number): string {
  const bytes = Buffer.from(file.draws, "base64");
  for (let at = 0; at < bytes.length; at += 4) bytes.writeInt32LE(value, at);
  return bytes.toString("base64");
}

describe("a saved forest", () => {
  const loaded = loadForest(JSON.parse(JSON.stringify(file)));

  test("predicts as before, bit for bit", () => {
    expect(loaded.predictProba(X)).toEqual(forest.predictProba(X));
  });

  test("has the same trees, inner nodes and importances", () => {
    expect(loaded.trees).toEqual(forest.trees);
    expect(loaded.featureImportances).toEqual(forest.featureImportances);
  });

  test("is the same text again when saved again", () => {
    expect(JSON.stringify(saveForest(loaded))).toBe(JSON.stringify(file));
  });

  test("has no out-of-bag score, as its training rows are elsewhere", () => {
    expect(() => loaded.oobScore).toThrow(naming("oobScore"));
  });
});

describe("loadForest", () => {
  for (const [what, broken, named] of [
    ["no object", null, "file"],
    ["another format", { ...file, format: "pickle" }, "file.format"],
    ["another version", { ...file, version: 2 }, "file.version"],
    ["unknown parameters", { ...file, parameters: { depth: 3 } }, "depth"],
    ["a missing field", { ...file, nodes: undefined }, "file.nodes"],
    ["labels out of order", { ...file, classes: [30, 20, 10] }, "file.classes"],
    ["a weight too few", { ...file, classWeights: [1, 1] }, "file.classWeights"],
    ["text that is not base64", { ...file, thresholds: "~~~~" }, "file.thresholds"],
    ["bytes that are no whole numbers", { ...file, draws: "AAAAAAAA" }, "file.draws"],
    ["a tree too few", { ...file, parameters: { ...file.parameters, nEstimators: 13 } }, "file.nodes"],
    ["a tree too many", { ...file, parameters: { ...file.parameters, nEstimators: 11 } }, "file.nodes"],
    ["a column the forest does not have", { ...file, nFeatures: 3 }, undefined],
    ["a threshold too few", { ...file, thresholds: "" }, "file.thresholds[0]"],
    ["draws too few", { ...file, draws: "" }, "file.draws"],
    ["more trees than nodes", withTrees(2 ** 33), "file.parameters.nEstimators"],
    ["draws whose sum overflows", { ...file, draws: allDraws(2 ** 31 - 1) }, "file.draws"],
    ["weights that overflow", { ...file, classWeights: [1, 1, 1e300] }, "file.classWeights[2]"],
    ["too many features", { ...file, nFeatures: 2 ** 40 }, "file.nFeatures[0]"],
  ] as [string, Partial<ForestFile> | null, string | undefined][]) {
    test(`rejects ${what}`, () => {
      const expected = named ?? (expect.stringMatching(/^file\.nodes\[\d+\]$/) as string);
      expect(() => loadForest(broken)).toThrow(naming(expected));
    });
  }
});
