import { describe, expect, test } from "vitest";
import { permutationImportance } from "../../src/forest/permutationImportance.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { blobs } from "./blobs.js";

const { X, y } = blobs(150, 6);
const forest = new RandomForestClassifier({ nEstimators: 30, maxDepth: 4 }).fit(X, y);

describe("permutationImportance", () => {
  test("favours the features that tell classes apart", () => {
    const { means } = permutationImportance(forest, X, y);
    expect(Math.min(...means.subarray(0, 3))).toBeGreaterThan(Math.max(...means.subarray(3)));
  });

  test("gives 0 to a feature no tree asks about", () => {
    const blind = { ...X, data: X.data.map((value, i) => (i % 6 === 4 ? 1 : value)) };
    const seeing = new RandomForestClassifier({ nEstimators: 10 }).fit(blind, y);
    const { means, standardDeviations } = permutationImportance(seeing, X, y);
    expect([means[4], standardDeviations[4]]).toEqual([0, 0]);
  });

  test("leaves X as it was", () => {
    const before = X.data.slice();
    permutationImportance(forest, X, y, { nRepeats: 1 });
    expect(X.data).toEqual(before);
  });

  test("shuffles alike from the same seed and otherwise from another", () => {
    const from = (randomState: number) => permutationImportance(forest, X, y, { randomState, nRepeats: 3 }).means;
    expect(from(1)).toEqual(from(1));
    expect(from(1)).not.toEqual(from(2));
  });

  test("scores as it is told: halving the score halves the importance", () => {
    const accuracy = (truth: ArrayLike<number>, predicted: Int32Array) =>
      predicted.filter((label, i) => label === truth[i]).length / predicted.length;
    const whole = permutationImportance(forest, X, y).means;
    const half = permutationImportance(forest, X, y, { scoring: (truth, predicted) => accuracy(truth, predicted) / 2 });
    half.means.forEach((value, f) => expect(value).toBeCloseTo(whole[f]! / 2, 12));
  });

  test("refuses no repeats, and too few labels", () => {
    const naming = (parameter: string) => expect.objectContaining({ parameter }) as Error;
    expect(() => permutationImportance(forest, X, y, { nRepeats: 0 })).toThrow(naming("nRepeats"));
    expect(() => permutationImportance(forest, X, y.subarray(1))).toThrow(naming("y"));
  });
});
