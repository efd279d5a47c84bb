/** How mixed a node's classes are; "log_loss" is another name of "entropy". */
export type Criterion = "gini" | "entropy" | "log_loss";

/**
 * Impurity of a node; 0 if one class has all the weight.
 *
 *     gini     1 - sum p^2
 *     entropy  - sum p log2 p       p: each class's share of the weight
 *
 * @param classWeights weight of each class in the node, shape [nClasses], none negative, one above 0
 * Source: Breiman et al., Classification and Regression Trees, ch. 4; Quinlan, Induction of Decision Trees.
 */
export function impurity(criterion: Criterion, classWeights: Float64Array): number {
  let total = 0;
  for (const weight of classWeights) total += weight;
  let sum = 0;
  for (const weight of classWeights) {
    const share = weight / total;
    sum += criterion === "gini" ? share * share : xLog2x(share);
  }
  return criterion === "gini" ? 1 - sum : -sum;
}

/** x log2 x, continued to 0 at 0. */
export function xLog2x(x: number): number {
  return x === 0 ? 0 : x * Math.log2(x);
}

/**
 * Table of x log2 x for x = 0 .. max, rounded to a step that is fine (2^-29 for 100,000 rows) but coarse enough to
 * make sums of its entries exact. A scan that adds and subtracts entries therefore never drifts, whatever the order of
 * equal values.
 */
export function xLog2xTable(max: number): Float64Array {
  // Sums stay below 4 max log2 max; 53 bits represent them exactly with this many fractional bits.
  const steps = 2 ** (50 - Math.ceil(Math.log2(xLog2x(max) + 2)));
  return Float64Array.from({ length: max + 1 }, (_, x) => Math.round(xLog2x(x) * steps) / steps);
}
