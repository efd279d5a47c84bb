import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";
import { softmaxRows } from "./softmax.js";

/** A fitted linear classifier: one row of coefficients and one intercept per class. */
export interface LinearModel {
  /** the labels, ascending, shape [nClasses] */
  readonly classes: Int32Array;
  /** shape [nClasses, nFeatures] */
  readonly coef: Matrix;
  /** shape [nClasses] */
  readonly intercept: Float64Array;
}

/**
 * The score of each class: x · coef + intercept.
 *
 * @param X shape [n, nFeatures]
 * @returns shape [n, nClasses]
 * @throws ParameterError if X has another number of columns than the model
 * @example argmaxRows(decisionFunction(model, X))
 */
export function decisionFunction(model: LinearModel, X: Matrix): Matrix {
  const { rows: nClasses, cols: p } = model.coef;
  if (X.cols !== p) throw new ParameterError("X", `${p} columns`, X.cols);
  const scores = zeros(X.rows, nClasses);
  for (let r = 0; r < X.rows; r++)
    for (let k = 0; k < nClasses; k += 4)
      scores.data.set(scoresOfFour(model, X, r, k).slice(0, nClasses - k), r * nClasses + k);
  return scores;
}

/** Scores of row r for classes k to k + 3; classes past the end repeat the last. Each value of the row is loaded once. */
function scoresOfFour({ coef, intercept }: LinearModel, { data, cols: p }: Matrix, r: number, k: number): number[] {
  const last = coef.rows - 1;
  const k1 = Math.min(k + 1, last);
  const k2 = Math.min(k + 2, last);
  const k3 = Math.min(k + 3, last);
  let s0 = intercept[k]!;
  let s1 = intercept[k1]!;
  let s2 = intercept[k2]!;
  let s3 = intercept[k3]!;
  for (let c = 0; c < p; c++) {
    const x = data[r * p + c]!;
    s0 += x * coef.data[k * p + c]!;
    s1 += x * coef.data[k1 * p + c]!;
    s2 += x * coef.data[k2 * p + c]!;
    s3 += x * coef.data[k3 * p + c]!;
  }
  return [s0, s1, s2, s3];
}

/**
 * Class probabilities: softmax(scores / temperature).
 *
 * @param temperature above 0; larger is less confident
 * @returns shape [n, nClasses], rows sum to 1
 */
export function predictProba(model: LinearModel, X: Matrix, temperature = 1): Matrix {
  return softmaxRows(decisionFunction(model, X), temperature);
}

/** The distinct labels of y, ascending. @throws ParameterError if there are fewer than two */
export function classesOf(y: ArrayLike<number>): Int32Array {
  const classes = Int32Array.from(new Set(Array.from(y))).sort();
  if (classes.length < 2) throw new ParameterError("y", "at least two classes", classes.length);
  return classes;
}
