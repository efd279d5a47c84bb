import type { Matrix } from "../shared/matrix.js";

/**
 * A grown tree: node arrays in pre-order: a node, then its left subtree, then its right subtree.
 *
 *               0: x[12] <= 3.5               node      0     1     2     3     4
 *              /               \              feature   12    7    -1    -1    -1      -1: a leaf
 *       1: x[7] <= 0.1       4: leaf          threshold 3.5  0.1    0     0     0
 *         /       \                           right     4     3     0     0     0      left is always node + 1
 *     2: leaf   3: leaf                       draws     per node and class: training rows that reached it
 */
export interface DecisionTree {
  /** column of a node's split, or -1 in a leaf, shape [nNodes] */
  readonly feature: Int32Array;
  /** a row goes left if its value is at most this, shape [nNodes] */
  readonly threshold: Float64Array;
  /** right child, shape [nNodes] */
  readonly right: Int32Array;
  /** draws of each class that reached the node in training, shape [nNodes, nClasses] */
  readonly draws: Int32Array;
  /** each class's share of the node's weight, shape [nNodes, nClasses]; a leaf's is its prediction */
  readonly proba: Float64Array;
}

/** Completes a tree: probabilities are computed from the draws and the weights of the classes. */
export function createTree(
  feature: Int32Array,
  threshold: Float64Array,
  right: Int32Array,
  draws: Int32Array,
  classWeights: Float64Array,
): DecisionTree {
  const nClasses = classWeights.length;
  const proba = new Float64Array(draws.length);
  for (let node = 0; node < draws.length; node += nClasses) {
    let total = 0;
    for (let k = 0; k < nClasses; k++) total += draws[node + k]! * classWeights[k]!;
    for (let k = 0; k < nClasses; k++) proba[node + k] = (draws[node + k]! * classWeights[k]!) / total;
  }
  return { feature, threshold, right, draws, proba };
}

/** The leaf that the row of `data` starting at `offset` falls into. */
export function findLeaf(tree: DecisionTree, data: Float64Array, offset: number): number {
  const { feature, threshold, right } = tree;
  let node = 0;
  for (let asked = feature[0]!; asked >= 0; asked = feature[node]!) {
    node = data[offset + asked]! <= threshold[node]! ? node + 1 : right[node]!;
  }
  return node;
}

/** Adds the tree's class probabilities of every row of X to `sums`, shape [X.rows, nClasses]. */
export function addProba(tree: DecisionTree, X: Matrix, sums: Matrix): void {
  const { data, cols } = X;
  const nClasses = sums.cols;
  for (let r = 0; r < X.rows; r++) {
    const leaf = findLeaf(tree, data, r * cols) * nClasses;
    for (let k = 0; k < nClasses; k++) sums.data[r * nClasses + k]! += tree.proba[leaf + k]!;
  }
}

/** Levels of splits below the root; 0 for a tree that is a single leaf. */
export function treeDepth(tree: DecisionTree): number {
  const depthOf = new Int32Array(tree.feature.length);
  let deepest = 0;
  for (let node = 0; node < depthOf.length; node++) {
    const depth = depthOf[node]!;
    deepest = Math.max(deepest, depth);
    if (tree.feature[node]! < 0) continue;
    depthOf[node + 1] = depth + 1;
    depthOf[tree.right[node]!] = depth + 1;
  }
  return deepest;
}
