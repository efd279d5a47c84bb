/** What a box plot shows of some values. */
export interface BoxStatistics {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  /** the furthest values within 1.5 interquartile ranges of the box */
  readonly low: number;
  readonly high: number;
}

/**
 * Quartiles by linear interpolation between order statistics, as numpy.percentile has them; whiskers after Tukey,
 * Exploratory Data Analysis (1977).
 *
 * @returns undefined where there is no value
 */
export function boxStatistics(values: readonly number[]): BoxStatistics | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const [q1, median, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = 1.5 * (q3 - q1);
  const low = sorted.find((value) => value >= q1 - reach) ?? q1;
  const high = sorted.findLast((value) => value <= q3 + reach) ?? q3;
  return { q1, median, q3, low, high };
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return a + (b - a) * (at - below);
}
