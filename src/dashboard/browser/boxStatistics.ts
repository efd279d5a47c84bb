/** The statistics of a box plot. */
export interface BoxStatistics {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  /** the most distant values within 1.5 interquartile ranges of the box */
  readonly low: number;
  readonly high: number;
  /** values beyond the whiskers, ascending */
  readonly outliers: readonly number[];
}

/**
 * Quartiles by linear interpolation between order statistics, like numpy.percentile; whiskers after Tukey, Exploratory
 * Data Analysis (1977).
 *
 * @returns undefined if there are no values
 */
export function boxStatistics(values: readonly number[]): BoxStatistics | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const [q1, median, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = 1.5 * (q3 - q1);
  const low = sorted.find((value) => value >= q1 - reach) ?? q1;
  const high = sorted.findLast((value) => value <= q3 + reach) ?? q3;
  return { q1, median, q3, low, high, outliers: sorted.filter((value) => value < low || value > high) };
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return a + (b - a) * (at - below);
}

/**
 * Round numbers between low and high, about `most` at most: steps of 1, 2 or 5 times a power of ten.
 *
 * @example roundTicks(-814, -295, 5) // [-800, -600, -400]
 */
export function roundTicks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9))!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // A power of ten below 1 is not exact in binary: rounding to its digits gives 0.3 instead of 0.30000000000000004.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
