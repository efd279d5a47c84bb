import { ParameterError } from "../shared/errors.js";
import { drawBootstrap } from "./bootstrap.js";
import { argmaxRows } from "./classifier.js";
import { type DecisionTree, findLeaf } from "./decisionTree.js";
import { type ForestParameters, drawsPerTree } from "./parameters.js";
import { treeKey } from "./nodeRandom.js";
import type { RankedDataset } from "./rankedDataset.js";

/**
 * Out-of-bag accuracy: every training row is predicted by the trees that did not draw it, and the share predicted right
 * is returned, 0 .. 1. Rows that every tree drew (only in very small forests) are left out.
 *
 * @throws ParameterError if the trees were grown without bootstrap, or every row was drawn by every tree
 * Source: Breiman, Random Forests (2001), section 3.1.
 */
export function outOfBagScore(
  trees: readonly DecisionTree[],
  dataset: RankedDataset,
  trainRows: Int32Array,
  parameters: ForestParameters,
): number {
  if (!parameters.bootstrap) throw new ParameterError("bootstrap", "true, for an out-of-bag score", false);
  const { X, classOf } = dataset;
  const nClasses = dataset.classes.length;
  const nDraws = drawsPerTree(parameters.maxSamples, trainRows.length);
  const drawsOf = new Int32Array(X.rows);
  const sums = { rows: X.rows, cols: nClasses, data: new Float64Array(X.rows * nClasses) };
  const votes = new Int32Array(X.rows);
  trees.forEach((tree, index) => {
    // Drawing again costs less than keeping every tree's bag.
    drawBootstrap(treeKey(parameters.randomState, index), trainRows, nDraws, drawsOf);
    for (const row of trainRows) {
      if (drawsOf[row]! > 0) continue;
      const leaf = findLeaf(tree, X.data, row * X.cols) * nClasses;
      for (let k = 0; k < nClasses; k++) sums.data[row * nClasses + k]! += tree.proba[leaf + k]!;
      votes[row]!++;
    }
  });
  const predicted = argmaxRows(sums);
  const scored = trainRows.filter((row) => votes[row]! > 0);
  if (scored.length === 0) throw new ParameterError("nEstimators", "enough trees to leave a row out", trees.length);
  return scored.filter((row) => predicted[row] === classOf[row]).length / scored.length;
}
