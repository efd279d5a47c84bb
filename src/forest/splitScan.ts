import { type Criterion, xLog2x, xLog2xTable } from "./criterion.js";
import type { RankedDataset } from "./rankedDataset.js";

/** The rows of a tree and how often each was drawn. */
export interface TreeSample {
  readonly dataset: RankedDataset;
  /** number of times each row of the dataset was drawn for the current tree, shape [rows]; rewritten for each tree */
  readonly drawsOf: Int32Array;
  /** weight of a draw of each class, shape [nClasses] */
  readonly classWeights: Float64Array;
}

/** Draws of each class in the node being split, shape [nClasses], and their sum. */
export interface NodeDraws {
  readonly perClass: Float64Array;
  total: number;
}

/**
 * Walks along a node's rows in the order of one feature and scores every boundary between two different values.
 *
 *     rows   r7  r2  r9 | r4  r1        score: how much purer the two sides are than the node
 *            └─ left ─┘   └ right ┘
 *
 * A score is the criterion's impurity decrease without the terms that are the same for every split of the node. Scores
 * are computed from integer counts of draws, so a boundary has the same score however it was reached.
 */
export interface SplitScan {
  /** the score of the boundary last found */
  score: number;
  /** the score of a boundary with one class on either side, the maximum */
  perfectScore(draws: NodeDraws): number;
  /**
   * @param sorted the node's rows, ascending by `feature`, in its first `size` elements
   * @param floor  only boundaries that score above it count
   * @returns how many rows lie left of the best boundary, or 0 if none scores above the floor
   */
  scan(sorted: Int32Array, size: number, feature: number, draws: NodeDraws, floor: number): number;
}

/** The scan for a criterion; equal class weights use a faster one. */
export function createScan(
  criterion: Criterion,
  sample: TreeSample,
  nDraws: number,
  minSamplesLeaf: number,
): SplitScan {
  if (sample.classWeights.some((weight) => weight !== 1)) return new WeightedScan(criterion, sample, minSamplesLeaf);
  if (criterion === "gini") return new GiniScan(sample, minSamplesLeaf);
  return new EntropyScan(sample, nDraws, minSamplesLeaf);
}

/**
 * Score: sum over classes of left^2 / all left + the same on the right. With n draws in all and N of a class, of which
 * l and L are left, this is one fraction of whole numbers, whose parts change little from row to row:
 *
 *     sum L^2 / l + sum (N - L)^2 / (n - l)  =  (n sum L^2 + l (sum N^2 - 2 sum N L)) / (l (n - l))
 */
class GiniScan implements SplitScan {
  score = 0;
  readonly #sample: TreeSample;
  readonly #left: Float64Array;
  readonly #minSamplesLeaf: number;

  constructor(sample: TreeSample, minSamplesLeaf: number) {
    this.#sample = sample;
    this.#left = new Float64Array(sample.classWeights.length);
    this.#minSamplesLeaf = minSamplesLeaf;
  }

  perfectScore(draws: NodeDraws): number {
    return draws.total;
  }

  scan(sorted: Int32Array, size: number, feature: number, draws: NodeDraws, floor: number): number {
    const { dataset, drawsOf } = this.#sample;
    const { classOf, X } = dataset;
    const { data, cols } = X;
    const hasTies = dataset.hasTies[feature] !== 0;
    const { perClass } = draws;
    const left = this.#left;
    for (let k = 0; k < left.length; k++) left[k] = 0;
    const { total } = draws;
    let leftTotal = 0;
    let leftSquares = 0;
    let rest = 0;
    for (let k = 0; k < perClass.length; k++) rest += perClass[k]! * perClass[k]!;
    const minSamplesLeaf = this.#minSamplesLeaf;
    const last = size - minSamplesLeaf;
    let found = 0;
    let best = floor;
    for (let i = 0; i < last;) {
      const row = sorted[i++]!;
      const drawn = drawsOf[row]!;
      const k = classOf[row]!;
      const before = left[k]!;
      left[k] = before + drawn;
      leftSquares += drawn * (2 * before + drawn);
      rest -= 2 * drawn * perClass[k]!;
      leftTotal += drawn;
      const numerator = leftSquares * total + rest * leftTotal;
      const denominator = leftTotal * (total - leftTotal);
      // Divide only if it may win: most boundaries do not.
      if (numerator <= best * denominator) continue;
      const score = numerator / denominator;
      // Values are compared only where a split would win: most boundaries never need it.
      if (score <= best || i < minSamplesLeaf) continue;
      if (hasTies && data[row * cols + feature]! === data[sorted[i]! * cols + feature]!) continue;
      best = score;
      found = i;
    }
    this.score = best;
    return found;
  }
}

