import { describe, expect, test } from "vitest";
import {
  type ForestParameters,
  completeParameters,
  drawsPerTree,
  featuresPerSplit,
} from "../../src/forest/parameters.js";

const naming = (parameter: string) => expect.objectContaining({ name: "ParameterError", parameter }) as Error;

describe("completeParameters", () => {
  test("fills in scikit-learn's defaults", () => {
    expect(completeParameters({ nEstimators: 7 })).toEqual({
      nEstimators: 7,
      maxDepth: null,
      maxFeatures: "sqrt",
      maxSamples: "all",
      criterion: "gini",
      minSamplesSplit: 2,
      minSamplesLeaf: 1,
      bootstrap: true,
      classWeight: null,
      randomState: 0,
    });
  });

  for (const [named, impossible] of [
    ["nEstimators", { nEstimators: 0 }],
    ["nEstimators", { nEstimators: 1.5 }],
    ["maxDepth", { maxDepth: 0 }],
    ["maxFeatures", { maxFeatures: 0.5 }],
    ["maxFeatures", { maxFeatures: { count: 1, fraction: 1 } }],
    ["maxFeatures.count", { maxFeatures: { count: 0 } }],
    ["maxFeatures.fraction", { maxFeatures: { fraction: 1.01 } }],
    ["maxSamples", { maxSamples: "sqrt" }],
    ["maxSamples.fraction", { maxSamples: { fraction: 0 } }],
    ["maxSamples", { maxSamples: { fraction: 0.3 }, bootstrap: false }],
    ["criterion", { criterion: "mse" }],
    ["classWeight", { classWeight: "even" }],
    ["minSamplesSplit", { minSamplesSplit: 1 }],
    ["minSamplesLeaf", { minSamplesLeaf: NaN }],
    ["randomState", { randomState: -1 }],
    ["n_estimators", { n_estimators: 100 }],
    ["constructor", { constructor: 100 }],
  ] as const) {
    test(`rejects ${JSON.stringify(impossible)}, naming ${named}`, () => {
      expect(() => completeParameters(impossible as unknown as Partial<ForestParameters>)).toThrow(naming(named));
    });
  }
});

describe("featuresPerSplit", () => {
  for (const [maxFeatures, expected] of [
    ["sqrt", 12],
    ["log2", 7],
    ["all", 155],
    [{ count: 20 }, 20],
    [{ fraction: 0.1 }, 15],
    [{ fraction: 0.001 }, 1],
  ] as const) {
    test(`takes ${expected} of 155 for ${JSON.stringify(maxFeatures)}`, () => {
      expect(featuresPerSplit(maxFeatures, 155)).toBe(expected);
    });
  }

  test("rejects more features than there are", () => {
    expect(() => featuresPerSplit({ count: 156 }, 155)).toThrow(naming("maxFeatures.count"));
  });
});

describe("drawsPerTree", () => {
  test("takes all rows, a share rounded, or a count", () => {
    expect(drawsPerTree("all", 288)).toBe(288);
    expect(drawsPerTree({ fraction: 0.3 }, 288)).toBe(86);
    expect(drawsPerTree({ count: 5 }, 288)).toBe(5);
  });

  test("rejects more rows than there are", () => {
    expect(() => drawsPerTree({ count: 289 }, 288)).toThrow(naming("maxSamples.count"));
  });
});
