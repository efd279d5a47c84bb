import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";

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
  // A row for each right side, as many as can be solved by four.
  const X = new Float64Array(4 * Math.ceil(m / 4) * n);
  for (let r = 0; r < n; r++) for (let c = 0; c < m; c++) X[c * n + r] = B.data[r * m + c]!;
  for (let c = 0; c < m; c += 4) solveFour(L.data, n, X.subarray(c * n, (c + 4) * n));
  const solution = zeros(n, m);
  for (let r = 0; r < n; r++) for (let c = 0; c < m; c++) solution.data[r * m + c] = X[c * n + r]!;
  return solution;
}

/** Solves L Lᵀ x = b for four right sides b, shape [4, n], in place: each element of L is loaded once for four products. */
function solveFour(L: Float64Array, n: number, X: Float64Array): void {
  for (let r = 0; r < n; r++) {
    const atR = r * n;
    let s0 = X[r]!;
    let s1 = X[n + r]!;
    let s2 = X[2 * n + r]!;
    let s3 = X[3 * n + r]!;
    for (let k = 0; k < r; k++) {
      const value = L[atR + k]!;
      s0 -= value * X[k]!;
      s1 -= value * X[n + k]!;
      s2 -= value * X[2 * n + k]!;
      s3 -= value * X[3 * n + k]!;
    }
    const diagonal = L[atR + r]!;
    X[r] = s0 / diagonal;
    X[n + r] = s1 / diagonal;
    X[2 * n + r] = s2 / diagonal;
    X[3 * n + r] = s3 / diagonal;
  }
  // Lᵀ from its rows, which are L's columns: each solved element is subtracted from all before it.
  for (let r = n - 1; r >= 0; r--) {
    const atR = r * n;
    const diagonal = L[atR + r]!;
    const x0 = (X[r]! /= diagonal);
    const x1 = (X[n + r]! /= diagonal);
    const x2 = (X[2 * n + r]! /= diagonal);
    const x3 = (X[3 * n + r]! /= diagonal);
    for (let k = 0; k < r; k++) {
      const value = L[atR + k]!;
      X[k]! -= value * x0;
      X[n + k]! -= value * x1;
      X[2 * n + k]! -= value * x2;
      X[3 * n + k]! -= value * x3;
    }
  }
}
