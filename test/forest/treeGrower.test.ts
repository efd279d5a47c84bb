import { describe, expect, test } from "vitest";
import type { DecisionTree } from "../../src/forest/decisionTree.js";
import type { ForestParameters } from "../../src/forest/parameters.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { blobs } from "./blobs.js";

/** The tree of all rows of one column with the values 1, 2, 3 ... */
function treeOf(labels: readonly number[], parameters: Partial<ForestParameters> = {}): DecisionTree {
  const X = { rows: labels.length, cols: 1, data: Float64Array.from(labels, (_, row) => row + 1) };
  const forest = new RandomForestClassifier({ nEstimators: 1, bootstrap: false, ...parameters }).fit(X, labels);
  return forest.trees[0]!;
}

describe("a tree", () => {
  test.each([[[0, 0, 0, 1, 1, 1]], [[1, 1, 1, 0, 0, 0]], [[5, 5, 6, 6, 6, 6]]])(
    "splits no node whose rows are of one class: %j",
    (labels) => {
      for (const criterion of ["gini", "entropy"] as const)
        expect([...treeOf(labels, { criterion }).feature]).toEqual([0, -1, -1]);
    },
  );

  test("gives each of alternating rows its own leaf, whatever side the chain of splits leans to", () => {
    for (const n of [2, 3, 4, 9]) {
      const labels = Array.from({ length: n }, (_, row) => row % 2);
      for (const order of [labels, labels.toReversed()]) {
        const { feature, draws } = treeOf(order);
        const leaves = [...feature.keys()].filter((node) => feature[node]! < 0);
        expect(leaves).toHaveLength(n);
        for (const leaf of leaves) expect(draws[2 * leaf]! + draws[2 * leaf + 1]!).toBe(1);
      }
    }
  });

  test("splits a node into sides of exactly minSamplesLeaf rows", () => {
    expect([...treeOf([0, 0, 0, 1, 1, 1], { minSamplesLeaf: 3 }).feature]).toEqual([0, -1, -1]);
    expect([...treeOf([0, 0, 0, 1, 1, 1], { minSamplesLeaf: 4 }).feature]).toEqual([-1]);
  });

  test("splits every mixed node of minSamplesSplit rows or more, and no smaller one", () => {
    const labels = Array.from({ length: 16 }, (_, row) => row % 2);
    const { feature, draws } = treeOf(labels, { minSamplesSplit: 4 });
    feature.forEach((split, node) => {
      const [zeros, ones] = draws.subarray(2 * node, 2 * node + 2);
      const isMixed = zeros! > 0 && ones! > 0;
      expect(split >= 0).toBe(isMixed && zeros! + ones! >= 4);
    });
    expect(feature.length).toBeGreaterThan(5);
  });

  test("learns from a bootstrap: some rows several times, others never", () => {
    const labels = Array.from({ length: 12 }, (_, row) => row);
    const { draws } = treeOf(labels, { bootstrap: true });
    const timesDrawn = [...draws.subarray(0, 12)];
    expect(timesDrawn.reduce((sum, times) => sum + times)).toBe(12);
    expect(Math.min(...timesDrawn)).toBe(0);
    expect(Math.max(...timesDrawn)).toBeGreaterThan(1);
  });

  test("shares no memory with the trees that are grown after it", () => {
    const { X, y } = blobs(24, 6);
    const grown = (nEstimators: number) =>
      new RandomForestClassifier({ nEstimators, randomState: 2 }).fit(X, y).trees[0]!;
    const first = grown(1);
    expect(first.draws).toHaveLength(new Set(y).size * first.feature.length);
    expect(grown(3).draws).toEqual(first.draws);
  });

  test("draws the same features from a seed as in every release", () => {
    const { X, y } = blobs(24, 6);
    const { trees } = new RandomForestClassifier({
      nEstimators: 2,
      bootstrap: false,
      maxFeatures: { count: 2 },
      maxDepth: 3,
      randomState: 5,
    }).fit(X, y);
    expect(trees.map(({ feature }) => [...feature])).toEqual([
      [1, 0, -1, -1, 3, 4, -1, -1, -1],
      [2, -1, 2, 3, -1, -1, -1],
    ]);
  });
});
