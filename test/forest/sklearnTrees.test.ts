import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ForestParameters } from "../../src/forest/parameters.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { takeRows } from "./blobs.js";
import { type ReferenceData, type SklearnParams, fromSklearn } from "./sklearn.js";

interface Reference extends ReferenceData {
  readonly trees: {
    params: SklearnParams;
    feature: number[];
    threshold: number[];
    importances: number[];
    proba: number[][];
  }[];
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
    const fit = () => new RandomForestClassifier({ ...parameters, ...alone }).fit(X, reference.y);
    const title = JSON.stringify(parameters);

    test(`makes the same splits in the same order: ${title}`, () => {
      const [tree] = fit().trees;
      expect(Array.from(tree!.feature)).toEqual(expected.feature);
      expect(Array.from(tree!.threshold)).toEqual(expected.threshold);
    });

    test(`gives the same probabilities and importances: ${title}`, () => {
      const forest = fit();
      const proba = forest.predictProba(takeRows(X, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
      expected.proba.flat().forEach((value, i) => expect(proba.data[i]).toBeCloseTo(value, 12));
      expected.importances.forEach((value, i) => expect(forest.featureImportances[i]).toBeCloseTo(value, 12));
    });
  }
});
