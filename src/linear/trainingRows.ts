import { ParameterError } from "../shared/errors.js";
import { type Matrix, row, zeros } from "../shared/matrix.js";
import { type MatrixKernels, typescriptKernels } from "./matrixKernels.js";

/**
 * Rows to fit linear models on, and the inner products between them.
 *
 * With more columns than rows a fit needs nothing of X but its Gram matrix until the very end. It is computed once,
 * when first needed; a fold's rows use their part of it, so folds, penalties and classifiers share one matrix.
 */
export class TrainingRows {
  readonly X: Matrix;
  /** compute the fits' matrices */
  readonly kernels: MatrixKernels;
  #gram: Matrix | undefined;

  /** @param X shape [n, p], finite, n >= 1 */
  constructor(X: Matrix, kernels = typescriptKernels, gram?: Matrix) {
    if (X.rows < 1) throw new ParameterError("X", "at least one row", X.rows);
    this.X = X;
    this.kernels = kernels;
    this.#gram = gram;
  }

  /** Whether the dual form is cheaper: its system has one unknown per row. */
  get isDual(): boolean {
    return this.X.cols > this.X.rows;
  }

  /** X Xᵀ, shape [n, n]. */
  get gram(): Matrix {
    return (this.#gram ??= this.kernels.gram(this.X));
  }

  /** The given rows, in order. Their Gram matrix is taken from this one if it has been computed. */
  select(rows: Int32Array): TrainingRows {
    const X = zeros(rows.length, this.X.cols);
    rows.forEach((from, to) => X.data.set(row(this.X, from), to * X.cols));
    if (this.#gram === undefined) return new TrainingRows(X, this.kernels);
    const n = rows.length;
    const gram = zeros(n, n);
    for (let i = 0; i < n; i++) {
      const whole = row(this.#gram, rows[i]!);
      for (let j = 0; j < n; j++) gram.data[i * n + j] = whole[rows[j]!]!;
    }
    return new TrainingRows(X, this.kernels, gram);
  }
}
