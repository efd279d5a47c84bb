import { describe, expect, test } from "vitest";
import { describeParams } from "../../src/evaluation/describeParams.js";
import { defaultParams, studyParams } from "../../src/evaluation/paramGrid.js";

describe("describeParams", () => {
  test("says the parameters that every search varies", () => {
    expect(describeParams(studyParams.men)).toBe("100 trees, max_depth 10, max_features sqrt, max_samples 30 %, gini");
  });

  test("names absent limits", () => {
    expect(describeParams(defaultParams)).toBe("100 trees, max_depth none, max_features sqrt, max_samples all, gini");
  });

  test("says one tree in the singular, and shares to two decimals", () => {
    const params = {
      ...defaultParams,
      nEstimators: 1,
      maxFeatures: { fraction: 1 / 3 },
      maxSamples: { fraction: 0.125 },
    };
    expect(describeParams(params)).toBe("1 tree, max_depth none, max_features 33.33 %, max_samples 12.5 %, gini");
  });

  test("says what differs from scikit-learn's defaults", () => {
    const params = {
      ...defaultParams,
      maxFeatures: { count: 12 },
      minSamplesSplit: 4,
      minSamplesLeaf: 2,
      bootstrap: false,
      classWeight: "balanced",
    } as const;
    expect(describeParams(params)).toBe(
      "100 trees, max_depth none, max_features 12, max_samples all, gini, min_samples_split 4, min_samples_leaf 2, no bootstrap, class_weight balanced",
    );
  });
});
