import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";
import { weighClasses } from "./classWeights.js";
import type { DecisionTree } from "./decisionTree.js";
import { type ForestParameters, completeParameters } from "./parameters.js";
import type { RankedDataset } from "./rankedDataset.js";
import { TreeGrower } from "./treeGrower.js";

/** The predictions of one forest of a family for the test rows. */
export interface FamilyMember {
  readonly nEstimators: number;
  readonly maxDepth: number | null;
  /** class probabilities of the test rows, shape [testRows.length, nClasses] */
  readonly proba: Matrix;
}

/**
 * Predicts with every forest of a family while growing only its largest.
 *
 * Forests that differ only in nEstimators and maxDepth are parts of one another (nodeRandom.ts): fewer estimators are
 * the first trees, and a lower depth is the same trees truncated, whose cut nodes predict like leaves. Each member
 * predicts bit for bit what RandomForestClassifier with its parameters, fitted on the same rows, predicts.
 *
 *     depth 0      o          a row walks down every tree once and leaves
 *     depth 5    o   o        its probabilities at each depth of the list
 *     no limit  o o   o
 *
 * @param trainRows  training rows of the dataset, ascending
 * @param testRows   rows of the dataset to predict
 * @param shared     the parameters all members share
 * @param nEstimators numbers of trees; every pair with a depth is a member
 * @param maxDepths  depths; null for no limit
 * @returns one member per pair; nEstimators varies slower, both in the order given
 * @throws ParameterError as RandomForestClassifier for any member, and if either list is empty
 * @example predictFamily(rankDataset(X, y), Int32Array.of(0, 1, 2, 3), Int32Array.of(0), {}, [5, 10], [2, null]).length // 4
 */
export function predictFamily(
  dataset: RankedDataset,
  trainRows: Int32Array,
  testRows: Int32Array,
  shared: Partial<Omit<ForestParameters, "nEstimators" | "maxDepth">>,
  nEstimators: readonly number[],
  maxDepths: readonly (number | null)[],
): FamilyMember[] {
  if (nEstimators.length === 0) throw new ParameterError("nEstimators", "at least one count", "an empty list");
  if (maxDepths.length === 0) throw new ParameterError("maxDepths", "at least one depth", "an empty list");
  const all = nEstimators.flatMap((count) =>
    maxDepths.map((maxDepth) => completeParameters({ ...shared, nEstimators: count, maxDepth })),
  );
  const limits = [...new Set(maxDepths.map(depthLimit))].sort((a, b) => a - b);
  const deepest = limits.at(-1) === Infinity ? null : limits.at(-1)!;
  const parameters = completeParameters({ ...shared, nEstimators: Math.max(...nEstimators), maxDepth: deepest });

  const grower = new TreeGrower(
    dataset,
    trainRows,
    weighClasses(dataset, trainRows, parameters.classWeight),
    parameters,
  );
  const sums = limits.map(() => zeros(testRows.length, dataset.classes.length));
  const finished = new Map<number, Matrix[]>();
  for (let tree = 0; tree < parameters.nEstimators; tree++) {
    addProbaAtDepths(grower.grow(tree), dataset.X, testRows, limits, sums);
    if (nEstimators.includes(tree + 1)) {
      finished.set(
        tree + 1,
        sums.map((sum) => ({ ...sum, data: sum.data.map((value) => value / (tree + 1)) })),
      );
    }
  }
  return all.map(({ nEstimators: count, maxDepth }) => ({
    nEstimators: count,
    maxDepth,
    proba: finished.get(count)![limits.indexOf(depthLimit(maxDepth))]!,
  }));
}

function depthLimit(maxDepth: number | null): number {
  return maxDepth ?? Infinity;
}

/** Adds, for each of the ascending depth limits, what the tree cut at that depth predicts. */
function addProbaAtDepths(
  tree: DecisionTree,
  X: Matrix,
  rows: Int32Array,
  limits: readonly number[],
  sums: readonly Matrix[],
): void {
  const { feature, threshold, right, proba } = tree;
  for (let i = 0; i < rows.length; i++) {
    const offset = rows[i]! * X.cols;
    let node = 0;
    let depth = 0;
    for (let l = 0; l < limits.length; l++) {
      for (let asked = feature[node]!; asked >= 0 && depth < limits[l]!; asked = feature[node]!) {
        node = X.data[offset + asked]! <= threshold[node]! ? node + 1 : right[node]!;
        depth++;
      }
      const { data, cols } = sums[l]!;
      for (let k = 0; k < cols; k++) data[i * cols + k]! += proba[node * cols + k]!;
    }
  }
}
