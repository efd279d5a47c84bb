import { ParameterError } from "./errors.js";

/** A dense matrix, row-major: rows are observations (frames, samples), columns are dimensions (bins, features). */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  /** length rows * cols; element (r, c) at r * cols + c */
  readonly data: Float64Array;
}

/** A matrix of zeros, shape [rows, cols]. */
export function zeros(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float64Array(rows * cols) };
}

/**
 * A matrix of rows of equal length, shape [rows.length, rows[0].length].
 *
 * @throws ParameterError if there is no row or two differ in length
 * @example [...matrix([[1, 2], [3, 4]]).data] // [1,2,3,4]
 */
export function matrix(rows: readonly ArrayLike<number>[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  if (cols === 0) throw new ParameterError("rows", "at least one row with at least one value", rows.length);
  const result = zeros(rows.length, cols);
  for (const [r, values] of rows.entries()) {
    if (values.length !== cols) throw new ParameterError(`rows[${r}].length`, `${cols}, as rows[0]`, values.length);
    result.data.set(values, r * cols);
  }
  return result;
}

/** Matrices with the same columns, one below the other. @param cols number of columns, needed if there are none */
export function stacked(parts: readonly Matrix[], cols = parts[0]?.cols ?? 0): Matrix {
  const all = zeros(
    parts.reduce((sum, part) => sum + part.rows, 0),
    cols,
  );
  let at = 0;
  for (const { data } of parts) {
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}

/** Row `r` as a view (no copy), shape [cols]. */
export function row(matrix: Matrix, r: number): Float64Array {
  return matrix.data.subarray(r * matrix.cols, (r + 1) * matrix.cols);
}

/**
 * Mean over rows, shape [cols].
 * @throws ParameterError if the matrix has no rows
 */
export function columnMeans(matrix: Matrix): Float64Array {
  if (matrix.rows < 1) throw new ParameterError("matrix.rows", "at least 1", matrix.rows);
  const means = new Float64Array(matrix.cols);
  for (let r = 0; r < matrix.rows; r++) {
    for (let c = 0; c < matrix.cols; c++) means[c]! += matrix.data[r * matrix.cols + c]!;
  }
  for (let c = 0; c < matrix.cols; c++) means[c]! /= matrix.rows;
  return means;
}
