import { describe, expect, test } from "vitest";
import { MlRandomForestClassifier } from "../../../src/forest/baseline/mlRandomForest.js";
import { blobs } from "../blobs.js";

const { X, y } = blobs(90, 6);
const parameters = { nEstimators: 15, randomState: 3 };

describe("MlRandomForestClassifier", () => {
  const forest = new MlRandomForestClassifier(parameters).fit(X, y);

  test("learns its training rows", () => {
    const right = forest.predict(X).filter((label, i) => label === y[i]).length;
    expect(right / X.rows).toBeGreaterThan(0.9);
  });

  test("gives probabilities that sum to 1", () => {
    const { data } = forest.predictProba(X);
    for (let r = 0; r < X.rows; r++) expect(data[3 * r]! + data[3 * r + 1]! + data[3 * r + 2]!).toBeCloseTo(1, 12);
  });

  test("grows the same forest again from the same seed", () => {
    const again = new MlRandomForestClassifier(parameters).fit(X, y);
    expect(again.predictProba(X)).toEqual(forest.predictProba(X));
  });

  test("weighs one value a feature, sum 1", () => {
    expect(forest.featureImportances).toHaveLength(6);
    expect(forest.featureImportances.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test("draws its share of rows from all of them, though the rows lie in the order of their labels", () => {
    const byLabel = Int32Array.from(y.keys()).sort((a, b) => y[a]! - y[b]!);
    const data = new Float64Array(X.data.length);
    byLabel.forEach((from, to) => data.set(X.data.subarray(6 * from, 6 * from + 6), 6 * to));
    const labels = byLabel.map((from) => y[from]!);
    const small = new MlRandomForestClassifier({ ...parameters, maxSamples: { fraction: 0.3 } }).fit(
      { ...X, data },
      labels,
    );
    expect(new Set(small.predict({ ...X, data }))).toEqual(new Set([10, 20, 30]));
  });

  for (const [name, unknown] of [
    ["criterion", { criterion: "entropy" }],
    ["minSamplesLeaf", { minSamplesLeaf: 2 }],
    ["classWeight", { classWeight: "balanced" }],
  ] as const) {
    test(`rejects what the library does not know: ${name}`, () => {
      expect(() => new MlRandomForestClassifier(unknown)).toThrow(
        expect.objectContaining({ parameter: name }) as Error,
      );
    });
  }
});
