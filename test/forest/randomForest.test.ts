import { describe, expect, test } from "vitest";
import { treeDepth } from "../../src/forest/decisionTree.js";
import { RandomForest, RandomForestClassifier } from "../../src/forest/randomForest.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import { blobs, takeRows } from "./blobs.js";

const { X, y } = blobs(200, 8);
const naming = (parameter: string) => expect.objectContaining({ name: "ParameterError", parameter }) as Error;
const small = { nEstimators: 20, randomState: 42 };

describe("RandomForestClassifier", () => {
  test("learns rows it has seen and does better than chance on those it has not", () => {
    const forest = new RandomForestClassifier(small).fit(X, y);
    const other = blobs(200, 8, 3, 2);
    const share = (predicted: Int32Array, truth: Int32Array) =>
      predicted.filter((label, i) => label === truth[i]).length / truth.length;
    expect(share(forest.predict(X), y)).toBeGreaterThan(0.98);
    expect(share(forest.predict(other.X), other.y)).toBeGreaterThan(0.5);
  });

  test("gives probabilities between 0 and 1 that sum to 1", () => {
    const { rows, cols, data } = new RandomForestClassifier(small).fit(X, y).predictProba(X);
    expect([rows, cols]).toEqual([200, 3]);
    for (let r = 0; r < rows; r++) {
      const proba = data.subarray(3 * r, 3 * r + 3);
      expect(Math.min(...proba)).toBeGreaterThanOrEqual(0);
      expect(proba.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
  });

  test("predicts the label of the greatest probability", () => {
    const forest = new RandomForestClassifier(small).fit(X, y);
    const { data } = forest.predictProba(X);
    forest.predict(X).forEach((label, r) => {
      const proba = Array.from(data.subarray(3 * r, 3 * r + 3));
      expect(label).toBe(forest.classes[proba.indexOf(Math.max(...proba))]);
    });
  });

  test("grows equal trees from equal seeds, and others from another", () => {
    const grow = (randomState: number) => new RandomForestClassifier({ ...small, randomState }).fit(X, y).trees;
    expect(grow(1)).toEqual(grow(1));
    expect(grow(1)).not.toEqual(grow(2));
  });

  test("grows trees that depend on their index alone: fewer estimators are the first of more", () => {
    const more = new RandomForestClassifier({ ...small, nEstimators: 20 }).fit(X, y).trees;
    const fewer = new RandomForestClassifier({ ...small, nEstimators: 8 }).fit(X, y).trees;
    expect(fewer).toEqual(more.slice(0, 8));
  });

  test("takes labels in any numbering", () => {
    const named = new RandomForestClassifier(small).fit(X, y).predict(X);
    const renamed = new RandomForestClassifier(small)
      .fit(
        X,
        Array.from(y, (label) => label / 10 - 5),
      )
      .predict(X);
    expect(Array.from(renamed)).toEqual(Array.from(named, (label) => label / 10 - 5));
  });

  test("does not notice how columns are scaled, only their order", () => {
    const cubed = { ...X, data: X.data.map((value) => value ** 3) };
    const forest = new RandomForestClassifier(small).fit(X, y);
    const forestOfCubes = new RandomForestClassifier(small).fit(cubed, y);
    expect(forestOfCubes.trees.map((tree) => tree.feature)).toEqual(forest.trees.map((tree) => tree.feature));
  });

  test("fits rows of a ranked dataset as it fits a copy of those rows", () => {
    const rows = Int32Array.from({ length: 150 }, (_, i) => i + Math.floor(i / 3));
    const labels = rows.map((r) => y[r]!);
    for (const criterion of ["gini", "entropy"] as const) {
      const learner = new RandomForestClassifier({ ...small, criterion });
      const inPlace = learner.fitRanked(rankDataset(X, y), rows);
      const copied = learner.fit(takeRows(X, rows), labels);
      expect(inPlace.trees).toEqual(copied.trees);
      expect(inPlace.oobScore).toBe(copied.oobScore);
    }
  });

  test("goes no deeper than maxDepth", () => {
    const forest = new RandomForestClassifier({ ...small, maxDepth: 3 }).fit(X, y);
    expect(Math.max(...forest.trees.map(treeDepth))).toBe(3);
  });

  test("leaves at least minSamplesLeaf distinct rows on either side", () => {
    const forest = new RandomForestClassifier({ ...small, bootstrap: false, minSamplesLeaf: 11 }).fit(X, y);
    for (const { feature, draws } of forest.trees) {
      feature.forEach((asked, node) => {
        if (asked < 0)
          expect(draws[3 * node]! + draws[3 * node + 1]! + draws[3 * node + 2]!).toBeGreaterThanOrEqual(11);
      });
    }
  });

  test("splits no node of fewer rows than minSamplesSplit", () => {
    const forest = new RandomForestClassifier({ ...small, bootstrap: false, minSamplesSplit: 30 }).fit(X, y);
    for (const { feature, draws } of forest.trees) {
      feature.forEach((asked, node) => {
        if (asked >= 0)
          expect(draws[3 * node]! + draws[3 * node + 1]! + draws[3 * node + 2]!).toBeGreaterThanOrEqual(30);
      });
    }
  });

  test("sorts every training row into a pure leaf when nothing limits it", () => {
    const [tree] = new RandomForestClassifier({ ...small, bootstrap: false }).fit(X, y).trees;
    tree!.feature.forEach((asked, node) => {
      if (asked < 0) expect(Math.max(...tree!.proba.subarray(3 * node, 3 * node + 3))).toBe(1);
    });
  });

  test("sees all rows once without bootstrap, and as many draws as rows with it", () => {
    const drawsAtRoot = (forest: { trees: readonly { draws: Int32Array }[] }) =>
      forest.trees.map(({ draws }) => draws[0]! + draws[1]! + draws[2]!);
    const whole = new RandomForestClassifier({ nEstimators: 3, bootstrap: false }).fit(X, y);
    const share = new RandomForestClassifier({ nEstimators: 3, maxSamples: { fraction: 0.3 } }).fit(X, y);
    expect(drawsAtRoot(whole)).toEqual([200, 200, 200]);
    expect(drawsAtRoot(share)).toEqual([60, 60, 60]);
  });

  test("looks past constant features until one is not", () => {
    const mostlyConstant = { rows: 4, cols: 50, data: new Float64Array(200) };
    [1, 2, 3, 4].forEach((value, r) => (mostlyConstant.data[r * 50 + 17] = value));
    const forest = new RandomForestClassifier({ nEstimators: 5, bootstrap: false, maxFeatures: { count: 1 } });
    const { trees } = forest.fit(mostlyConstant, [0, 0, 1, 1]);
    expect(trees.map((tree) => tree.feature[0])).toEqual([17, 17, 17, 17, 17]);
  });

  test("splits halfway between two values, and never at the upper one though they are neighbours", () => {
    const split = (...values: number[]) =>
      new RandomForestClassifier({ nEstimators: 1, bootstrap: false }).fit(
        { rows: 2, cols: 1, data: Float64Array.from(values) },
        [0, 1],
      ).trees[0]!.threshold[0];
    expect(split(1, 2)).toBe(1.5);
    expect(split(-Number.MAX_VALUE, Number.MAX_VALUE)).toBe(0);
    expect(split(1 - Number.EPSILON / 2, 1)).toBe(1 - Number.EPSILON / 2);
  });

  test("predicts class shares if rows cannot be distinguished", () => {
    const alike = { rows: 4, cols: 2, data: new Float64Array(8).fill(7) };
    const forest = new RandomForestClassifier({ nEstimators: 2, bootstrap: false }).fit(alike, [5, 5, 5, 6]);
    expect(Array.from(forest.predictProba(alike).data.subarray(0, 2))).toEqual([0.75, 0.25]);
  });

  test("balances classes: a rare one weighs as much as a common one", () => {
    const alike = { rows: 4, cols: 1, data: new Float64Array(4) };
    const forest = new RandomForestClassifier({ nEstimators: 1, bootstrap: false, classWeight: "balanced" });
    expect(Array.from(forest.fit(alike, [5, 5, 5, 6]).predictProba(alike).data.subarray(0, 2))).toEqual([0.5, 0.5]);
  });

  test("gives importances that sum to 1 and favour the features that tell classes apart", () => {
    const { featureImportances } = new RandomForestClassifier(small).fit(X, y);
    expect(featureImportances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...featureImportances.subarray(0, 3))).toBeGreaterThan(Math.max(...featureImportances.subarray(3)));
  });

  test("scores out of bag below its score on rows seen and above chance", () => {
    const { oobScore } = new RandomForestClassifier(small).fit(X, y);
    expect(oobScore).toBeGreaterThan(0.4);
    expect(oobScore).toBeLessThan(0.9);
  });

  test("has no out-of-bag score without bootstrap", () => {
    expect(() => new RandomForestClassifier({ ...small, bootstrap: false }).fit(X, y).oobScore).toThrow(
      naming("bootstrap"),
    );
  });

  test("has no out-of-bag score without its training rows", () => {
    const { parameters, classes, classWeights, nFeatures, trees } = new RandomForestClassifier(small).fit(X, y);
    const loaded = new RandomForest(parameters, classes, classWeights, nFeatures, trees);
    expect(() => loaded.oobScore).toThrow(
      'oobScore: expected a forest fitted in this process, with its rows, received "a loaded forest"',
    );
  });

  for (const [what, fit, named] of [
    ["one class", () => new RandomForestClassifier().fit(X, new Int32Array(200)), "y"],
    [
      "more features a split than there are",
      () => new RandomForestClassifier({ maxFeatures: { count: 9 } }).fit(X, y),
      "maxFeatures.count",
    ],
    [
      "more draws than rows",
      () => new RandomForestClassifier({ maxSamples: { count: 201 } }).fit(X, y),
      "maxSamples.count",
    ],
    [
      "rows to predict of another width",
      () => new RandomForestClassifier(small).fit(X, y).predict({ rows: 1, cols: 2, data: new Float64Array(2) }),
      "X.cols",
    ],
    [
      "a NaN to predict",
      () =>
        new RandomForestClassifier(small).fit(X, y).predict({ rows: 1, cols: 8, data: new Float64Array(8).fill(NaN) }),
      "X[0, 0]",
    ],
  ] as const) {
    test(`rejects ${what}`, () => {
      expect(fit).toThrow(naming(named));
    });
  }
});
