import { ParameterError } from "../shared/errors.js";

/** Quantiles of the standard normal distribution by two-sided confidence. */
const quantiles: ReadonlyMap<number, number> = new Map([
  [0.9, 1.6448536269514722],
  [0.95, 1.959963984540054],
  [0.99, 2.5758293035489004],
]);

/**
 * Wilson's score interval of a share: valid for few trials and for shares near 0 and 1, where the normal approximation
 * is not.
 *
 * @param right      successes, 0 .. n
 * @param n          trials, at least 1
 * @param confidence 0.9, 0.95 or 0.99
 * @throws ParameterError if an argument is out of range
 * @see Wilson (1927); Brown, Cai & DasGupta, Interval estimation for a binomial proportion (2001)
 * @example wilsonInterval(24, 32, 0.95) // { lower: 0.579, upper: 0.867 }
 */
export function wilsonInterval(right: number, n: number, confidence: number): { lower: number; upper: number } {
  if (!Number.isInteger(n) || n < 1) throw new ParameterError("n", "an integer of at least 1", n);
  if (!Number.isInteger(right) || right < 0 || right > n)
    throw new ParameterError("right", `an integer from 0 to ${n}`, right);
  const z = quantiles.get(confidence);
  if (z === undefined) throw new ParameterError("confidence", [...quantiles.keys()].join(", "), confidence);
  const share = right / n;
  const centre = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { lower: Math.max(0, (centre - half) / scale), upper: Math.min(1, (centre + half) / scale) };
}
