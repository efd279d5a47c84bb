import type { Random } from "./nodeRandom.js";
import { RowOrder } from "./rowOrder.js";
import type { NodeDraws, SplitScan, TreeSample } from "./splitScan.js";

/**
 * Finds the best split of a node among features drawn at random, as scikit-learn's "best" splitter does.
 *
 * Features are drawn without replacement until `nCandidates` have been scanned; if all of those are constant in the
 * node, drawing continues until one is not. The first of equally good splits wins.
 */
export class Splitter {
  /** the feature of the split last found */
  feature = 0;
  /** rows go left if their value is at most this; halfway between the two adjacent values of the node */
  threshold = 0;
  /** the same in places: rows go left if their place is at most this */
  lastPlace = 0;

  readonly #sample: TreeSample;
  readonly #scan: SplitScan;
  readonly #nCandidates: number;
  readonly #order: RowOrder;
  /** all features; drawing swaps some to the front, and undoing the swaps makes every node start from the same order */
  readonly #features: Int32Array;
  readonly #swaps: Int32Array;

  constructor(sample: TreeSample, scan: SplitScan, nCandidates: number) {
    const { cols } = sample.dataset.X;
    this.#sample = sample;
    this.#scan = scan;
    this.#nCandidates = nCandidates;
    this.#order = new RowOrder(sample.dataset);
    this.#features = Int32Array.from({ length: cols }, (_, feature) => feature);
    this.#swaps = new Int32Array(cols);
  }

  /**
   * @param rows the node's rows are its elements start .. end - 1
   * @returns whether there is a split, which is then in `feature`, `threshold` and `lastPlace`
   */
  find(rows: Int32Array, start: number, end: number, draws: NodeDraws, random: Random): boolean {
    const { X, places, hasTies } = this.#sample.dataset;
    const { data, cols } = X;
    const size = end - start;
    const { sorted } = this.#order;
    const features = this.#features;
    const swaps = this.#swaps;
    const perfectScore = this.#scan.perfectScore(draws);
    let bestScore = -Infinity;
    let onlyConstants = true;
    let nDrawn = 0;
    let below = 0;
    let above = 0;
    // A perfect split cannot be improved, and draws skipped here change nothing elsewhere (nodeRandom.ts).
    this.#order.enter(rows, start, end);
    while (nDrawn < cols && bestScore < perfectScore && (nDrawn < this.#nCandidates || onlyConstants)) {
      const swap = nDrawn + random.below(cols - nDrawn);
      const feature = features[swap]!;
      features[swap] = features[nDrawn]!;
      features[nDrawn] = feature;
      swaps[nDrawn++] = swap;

      this.#order.sort(feature);
      if (hasTies[feature] !== 0 && data[sorted[0]! * cols + feature] === data[sorted[size - 1]! * cols + feature])
        continue;
      onlyConstants = false;
      const nLeft = this.#scan.scan(sorted, size, feature, draws, bestScore);
      if (nLeft === 0) continue;
      bestScore = this.#scan.score;
      this.feature = feature;
      below = sorted[nLeft - 1]!;
      above = sorted[nLeft]!;
    }
    this.#order.leave();
    while (nDrawn > 0) {
      const swap = swaps[--nDrawn]!;
      const feature = features[nDrawn]!;
      features[nDrawn] = features[swap]!;
      features[swap] = feature;
    }
    if (bestScore === -Infinity) return false;
    this.lastPlace = places[below * cols + this.feature]!;
    this.threshold = midpoint(data[below * cols + this.feature]!, data[above * cols + this.feature]!);
    return true;
  }
}

/** Halfway between a < b, and never b itself, which must go right. */
function midpoint(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  return middle < b ? middle : a;
}
