import type { Matrix } from "../../src/shared/matrix.js";
import { Random } from "../../src/forest/nodeRandom.js";

/** A labelled set to learn from, the same for equal arguments: overlapping clouds, one a class, labelled 10, 20, ... */
export function blobs(rows: number, cols: number, nClasses = 3, seed = 1): { X: Matrix; y: Int32Array } {
  const random = new Random({ high: seed, low: 99 });
  const uniform = () => random.nextWord() / 2 ** 32;
  const y = Int32Array.from({ length: rows }, (_, row) => 10 * (1 + (row % nClasses)));
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < data.length; i++) {
    const label = y[Math.floor(i / cols)]!;
    const col = i % cols;
    // Each of the first columns separates one class from the others; the rest are noise.
    data[i] = uniform() + uniform() + uniform() + (10 * (col + 1) === label ? 0.6 : 0);
  }
  return { X: { rows, cols, data }, y };
}

/** The rows of a matrix in the order given. */
export function takeRows(X: Matrix, rows: ArrayLike<number>): Matrix {
  const data = new Float64Array(rows.length * X.cols);
  for (let i = 0; i < rows.length; i++)
    data.set(X.data.subarray(rows[i]! * X.cols, (rows[i]! + 1) * X.cols), i * X.cols);
  return { rows: rows.length, cols: X.cols, data };
}
