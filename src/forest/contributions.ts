import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";
import type { RandomForest } from "./randomForest.js";
import { checkMatrix } from "./rankedDataset.js";

/** Why a forest predicts what it predicts for one row. */
export interface Contributions {
  /** class probabilities before any split: the mean of the trees' roots, shape [nClasses] */
  readonly baseline: Float64Array;
  /** what each feature adds to each class's probability, shape [nFeatures, nClasses] */
  readonly byFeature: Matrix;
}

/**
 * Splits a prediction into what each feature contributed: along the row's path through each tree, the change in class
 * probabilities from a node to its child is attributed to the feature of the node's split; the mean is taken over the
 * trees. The baseline and all contributions add up to the predicted probabilities.
 *
 * @param x one row, shape [nFeatures], finite
 * @throws ParameterError if x has another number of features than in fit or a value is not finite
 * Source: Saabas, Interpreting random forests (2014); Palczewska et al., Interpreting random forest classification
 *   models using a feature contribution method (2014).
 * @example decisionContributions(forest, X.data.slice(0, 2)).baseline.length // 2
 */
export function decisionContributions(forest: RandomForest, x: Float64Array): Contributions {
  if (x.length !== forest.nFeatures) throw new ParameterError("x", `${forest.nFeatures} features`, x.length);
  checkMatrix({ rows: 1, cols: x.length, data: x });
  const nClasses = forest.classes.length;
  const nTrees = forest.trees.length;
  const baseline = new Float64Array(nClasses);
  const byFeature = zeros(forest.nFeatures, nClasses);
  for (const { feature, threshold, right, proba } of forest.trees) {
    for (let k = 0; k < nClasses; k++) baseline[k]! += proba[k]! / nTrees;
    let node = 0;
    for (let asked = feature[0]!; asked >= 0; asked = feature[node]!) {
      const child = x[asked]! <= threshold[node]! ? node + 1 : right[node]!;
      for (let k = 0; k < nClasses; k++) {
        byFeature.data[asked * nClasses + k]! += (proba[child * nClasses + k]! - proba[node * nClasses + k]!) / nTrees;
      }
      node = child;
    }
  }
  return { baseline, byFeature };
}
