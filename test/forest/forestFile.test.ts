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

describe("a file of one split", () => {
  const base64 = (values: Int32Array | Float64Array): string => Buffer.from(values.buffer).toString("base64");
  const integers = (...values: number[]): string => base64(Int32Array.from(values));
  const doubles = (...values: number[]): string => base64(Float64Array.from(values));
  const split: ForestFile = {
    ...file,
    parameters: { ...file.parameters, nEstimators: 1 },
    nFeatures: 1,
    classes: [-4, 7],
    classWeights: [1, 1],
    nodes: integers(0, -1, -1),
    thresholds: doubles(0.5),
    draws: integers(3, 1, 0, 4),
  };

  const trees = (nEstimators: number) => ({ parameters: { ...file.parameters, nEstimators } });

  test("is read as the tree that it describes", () => {
    const [tree] = loadForest(split).trees;
    expect(Array.from(tree!.right)).toEqual([2, 0, 0]);
    expect(Array.from(tree!.draws)).toEqual([3, 5, 3, 1, 0, 4]);
    expect(Array.from(tree!.proba)).toEqual([3 / 8, 5 / 8, 0.75, 0.25, 0, 1]);
    expect(Array.from(loadForest(split).predict({ rows: 2, cols: 1, data: Float64Array.of(0.5, 0.6) }))).toEqual([
      -4, 7,
    ]);
  });

  test("may have splits below splits, and trees that are a leaf", () => {
    const nested = {
      ...split,
      nodes: integers(0, 0, -1, -1, -1),
      thresholds: doubles(0.5, 0.2),
      draws: integers(3, 1, 0, 4, 5, 5),
    };
    const [tree] = loadForest(nested).trees;
    expect(Array.from(tree!.right)).toEqual([4, 3, 0, 0, 0]);
    expect(Array.from(tree!.draws)).toEqual([8, 10, 3, 5, 3, 1, 0, 4, 5, 5]);
    const leaf = loadForest({ ...split, nodes: integers(-1), thresholds: "", draws: integers(3, 1) }).trees[0]!;
    expect([Array.from(leaf.right), Array.from(leaf.draws)]).toEqual([[0], [3, 1]]);
  });

  test("is quoted where it is rejected", () => {
    expect(() => loadForest({ ...split, format: "pickle" })).toThrow('received "pickle"');
    expect(() => loadForest({ ...split, version: 2 })).toThrow("received 2");
    expect(() => loadForest({ ...split, classes: [5, 5] })).toThrow("received [object Array]");
    expect(() => loadForest({ ...split, ...trees(2) })).toThrow('received "too few nodes"');
    expect(() => loadForest("text")).toThrow('file: expected an object, received "text"');
  });

  test.each<[string, Partial<ForestFile>]>([
    ["as many draws as 32 bits hold", { draws: integers(2 ** 31 - 2, 1, 1, 0) }],
    ["a million features", { nFeatures: 1_000_000 }],
    ["weights up to a billion", { classWeights: [1e-9, 1e9] }],
    ["labels of 32 bits", { classes: [-(2 ** 31), 2 ** 31 - 1] }],
  ])("may have %s", (_, change) => {
    expect(loadForest({ ...split, ...change }).trees).toHaveLength(1);
  });

  test.each<[string, unknown, string, string]>([
    ["as a list", [], "file", "an object"],
    ["with parameters as a list", { parameters: [] }, "file.parameters", "an object"],
    ["of another format", { format: "pickle" }, "file.format", '"speech-emotion-workers/forest"'],
    ["of another version", { version: "1" }, "file.version", "1"],
    ["with classes that are no list", { classes: "01" }, "file.classes", "an array of numbers"],
    ["with one class", { classes: [5], classWeights: [1] }, "file.classes", "two labels or more, ascending"],
    ["with a class twice", { classes: [5, 5] }, "file.classes", "two labels or more, ascending"],
    ["with a label that is no integer", { classes: [5, 6.5] }, "file.classes[1]", "a number in range"],
    ["with a label of 33 bits", { classes: [5, 2 ** 31] }, "file.classes[1]", "a number in range"],
    ["with a label as text", { classes: [5, "6"] }, "file.classes[1]", "a number in range"],
    ["with a weight as text", { classWeights: ["1", 1] }, "file.classWeights[0]", "a number in range"],
    ["with a weight of 0", { classWeights: [0, 1] }, "file.classWeights[0]", "a number in range"],
    ["with too great a weight", { classWeights: [1, 1.1e9] }, "file.classWeights[1]", "a number in range"],
    ["with a weight too many", { classWeights: [1, 1, 1] }, "file.classWeights", "2 weights, one per class"],
    ["without features", { nFeatures: 0 }, "file.nFeatures[0]", "a number in range"],
    ["with half a feature", { nFeatures: 1.5 }, "file.nFeatures[0]", "a number in range"],
    ["with a million and one features", { nFeatures: 1_000_001 }, "file.nFeatures[0]", "a number in range"],
    ["with more trees than nodes", trees(4), "file.parameters.nEstimators", "at most one tree a node"],
    ["with a second tree missing", trees(2), "file.nodes", "complete trees, one per estimator"],
    ["that asks for a column it does not have", { nodes: integers(1, -1, -1) }, "file.nodes[0]", "-1 to 0"],
    ["with a node of -2", { nodes: integers(0, -1, -2) }, "file.nodes[2]", "-1 to 0"],
    [
      "with a node too many",
      { nodes: integers(0, -1, -1, -1), draws: integers(3, 1, 0, 4, 1, 1) },
      "file.nodes",
      "3 nodes",
    ],
    ["with a threshold too many", { thresholds: doubles(0.5, 1) }, "file.thresholds", "1, one per split"],
    ["with no threshold", { thresholds: "" }, "file.thresholds[0]", "a finite number for each split"],
    ["with NaN as threshold", { thresholds: doubles(NaN) }, "file.thresholds[0]", "a finite number for each split"],
    ["with an infinite threshold", { thresholds: doubles(-Infinity) }, "file.thresholds[0]", "a finite number"],
    ["with draws too few", { draws: integers(3, 1, 0) }, "file.draws", "4, one for each leaf and class"],
    ["with draws too many", { draws: integers(3, 1, 0, 4, 1) }, "file.draws", "4, one for each leaf and class"],
    [
      "with a leaf without draws",
      { draws: integers(3, 1, 0, 0) },
      "file.draws[2]",
      "2 counts for each leaf, not all 0",
    ],
    ["with negative draws", { draws: integers(3, -1, 0, 4) }, "file.draws[0]", "2 counts for each leaf, not all 0"],
    [
      "with more draws than 32 bits hold",
      { draws: integers(2 ** 31 - 1, 0, 1, 0) },
      "file.draws",
      "a sum of at most 2147483647 in each tree",
    ],
  ])("is rejected %s", (_, change, parameter, expected) => {
    const read = (): unknown => loadForest(Array.isArray(change) ? change : { ...split, ...(change as object) });
    expect(read).toThrow(naming(parameter));
    expect(read).toThrow(`expected ${expected}`);
  });
});
