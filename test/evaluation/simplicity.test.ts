import { describe, expect, test } from "vitest";
import { type CandidateParams, defaultParams } from "../../src/evaluation/paramGrid.js";
import { compareSimplicity } from "../../src/evaluation/simplicity.js";

const shape = { rows: 256, cols: 155 };
const with_ = (params: Partial<CandidateParams>): CandidateParams => ({ ...defaultParams, ...params });

describe("compareSimplicity", () => {
  test.each<[string, Partial<CandidateParams>, Partial<CandidateParams>]>([
    ["fewer trees", { nEstimators: 50 }, { nEstimators: 100 }],
    ["shallower trees", { maxDepth: 5 }, { maxDepth: 10 }],
    ["a depth limit over none", { maxDepth: 1000 }, { maxDepth: null }],
    ["larger leaves", { minSamplesLeaf: 4 }, { minSamplesLeaf: 1 }],
    ["a larger smallest split", { minSamplesSplit: 8 }, { minSamplesSplit: 2 }],
    ["fewer rows a tree", { maxSamples: { fraction: 0.3 } }, { maxSamples: "all" }],
    ["a count of rows below a fraction", { maxSamples: { count: 10 } }, { maxSamples: { fraction: 0.3 } }],
    ["log2 columns over sqrt", { maxFeatures: "log2" }, { maxFeatures: "sqrt" }],
    ["fewer columns as a fraction", { maxFeatures: { fraction: 0.01 } }, { maxFeatures: { count: 2 } }],
    ["entropy over log_loss", { criterion: "entropy" }, { criterion: "log_loss" }],
    [
      "shallower trees before larger leaves",
      { maxDepth: 5, minSamplesLeaf: 1, maxSamples: "all" },
      { maxDepth: 10, minSamplesLeaf: 4, maxSamples: { fraction: 0.1 } },
    ],
    [
      "larger leaves before a larger smallest split",
      { minSamplesLeaf: 2, minSamplesSplit: 2 },
      { minSamplesLeaf: 1, minSamplesSplit: 9 },
    ],
    [
      "a larger smallest split before fewer rows a tree",
      { minSamplesSplit: 4, maxSamples: "all" },
      { minSamplesSplit: 2, maxSamples: { fraction: 0.1 } },
    ],
    [
      "fewer rows a tree before fewer columns",
      { maxSamples: { fraction: 0.3 }, maxFeatures: "all" },
      { maxSamples: "all", maxFeatures: "log2" },
    ],
    [
      "fewer columns before gini",
      { maxFeatures: "log2", criterion: "entropy" },
      { maxFeatures: "sqrt", criterion: "gini" },
    ],
    ["gini over entropy", { criterion: "gini" }, { criterion: "entropy" }],
    ["fewer trees before shallower ones", { nEstimators: 50, maxDepth: null }, { nEstimators: 100, maxDepth: 5 }],
  ])("prefers %s", (_, simpler, harder) => {
    expect(compareSimplicity(with_(simpler), with_(harder), shape)).toBeLessThan(0);
    expect(compareSimplicity(with_(harder), with_(simpler), shape)).toBeGreaterThan(0);
  });

  test("calls two unlimited depths equal", () => {
    expect(compareSimplicity(defaultParams, defaultParams, shape)).toBe(0);
  });

  test("treats bootstrap and class weights as neither simpler nor more complex", () => {
    expect(compareSimplicity(with_({ bootstrap: false }), defaultParams, shape)).toBe(0);
    expect(compareSimplicity(defaultParams, with_({ classWeight: "balanced" }), shape)).toBe(0);
  });
});
