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
export function decisionFunction({ coef, intercept }: LinearModel, X: Matrix): Matrix {
  const p = coef.cols;
  if (X.cols !== p) throw new ParameterError("X", `${p} columns`, X.cols);
  const scores = zeros(X.rows, coef.rows);
  for (let r = 0; r < X.rows; r++) {
    for (let k = 0; k < coef.rows; k++) {
      let sum = intercept[k]!;
      for (let c = 0; c < p; c++) sum += X.data[r * p + c]! * coef.data[k * p + c]!;
      scores.data[r * coef.rows + k] = sum;
    }
  }
  return scores;
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
