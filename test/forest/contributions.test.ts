import { describe, expect, test } from "vitest";
import { decisionContributions } from "../../src/forest/contributions.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { row } from "../../src/shared/matrix.js";
import { blobs } from "./blobs.js";

const { X, y } = blobs(120, 6);

describe("decisionContributions", () => {
  const forest = new RandomForestClassifier({ nEstimators: 30, classWeight: "balanced" }).fit(X, y);
  const proba = forest.predictProba(X);

  test("adds up, with the baseline, to the predicted probabilities", () => {
    for (const r of [0, 1, 50]) {
      const { baseline, byFeature } = decisionContributions(forest, row(X, r));
      for (let k = 0; k < 3; k++) {
        let sum = baseline[k]!;
        for (let f = 0; f < 6; f++) sum += byFeature.data[f * 3 + k]!;
        expect(sum).toBeCloseTo(proba.data[r * 3 + k]!, 12);
      }
    }
  });

  test("gives a tree's only question the whole change", () => {
    const stump = { rows: 4, cols: 2, data: Float64Array.of(0, 1, 0, 2, 0, 3, 0, 4) };
    const tree = new RandomForestClassifier({ nEstimators: 1, bootstrap: false }).fit(stump, [1, 1, 2, 2]);
    const { baseline, byFeature } = decisionContributions(tree, Float64Array.of(0, 4));
    expect(Array.from(baseline)).toEqual([0.5, 0.5]);
    expect(Array.from(byFeature.data)).toEqual([0, 0, -0.5, 0.5]);
    // The threshold itself goes left.
    expect(Array.from(decisionContributions(tree, Float64Array.of(0, 2.5)).byFeature.data)).toEqual([0, 0, 0.5, -0.5]);
  });

  test("rejects a row of another length, and NaN", () => {
    const naming = (parameter: string) => expect.objectContaining({ parameter }) as Error;
    expect(() => decisionContributions(forest, new Float64Array(5))).toThrow("x: expected 6 features, received 5");
    expect(() => decisionContributions(forest, new Float64Array(6).fill(NaN))).toThrow(naming("X[0, 0]"));
  });
});
