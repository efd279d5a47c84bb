import { describe, expect, it } from "vitest";
import { describeParams } from "../../src/evaluation/describeParams.js";
import { defaultParams, studyParams } from "../../src/evaluation/paramGrid.js";

describe("describeParams", () => {
  it("says the parameters that every search varies", () => {
    expect(describeParams(studyParams.men)).toBe("100 trees, depth 10, sqrt columns a split, 30 % of the rows, gini");
  });

  it("names absent limits", () => {
    expect(describeParams(defaultParams)).toBe("100 trees, any depth, sqrt columns a split, all rows, gini");
  });

  it("says what differs from scikit-learn's defaults", () => {
    const params = {
      ...defaultParams,
      maxFeatures: { count: 12 },
      minSamplesSplit: 4,
      minSamplesLeaf: 2,
      bootstrap: false,
      classWeight: "balanced",
    } as const;
    expect(describeParams(params)).toBe(
      "100 trees, any depth, 12 columns a split, all rows, gini, splits from 4 rows, leaves from 2 rows, no bootstrap, balanced classes",
    );
  });
});
