import { ParameterError } from "../../shared/errors.js";
import type { Matrix } from "../../shared/matrix.js";
import { statisticNames } from "./functionalColumns.js";

/** Added to standard deviations before dividing by them. */
const minDeviation = 1e-6;

/**
 * A percentile, linearly interpolated between the two nearest values, like numpy.percentile.
 *
 * @param values at least one
 * @param percent 0 to 100
 * @throws ParameterError if there is no value
 */
export function percentile(values: Float64Array, percent: number): number {
  if (values.length < 1) throw new ParameterError("values.length", "at least 1", values.length);
  return ofSorted(values.slice().sort(), percent);
}

/** Like percentile, for values in ascending order. */
export function ofSorted(sorted: Float64Array, percent: number): number {
  const exact = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(exact);
  const value = sorted[below]!;
  return value + (exact - below) * ((sorted[below + 1] ?? value) - value);
}

/**
 * The functionals of one descriptor, in the order of statisticNames: mean, standard deviation, percentiles, ranges between them, skewness,
 * excess kurtosis, and the slope of a regression line over time.
 *
 * @param values shape [n], at least 1
 * @param times  shape [n]: when each was measured: -1 for the first frame of the active part, 1 for its last
 */
export function statistics(values: Float64Array, times: Float64Array): Float64Array {
  const n = values.length;
  const average = mean(values);
  const spread = deviation(values, average) + minDeviation;
  const sorted = values.slice().sort();
  const p25 = ofSorted(sorted, 25);
  const p75 = ofSorted(sorted, 75);
  const p05 = ofSorted(sorted, 5);
  const p95 = ofSorted(sorted, 95);
  const middle = mean(times);
  let [skewness, kurtosis, product, squares] = [0, 0, 0, 1e-9];
  for (let i = 0; i < n; i++) {
    const z = (values[i]! - average) / spread;
    const time = times[i]! - middle;
    skewness += z * z * z;
    kurtosis += z * z * z * z;
    product += time * values[i]!;
    squares += time * time;
  }
  return Float64Array.of(
    average,
    spread,
    p05,
    p25,
    ofSorted(sorted, 50),
    p75,
    p95,
    p75 - p25,
    p95 - p05,
    skewness / n,
    kurtosis / n - 3,
    product / squares,
  );
}

export const nStatistics = statisticNames.length;

/** Mean of at least one value. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Population standard deviation. */
export function deviation(values: Float64Array, average = mean(values)): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = values[i]! - average;
    squares += difference * difference;
  }
  return Math.sqrt(squares / values.length);
}

/** One column of the given rows, shape [rows.length]. */
export function columnAt({ data, cols }: Matrix, column: number, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = data[rows[i]! * cols + column]!;
  return values;
}

/**
 * How fast each column changes: the slope of a regression line through a frame and two on either side; the outermost
 * values repeat. These are HTK's delta coefficients.
 *
 * @returns per frame, the same shape
 */
export function deltas({ rows, cols, data }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  const rowAt = (t: number): number => Math.min(rows - 1, Math.max(0, t)) * cols;
  for (let t = 0; t < rows; t++) {
    const [b2, b1, a1, a2] = [rowAt(t - 2), rowAt(t - 1), rowAt(t + 1), rowAt(t + 2)];
    for (let c = 0; c < cols; c++)
      result[t * cols + c] = (data[a1 + c]! - data[b1 + c]! + 2 * (data[a2 + c]! - data[b2 + c]!)) / 10;
  }
  return { rows, cols, data: result };
}

/** Runs of ones, as [first, one past the last]. */
export function runsOf(marks: Uint8Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let start = 0; start < marks.length; start++) {
    if (marks[start] === 0) continue;
    let end = start;
    while (end < marks.length && marks[end] !== 0) end++;
    runs.push([start, end]);
    start = end;
  }
  return runs;
}

/**
 * Fills in unknown values by linear interpolation; beyond the outermost known values, those are repeated. Like
 * numpy.interp.
 *
 * @param known shape [rows], 1 where the value is known; at least one is
 */
export function interpolated(values: Float64Array, known: Uint8Array): Float64Array {
  const result = values.slice();
  let before = -1;
  for (let t = 0; t < values.length; t++) {
    if (known[t] === 0) continue;
    for (let i = before + 1; i < t; i++) {
      const share = (i - before) / (t - before);
      result[i] = before < 0 ? values[t]! : values[before]! + share * (values[t]! - values[before]!);
    }
    before = t;
  }
  for (let i = before + 1; i < values.length; i++) result[i] = values[before]!;
  return result;
}
