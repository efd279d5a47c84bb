import type { Matrix } from "../shared/matrix.js";

/** A fitted classifier of any library. */
export interface FittedClassifier {
  /** its labels, ascending, shape [nClasses] */
  readonly classes: Int32Array;
  /** importance of each feature, shape [nFeatures], sum 1 (all 0 if the model uses none) */
  readonly featureImportances: Float64Array;
  /** the most likely label of each row, shape [nSamples]; the lower label if two are equally likely */
  predict(X: Matrix): Int32Array;
  /** the probability of each class, in the order of `classes`, shape [nSamples, nClasses]; rows sum to 1 */
  predictProba(X: Matrix): Matrix;
}

/** The index of each row's greatest value, the first of equals, shape [rows]. */
export function argmaxRows({ rows, cols, data }: Matrix): Int32Array {
  const greatest = new Int32Array(rows);
  for (let r = 0; r < rows; r++) {
    let best = 0;
    for (let c = 1; c < cols; c++) if (data[r * cols + c]! > data[r * cols + best]!) best = c;
    greatest[r] = best;
  }
  return greatest;
}
