import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ForestParameters } from "../../src/forest/parameters.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { takeRows } from "./blobs.js";
import { type SklearnParams, fromSklearn, meanOf } from "./sklearn.js";

type Spread = [number, number];

interface Reference {
  readonly tool: string;
  readonly rows: number;
  readonly cols: number;
  readonly X: number[];
  readonly y: number[];
  readonly trees: {
    params: SklearnParams;
    feature: number[];
    threshold: number[];
    importances: number[];
    proba: number[][];
  }[];
  /** [mean, standard deviation] over 20 random states */
  readonly forests: { params: SklearnParams; oob: Spread; nodes: Spread; importances: Spread[] }[];
}

/** Made by fixtures/make_sklearn_trees.py. */
const reference = JSON.parse(
  readFileSync(new URL("fixtures/sklearn-trees.json", import.meta.url), "utf8"),
) as Reference;
const X = { rows: reference.rows, cols: reference.cols, data: Float64Array.from(reference.X) };

describe(`a single tree beside ${reference.tool}'s`, () => {
  const alone: Partial<ForestParameters> = { nEstimators: 1, bootstrap: false, maxFeatures: "all" };
  for (const expected of reference.trees) {
    const parameters = fromSklearn(expected.params);
    const forest = new RandomForestClassifier({ ...parameters, ...alone }).fit(X, reference.y);
    const title = JSON.stringify(parameters);

    test(`makes the same splits in the same order: ${title}`, () => {
      expect(Array.from(forest.trees[0]!.feature)).toEqual(expected.feature);
      expect(Array.from(forest.trees[0]!.threshold)).toEqual(expected.threshold);
    });

    test(`gives the same probabilities and importances: ${title}`, () => {
      const proba = forest.predictProba(takeRows(X, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
      expected.proba.flat().forEach((value, i) => expect(proba.data[i]).toBeCloseTo(value, 12));
      expected.importances.forEach((value, i) => expect(forest.featureImportances[i]).toBeCloseTo(value, 12));
    });
  }
});

describe(`the mean of 20 forests beside ${reference.tool}'s`, () => {
  for (const expected of reference.forests) {
    const parameters = fromSklearn(expected.params);
    const forests = Array.from({ length: 20 }, (_, randomState) =>
      new RandomForestClassifier({ ...parameters, randomState }).fit(X, reference.y),
    );
    const title = JSON.stringify(parameters);

    test(`scores the same out of bag: ${title}`, () => {
      expectWithin(meanOf(forests.map((forest) => forest.oobScore)), expected.oob);
    });

    test(`grows as many nodes: ${title}`, () => {
      const nodes = forests.map((forest) => forest.trees.reduce((sum, tree) => sum + tree.feature.length, 0));
      expectWithin(meanOf(nodes), expected.nodes);
    });

    test(`weighs the features alike: ${title}`, () => {
      const importances = forests.map((forest) => forest.featureImportances);
      expected.importances.forEach((spread, feature) => {
        expectWithin(meanOf(importances.map((each) => each[feature]!)), spread);
      });
    });
  }
});

/** Two means of 20 differ by a third of one forest's standard deviation: three times that is allowed. */
function expectWithin(mean: number, [expected, deviation]: Spread): void {
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(deviation);
}
