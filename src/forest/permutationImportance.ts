import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";
import type { FittedClassifier } from "./classifier.js";
import { Random, treeKey } from "./nodeRandom.js";
import { type Labels, checkMatrix, numberClasses } from "./rankedDataset.js";

/** Decrease of a score when a feature is shuffled, over some shuffles. */
export interface PermutationImportance {
  /** shape [nFeatures] */
  readonly means: Float64Array;
  /** over the shuffles, divided by their number; shape [nFeatures] */
  readonly standardDeviations: Float64Array;
}

/** A score of true and predicted labels; higher is better. */
export type Scoring = (yTrue: Labels, yPredicted: Int32Array) => number;

/**
 * Permutation importance of each feature: the score of a fitted model on X minus its score with only that column
 * shuffled. Unlike impurity importance, it can be computed on held-out rows.
 *
 * @param X shape [nSamples, nFeatures]; it is not changed
 * @param y one label per row, shape [nSamples]
 * @param options.nRepeats shuffles of each feature, default 5
 * @param options.randomState seed of the shuffles; each (feature, repeat) has its own, default 0
 * @param options.scoring default: accuracy
 * @throws ParameterError for wrong shapes, values that are not finite, or invalid options
 * Source: Breiman, Random Forests (2001), section 10.
 * @example permutationImportance(forest, X, y, { nRepeats: 3 }).means.length // 2
 */
export function permutationImportance(
  model: FittedClassifier,
  X: Matrix,
  y: Labels,
  options: { readonly nRepeats?: number; readonly randomState?: number; readonly scoring?: Scoring } = {},
): PermutationImportance {
  const { nRepeats = 5, randomState = 0, scoring = accuracy } = options;
  if (!Number.isInteger(nRepeats) || nRepeats < 1)
    throw new ParameterError("nRepeats", "an integer of at least 1", nRepeats);
  if (!Number.isInteger(randomState) || randomState < 0 || randomState > 4294967295)
    throw new ParameterError("randomState", "an integer from 0 to 4294967295", randomState);
  checkMatrix(X);
  numberClasses(y, X.rows);
  const { rows, cols } = X;
  const untouched = scoring(y, model.predict(X));
  const shuffled: Matrix = { rows, cols, data: X.data.slice() };
  const means = new Float64Array(cols);
  const standardDeviations = new Float64Array(cols);
  for (let feature = 0; feature < cols; feature++) {
    const falls = Float64Array.from({ length: nRepeats }, (_, repeat) => {
      const order = Int32Array.from({ length: rows }, (_, row) => row);
      new Random(treeKey(randomState, feature * nRepeats + repeat)).shuffle(order);
      order.forEach((from, to) => (shuffled.data[to * cols + feature] = X.data[from * cols + feature]!));
      return untouched - scoring(y, model.predict(shuffled));
    });
    for (let row = 0; row < rows; row++) shuffled.data[row * cols + feature] = X.data[row * cols + feature]!;
    const mean = falls.reduce((sum, fall) => sum + fall, 0) / nRepeats;
    means[feature] = mean;
    standardDeviations[feature] = Math.sqrt(falls.reduce((sum, fall) => sum + (fall - mean) ** 2, 0) / nRepeats);
  }
  return { means, standardDeviations };
}

function accuracy(yTrue: Labels, yPredicted: Int32Array): number {
  let right = 0;
  for (let row = 0; row < yPredicted.length; row++) if (yPredicted[row] === yTrue[row]) right++;
  return right / yPredicted.length;
}
