import { type Matrix, zeros } from "../shared/matrix.js";

/**
 * The Gram matrix X Xᵀ: the inner products of all pairs of rows.
 *
 * Tiles of two rows by four: six loads for eight products.
 *
 * @param X shape [n, p]
 * @returns shape [n, n], symmetric
 * @example gramMatrix({ rows: 2, cols: 2, data: Float64Array.of(1, 0, 1, 1) }).data // 1, 1, 1, 2
 */
export function gramMatrix(X: Matrix): Matrix {
  const n = X.rows;
  const G = zeros(n, n);
  for (let i = 0; i < n; i += 2) {
    for (let j = 0; j <= i; j += 4) tile(X, i, j, G);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) G.data[j * n + i] = G.data[i * n + j]!;
  return G;
}

/** G at rows i, i + 1 and columns j to j + 3, as far as they exist; rows past the end repeat the last. */
function tile({ rows: n, cols: p, data }: Matrix, i: number, j: number, G: Matrix): void {
  const last = n - 1;
  const a0 = i * p;
  const a1 = Math.min(i + 1, last) * p;
  const b0 = j * p;
  const b1 = Math.min(j + 1, last) * p;
  const b2 = Math.min(j + 2, last) * p;
  const b3 = Math.min(j + 3, last) * p;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let k = 0; k < p; k++) {
    const x0 = data[a0 + k]!;
    const x1 = data[a1 + k]!;
    const y0 = data[b0 + k]!;
    const y1 = data[b1 + k]!;
    const y2 = data[b2 + k]!;
    const y3 = data[b3 + k]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
  }
  const upper = [s00, s01, s02, s03];
  const lower = [s10, s11, s12, s13];
  const nCols = Math.min(4, n - j);
  for (let c = 0; c < nCols; c++) G.data[i * n + j + c] = upper[c]!;
  if (i + 1 === n) return;
  for (let c = 0; c < nCols; c++) G.data[(i + 1) * n + j + c] = lower[c]!;
}

/** Xᵀ, whose Gram matrix is Xᵀ X. Shape [p, n]. */
export function transpose({ rows, cols, data }: Matrix): Matrix {
  const T = zeros(cols, rows);
  for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) T.data[c * rows + r] = data[r * cols + c]!;
  return T;
}

/**
 * Xᵀ B.
 *
 * @param X shape [n, p]
 * @param B shape [n, m], m small
 * @returns shape [m, p]: a row for each column of B, the layout of linear models' coefficients
 */
export function weightedRowSums(X: Matrix, B: Matrix): Matrix {
  const sums = zeros(B.cols, X.cols);
  for (let r = 0; r < X.rows; r += 4) for (let m = 0; m < B.cols; m++) addFourRows(X, B, r, m, sums);
  return sums;
}

/** Adds X's rows r to r + 3, times their weights in column m of B, to row m of the sums: one store for four products. */
function addFourRows({ rows: n, cols: p, data }: Matrix, B: Matrix, r: number, m: number, sums: Matrix): void {
  // Rows past the end repeat the last with a weight of 0.
  const at = (row: number): number => Math.min(row, n - 1) * p;
  const weight = (row: number): number => (row < n ? B.data[row * B.cols + m]! : 0);
  const [at0, at1, at2, at3] = [at(r), at(r + 1), at(r + 2), at(r + 3)] as const;
  const [w0, w1, w2, w3] = [weight(r), weight(r + 1), weight(r + 2), weight(r + 3)] as const;
  const to = m * p;
  for (let c = 0; c < p; c++) {
    let sum = sums.data[to + c]!;
    sum += w0 * data[at0 + c]!;
    sum += w1 * data[at1 + c]!;
    sum += w2 * data[at2 + c]!;
    sum += w3 * data[at3 + c]!;
    sums.data[to + c] = sum;
  }
}
