import type { Matrix } from "../shared/matrix.js";
import { choleskyFactor } from "./cholesky.js";
import { gramMatrix, weightedRowSums } from "./gram.js";

/** The operations that take most of the time of a linear model's fit. Every implementation computes the same bits. */
export interface MatrixKernels {
  readonly kind: "wasm-simd" | "typescript";
  /** As gramMatrix. */
  gram(X: Matrix): Matrix;
  /** As choleskyFactor. */
  choleskyFactor(A: Matrix): Matrix;
  /** As the function of this name. */
  weightedRowSums(X: Matrix, B: Matrix): Matrix;
}

export const typescriptKernels: MatrixKernels = {
  kind: "typescript",
  gram: gramMatrix,
  choleskyFactor,
  weightedRowSums,
};
