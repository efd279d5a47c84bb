import { describe, expect, test } from "vitest";
import { argmaxRows } from "../../src/forest/classifier.js";
import { addProba, createTree, findLeaf, treeDepth, type DecisionTree } from "../../src/forest/decisionTree.js";
import { impurityImportances } from "../../src/forest/importances.js";

/** Two classes; the root asks for column 0, its left child for column 1. */
function tree(weights: [number, number] = [1, 1]): DecisionTree {
  return createTree(
    Int32Array.of(0, 1, -1, -1, -1),
    Float64Array.of(0.5, 2, 0, 0, 0),
    Int32Array.of(4, 3, 0, 0, 0),
    Int32Array.of(4, 4, 3, 1, 3, 0, 0, 1, 1, 3),
    Float64Array.from(weights),
  );
}
const leaf = (a: number, b: number): DecisionTree =>
  createTree(Int32Array.of(-1), Float64Array.of(0), Int32Array.of(0), Int32Array.of(a, b), Float64Array.of(1, 1));

describe("a decision tree", () => {
  test("has each class's share of its nodes' weight", () => {
    expect([...tree().proba]).toEqual([0.5, 0.5, 0.75, 0.25, 1, 0, 0, 1, 0.25, 0.75]);
    expect([...tree([3, 1]).proba.subarray(0, 4)]).toEqual([12 / 16, 4 / 16, 9 / 10, 1 / 10]);
  });

  test("sends a row left if its value is at most the threshold", () => {
    const leafOf = (...row: number[]): number => findLeaf(tree(), Float64Array.of(9, 9, ...row), 2);
    expect([leafOf(0.5, 2), leafOf(0.5, 2.1), leafOf(0.6, 0), leafOf(-1, 9)]).toEqual([2, 3, 4, 3]);
  });

  test("adds the shares of each row's leaf to what other trees gave", () => {
    const sums = { rows: 3, cols: 2, data: Float64Array.of(1, 0, 0, 0, 0, 2) };
    addProba(tree(), { rows: 3, cols: 2, data: Float64Array.of(1, 0, 0, 0, 0, 3) }, sums);
    expect([...sums.data]).toEqual([1.25, 0.75, 1, 0, 0, 3]);
  });

  test("has the depth of its longest path from root to leaf", () => {
    expect([treeDepth(leaf(1, 1)), treeDepth(tree())]).toEqual([0, 2]);
    const right = { ...tree(), feature: Int32Array.of(0, -1, 0, -1, -1), right: Int32Array.of(2, 0, 4, 0, 0) };
    expect(treeDepth(right)).toBe(2);
    expect(treeDepth({ ...right, feature: Int32Array.of(0, -1, -1), right: Int32Array.of(2, 0, 0) })).toBe(1);
  });
});

describe("impurity importances", () => {
  const of = (trees: DecisionTree[], weights: [number, number] = [1, 1]): number[] => [
    ...impurityImportances(trees, "gini", Float64Array.from(weights), 3),
  ];

  test("divide a tree's decrease of impurity among the columns of its splits", () => {
    // 8 · 1/2 at the root, 4 · 3/8 in each of its children, 0 in the pure leaves: 1 by column 0, 1.5 by column 1.
    expect(of([tree()])).toEqual([0.4, 0.6, 0]);
    const [first, second] = of([tree([2, 1])], [2, 1]);
    const [root, left, right] = [12 - (64 + 16) / 12, 7 - (36 + 1) / 7, 5 - (4 + 9) / 5];
    expect(first).toBeCloseTo((root - left - right) / (root - right), 12);
    expect(second).toBeCloseTo(left / (root - right), 12);
  });

  test("are the mean over the trees with at least one split", () => {
    const stump = createTree(
      Int32Array.of(2, -1, -1),
      Float64Array.of(0, 0, 0),
      Int32Array.of(2, 0, 0),
      Int32Array.of(9, 9, 9, 0, 0, 9),
      Float64Array.of(1, 1),
    );
    expect(of([tree(), stump, leaf(3, 4)]).map((value) => Math.round(1e9 * value) / 1e9)).toEqual([0.2, 0.3, 0.5]);
    expect(of([leaf(1, 2), leaf(3, 0)])).toEqual([0, 0, 0]);
  });
});

test("the predicted class is the first of the greatest probabilities in each row", () => {
  const data = Float64Array.of(0.2, 0.5, 0.3, 0.4, 0.2, 0.4, 0.1, 0.1, 0.8, 0.6, 0.3, 0.1, 0.2, 0.5, 0.3);
  expect([...argmaxRows({ rows: 5, cols: 3, data })]).toEqual([1, 0, 2, 0, 1]);
});
