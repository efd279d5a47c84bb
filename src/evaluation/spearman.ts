import { ParameterError } from "../shared/errors.js";

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing their mean rank.
 *
 * @param a shape [n], n >= 2, finite
 * @param b shape [n], finite
 * @returns -1 .. 1; NaN if one side is constant, since it has no order
 * @throws ParameterError if the shapes disagree, n < 2 or a value is not finite
 * Source: Spearman (1904); ties as in scipy.stats.spearmanr.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length < 2) throw new ParameterError("a", "at least 2 values", a.length);
  if (b.length !== a.length) throw new ParameterError("b", `as many values as a (${a.length})`, b.length);
  return pearson(averageRanks("a", a), averageRanks("b", b));
}

/** Ranks 1 .. n, ties sharing their mean rank. */
function averageRanks(name: string, values: ArrayLike<number>): Float64Array {
  for (const value of Array.from(values))
    if (!Number.isFinite(value)) throw new ParameterError(name, "finite values", value);
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let last = first;
    // Past the last rank, undefined equals no value.
    while (values[order[last + 1]!] === values[order[first]!]) last++;
    for (let k = first; k <= last; k++) ranks[order[k]!] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

function pearson(a: Float64Array, b: Float64Array): number {
  // Ranks 1 .. n have this mean whatever the ties.
  const mean = (a.length + 1) / 2;
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let i = 0; i < a.length; i++) {
    covariance += (a[i]! - mean) * (b[i]! - mean);
    varianceA += (a[i]! - mean) ** 2;
    varianceB += (b[i]! - mean) ** 2;
  }
  return covariance / Math.sqrt(varianceA * varianceB);
}
