import { type Criterion, impurity } from "./criterion.js";
import type { DecisionTree } from "./decisionTree.js";

/**
 * Impurity importance of each feature: the impurity decrease of its splits as a share of the tree's total, averaged
 * over the trees that have splits. Shape [nFeatures], sum 1; all 0 for bare leaves.
 *
 * Source: Breiman et al., Classification and Regression Trees, ch. 5; normalised per tree and again, as scikit-learn
 * does.
 */
export function impurityImportances(
  trees: readonly DecisionTree[],
  criterion: Criterion,
  classWeights: Float64Array,
  nFeatures: number,
): Float64Array {
  const sums = new Float64Array(nFeatures);
  for (const tree of trees) {
    const decreases = impurityDecreases(tree, criterion, classWeights, nFeatures);
    const total = sum(decreases);
    if (total > 0) decreases.forEach((decrease, feature) => (sums[feature]! += decrease / total));
  }
  const total = sum(sums);
  return total === 0 ? sums : sums.map((value) => value / total);
}

function impurityDecreases(
  tree: DecisionTree,
  criterion: Criterion,
  classWeights: Float64Array,
  nFeatures: number,
): Float64Array {
  const nClasses = classWeights.length;
  const weights = new Float64Array(nClasses);
  const mixed = new Float64Array(tree.feature.length);
  for (let node = 0; node < mixed.length; node++) {
    let total = 0;
    for (let k = 0; k < nClasses; k++) total += weights[k] = tree.draws[node * nClasses + k]! * classWeights[k]!;
    mixed[node] = total * impurity(criterion, weights);
  }
  const decreases = new Float64Array(nFeatures);
  tree.feature.forEach((feature, node) => {
    if (feature >= 0) decreases[feature]! += mixed[node]! - mixed[node + 1]! - mixed[tree.right[node]!]!;
  });
  return decreases;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
