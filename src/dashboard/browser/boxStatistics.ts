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
