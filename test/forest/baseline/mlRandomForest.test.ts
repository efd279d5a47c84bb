import { describe, expect, test } from "vitest";
import { MlRandomForestClassifier } from "../../../src/forest/baseline/mlRandomForest.js";
import type { ForestParameters } from "../../../src/forest/parameters.js";
import { rankDataset } from "../../../src/forest/rankedDataset.js";
import { blobs, takeRows } from "../blobs.js";

const { X, y } = blobs(90, 6);
const parameters = { nEstimators: 15, randomState: 3 };

describe("MlRandomForestClassifier", () => {
  const fit = () => new MlRandomForestClassifier(parameters).fit(X, y);

  test("learns its training rows", () => {
    const right = fit()
      .predict(X)
      .filter((label, i) => label === y[i]).length;
    expect(right / X.rows).toBeGreaterThan(0.9);
  });

  test("gives probabilities that sum to 1", () => {
    const { data } = fit().predictProba(X);
    for (let r = 0; r < X.rows; r++) expect(data[3 * r]! + data[3 * r + 1]! + data[3 * r + 2]!).toBeCloseTo(1, 12);
  });

  test("grows the same forest again from the same seed", () => {
    expect(fit().predictProba(X)).toEqual(fit().predictProba(X));
  });

  test("weighs one value a feature, sum 1", () => {
    const { featureImportances } = fit();
    expect(featureImportances).toHaveLength(6);
    expect(featureImportances.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
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

  test("fits rows of a ranked dataset as it fits a copy of those rows, and leaves the list of rows alone", () => {
    const rows = Int32Array.from({ length: 60 }, (_, i) => i + Math.floor(i / 5));
    const given = rows.slice();
    const inPlace = new MlRandomForestClassifier(parameters).fitRanked(rankDataset(X, y), given);
    const copied = new MlRandomForestClassifier(parameters).fit(
      takeRows(X, rows),
      rows.map((r) => y[r]!),
    );
    expect(inPlace.predictProba(X)).toEqual(copied.predictProba(X));
    expect(given).toEqual(rows);
  });

  test("counts one vote of each tree", () => {
    const { data } = new MlRandomForestClassifier({ nEstimators: 7 }).fit(X, y).predictProba(X);
    for (const share of data) expect(Math.abs(share * 7 - Math.round(share * 7))).toBeLessThan(1e-9);
    expect(new Set(data).size).toBeGreaterThan(3);
  });

  test("draws as many features per tree as asked", () => {
    // The label is column 0 itself: a tree that sees it needs no other.
    const data = Float64Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? Number(i >= 20) : Math.sin(i * i)));
    const labels = Array.from({ length: 10 }, (_, row) => Number(row >= 5));
    const importances = (maxFeatures: ForestParameters["maxFeatures"]): number[] => [
      ...new MlRandomForestClassifier({ nEstimators: 30, maxFeatures, bootstrap: false }).fit(
        { rows: 10, cols: 4, data },
        labels,
      ).featureImportances,
    ];
    expect(importances("all")).toEqual([1, 0, 0, 0]);
    expect(Math.min(...importances({ count: 1 }))).toBeGreaterThan(0);
    expect(importances({ count: 3 })[0]).toBeGreaterThan(0.5);
    expect(importances({ count: 3 })[0]).toBeLessThan(1);
  });

  test("stops at maxDepth, and at nodes of fewer rows than minSamplesSplit", () => {
    const line = { rows: 4, cols: 1, data: Float64Array.of(1, 2, 3, 4) };
    const predicted = (labels: number[], limits: Partial<ForestParameters>): number[] => [
      ...new MlRandomForestClassifier({ nEstimators: 1, bootstrap: false, ...limits }).fit(line, labels).predict(line),
    ];
    expect(predicted([0, 0, 1, 1], { minSamplesSplit: 4 })).toEqual([0, 0, 1, 1]);
    expect(new Set(predicted([0, 0, 1, 1], { minSamplesSplit: 5 })).size).toBe(1);
    expect(predicted([0, 1, 2, 3], {})).toEqual([0, 1, 2, 3]);
    expect(new Set(predicted([0, 1, 2, 3], { maxDepth: 1 })).size).toBe(2);
  });

  test("rejects labels of one class", () => {
    const expected = 'y: expected labels of at least two classes, received "1 class"';
    expect(() => new MlRandomForestClassifier().fit(X, new Int32Array(90).fill(3))).toThrow(expected);
    const secondClass = Int32Array.of(1, 4, 7);
    expect(() => new MlRandomForestClassifier().fitRanked(rankDataset(X, y), secondClass)).toThrow(expected);
  });

  for (const [name, unknown, message] of [
    ["criterion", { criterion: "entropy" }, 'expected "gini" for ml-random-forest'],
    ["minSamplesLeaf", { minSamplesLeaf: 2 }, "expected 1 for ml-random-forest"],
    ["classWeight", { classWeight: "balanced" }, "expected null for ml-random-forest"],
  ] as const) {
    test(`rejects what the library does not know: ${name}`, () => {
      expect(() => new MlRandomForestClassifier(unknown)).toThrow(`${name}: ${message}`);
    });
  }
});
