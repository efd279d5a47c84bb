import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";

/**
 * The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ, lower triangular, as a new matrix.
 *
 * Four rows are computed together, so that each loaded element of an earlier row is used for four products.
 *
 * @param A shape [n, n]; only the lower triangle is read
 * @throws ParameterError if A is not square or not positive definite
 * @see Golub & Van Loan, Matrix Computations, 4th ed., algorithm 4.2.1
 * @example choleskyFactor({ rows: 2, cols: 2, data: Float64Array.of(4, 2, 2, 5) }).data // 2, 0, 1, 2
 */
export function choleskyFactor(A: Matrix): Matrix {
  const n = A.rows;
  if (A.cols !== n) throw new ParameterError("A", "a square matrix", `${n} x ${A.cols}`);
  const L = new Float64Array(n * n);
  for (let r = 0; r < n; r++) L.set(A.data.subarray(r * n, r * n + r + 1), r * n);
  let first = 0;
  // Stryker disable next-line ConditionalExpression,EqualityOperator: rows that are not computed by four are computed one by one, to the same bits
  for (; first + 4 <= n; first += 4) {
    for (let j = 0; j < first; j++) reduceFour(L, n, first, j);
    for (let r = first; r < first + 4; r++) finishRow(L, n, r, first);
  }
  for (let r = first; r < n; r++) finishRow(L, n, r, 0);
  return { rows: n, cols: n, data: L };
}

/** Column j of rows `first` to `first + 3`, where every earlier column of them is done. */
function reduceFour(L: Float64Array, n: number, first: number, j: number): void {
  const at0 = first * n;
  const at1 = at0 + n;
  const at2 = at1 + n;
  const at3 = at2 + n;
  const atJ = j * n;
  let s0 = L[at0 + j]!;
  let s1 = L[at1 + j]!;
  let s2 = L[at2 + j]!;
  let s3 = L[at3 + j]!;
  for (let k = 0; k < j; k++) {
    const value = L[atJ + k]!;
    s0 -= L[at0 + k]! * value;
    s1 -= L[at1 + k]! * value;
    s2 -= L[at2 + k]! * value;
    s3 -= L[at3 + k]! * value;
  }
  const diagonal = L[atJ + j]!;
  L[at0 + j] = s0 / diagonal;
  L[at1 + j] = s1 / diagonal;
  L[at2 + j] = s2 / diagonal;
  L[at3 + j] = s3 / diagonal;
}

/** The rest of row r, from column `from` to its diagonal. */
function finishRow(L: Float64Array, n: number, r: number, from: number): void {
  for (let j = from; j <= r; j++) {
    let sum = L[r * n + j]!;
    for (let k = 0; k < j; k++) sum -= L[r * n + k]! * L[j * n + k]!;
    if (j < r) L[r * n + j] = sum / L[j * n + j]!;
    else if (sum > 0) L[r * n + r] = Math.sqrt(sum);
    else throw new ParameterError("A", "a positive definite matrix", `pivot ${sum} in row ${r}`);
  }
}

/**
 * X with A X = B, from the Cholesky factor of A.
 *
 * @param L shape [n, n], as choleskyFactor returns it
 * @param B shape [n, m]
 * @returns shape [n, m]
 * @throws ParameterError if the shapes disagree
 * @example choleskySolve(choleskyFactor(A), B)
 */
export function choleskySolve(L: Matrix, B: Matrix): Matrix {
  const n = L.rows;
  const m = B.cols;
  if (B.rows !== n) throw new ParameterError("B", `${n} rows`, B.rows);
  const X = Float64Array.from(B.data);
  for (let r = 0; r < n; r++) {
    for (let k = 0; k < r; k++) {
      const factor = L.data[r * n + k]!;
      for (let c = 0; c < m; c++) X[r * m + c]! -= factor * X[k * m + c]!;
    }
    for (let c = 0; c < m; c++) X[r * m + c]! /= L.data[r * n + r]!;
  }
  // Lᵀ from its rows, which are L's columns: each solved row is subtracted from all rows above it.
  for (let r = n - 1; r >= 0; r--) {
    for (let c = 0; c < m; c++) X[r * m + c]! /= L.data[r * n + r]!;
    for (let k = 0; k < r; k++) {
      const factor = L.data[r * n + k]!;
      for (let c = 0; c < m; c++) X[k * m + c]! -= factor * X[r * m + c]!;
    }
  }
  return { rows: n, cols: m, data: X };
}