/** Score: sum over classes of left log2 left - all left log2 all left + the same on the right. */
class EntropyScan implements SplitScan {
  score = 0;
  readonly #sample: TreeSample;
  readonly #left: Int32Array;
  readonly #table: Float64Array;
  readonly #minSamplesLeaf: number;

  constructor(sample: TreeSample, nDraws: number, minSamplesLeaf: number) {
    this.#sample = sample;
    this.#left = new Int32Array(sample.classWeights.length);
    this.#table = xLog2xTable(nDraws);
    this.#minSamplesLeaf = minSamplesLeaf;
  }

  perfectScore(): number {
    return 0;
  }

  scan(sorted: Int32Array, size: number, feature: number, draws: NodeDraws, floor: number): number {
    const { dataset, drawsOf } = this.#sample;
    const { classOf, X } = dataset;
    const { data, cols } = X;
    const hasTies = dataset.hasTies[feature] !== 0;
    const { perClass } = draws;
    const table = this.#table;
    const left = this.#left;
    for (let k = 0; k < left.length; k++) left[k] = 0;
    let leftTotal = 0;
    let rightTotal = draws.total;
    let sum = 0;
    for (let k = 0; k < perClass.length; k++) sum += table[perClass[k]!]!;
    const minSamplesLeaf = this.#minSamplesLeaf;
    const last = size - minSamplesLeaf;
    let found = 0;
    let best = floor;
    for (let i = 0; i < last;) {
      const row = sorted[i++]!;
      const drawn = drawsOf[row]!;
      const k = classOf[row]!;
      const before = left[k]!;
      const rightBefore = perClass[k]! - before;
      left[k] = before + drawn;
      sum += table[before + drawn]! - table[before]! + table[rightBefore - drawn]! - table[rightBefore]!;
      leftTotal += drawn;
      rightTotal -= drawn;
      const score = sum - table[leftTotal]! - table[rightTotal]!;
      if (score <= best || i < minSamplesLeaf) continue;
      if (hasTies && data[row * cols + feature]! === data[sorted[i]! * cols + feature]!) continue;
      best = score;
      found = i;
    }
    this.score = best;
    return found;
  }
}

/** Either score with classes that weigh differently: recomputed from the draws at each boundary, so that nothing drifts. */
class WeightedScan implements SplitScan {
  score = 0;
  readonly #criterion: Criterion;
  readonly #sample: TreeSample;
  readonly #left: Float64Array;
  readonly #minSamplesLeaf: number;

  constructor(criterion: Criterion, sample: TreeSample, minSamplesLeaf: number) {
    this.#criterion = criterion;
    this.#sample = sample;
    this.#left = new Float64Array(sample.classWeights.length);
    this.#minSamplesLeaf = minSamplesLeaf;
  }

  perfectScore({ perClass }: NodeDraws): number {
    if (this.#criterion !== "gini") return 0;
    return perClass.reduce((sum, draws, k) => sum + draws * this.#sample.classWeights[k]!, 0);
  }

  scan(sorted: Int32Array, size: number, feature: number, draws: NodeDraws, floor: number): number {
    const { dataset, drawsOf } = this.#sample;
    const { classOf, X } = dataset;
    const { data, cols } = X;
    const hasTies = dataset.hasTies[feature] !== 0;
    const left = this.#left;
    for (let k = 0; k < left.length; k++) left[k] = 0;
    const minSamplesLeaf = this.#minSamplesLeaf;
    const last = size - minSamplesLeaf;
    let found = 0;
    let best = floor;
    for (let i = 0; i < last;) {
      const row = sorted[i++]!;
      left[classOf[row]!]! += drawsOf[row]!;
      if (i < minSamplesLeaf) continue;
      if (hasTies && data[row * cols + feature]! === data[sorted[i]! * cols + feature]!) continue;
      const score = this.#scoreOf(draws);
      if (score > best) {
        best = score;
        found = i;
      }
    }
    this.score = best;
    return found;
  }

  #scoreOf(draws: NodeDraws): number {
    const { classWeights } = this.#sample;
    const isGini = this.#criterion === "gini";
    let leftTotal = 0;
    let rightTotal = 0;
    let leftSum = 0;
    let rightSum = 0;
    for (let k = 0; k < classWeights.length; k++) {
      const left = classWeights[k]! * this.#left[k]!;
      const right = classWeights[k]! * (draws.perClass[k]! - this.#left[k]!);
      leftTotal += left;
      rightTotal += right;
      leftSum += isGini ? left * left : xLog2x(left);
      rightSum += isGini ? right * right : xLog2x(right);
    }
    if (isGini) return leftSum / leftTotal + rightSum / rightTotal;
    return leftSum - xLog2x(leftTotal) + rightSum - xLog2x(rightTotal);
  }
}
