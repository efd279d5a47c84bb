import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type RandomForest, RandomForestClassifier } from "../../src/forest/randomForest.js";
import { type ReferenceData, type SklearnParams, fromSklearn, meanOf } from "./sklearn.js";

type Spread = [number, number];

interface Reference extends ReferenceData {
  /** [mean, standard deviation] over 20 random states */
  readonly forests: { params: SklearnParams; oob: Spread; nodes: Spread; importances: Spread[] }[];
}

/** Made by fixtures/make_sklearn_trees.py. */
const reference = JSON.parse(
  readFileSync(new URL("fixtures/sklearn-trees.json", import.meta.url), "utf8"),
) as Reference;
const X = { rows: reference.rows, cols: reference.cols, data: Float64Array.from(reference.X) };

describe(`the mean of 20 forests beside ${reference.tool}'s`, () => {
  for (const expected of reference.forests) {
    const parameters = fromSklearn(expected.params);
    let grown: RandomForest[] | undefined;
    const forests = (): RandomForest[] =>
      (grown ??= Array.from({ length: 20 }, (_, randomState) =>
        new RandomForestClassifier({ ...parameters, randomState }).fit(X, reference.y),
      ));
    const title = JSON.stringify(parameters);

    test(`scores the same out of bag: ${title}`, () => {
      expectWithin(meanOf(forests().map((forest) => forest.oobScore)), expected.oob);
    });

    test(`grows as many nodes: ${title}`, () => {
      const nodes = forests().map((forest) => forest.trees.reduce((sum, tree) => sum + tree.feature.length, 0));
      expectWithin(meanOf(nodes), expected.nodes);
    });

    test(`weighs the features alike: ${title}`, () => {
      const importances = forests().map((forest) => forest.featureImportances);
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
