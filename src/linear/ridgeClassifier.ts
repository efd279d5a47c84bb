import { ParameterError } from "../shared/errors.js";
import { columnMeans, type Matrix, zeros } from "../shared/matrix.js";
import { choleskySolve } from "./cholesky.js";
import { transpose } from "./gram.js";
import { classesOf, type LinearModel } from "./linearModel.js";
import { TrainingRows } from "./trainingRows.js";

/**
 * Ridge classifier: least squares on targets of 1 for the row's class and -1 for every other, with an L2 penalty on the
 * coefficients and none on the intercept. One model for each penalty, from one Gram matrix.
 *
 *     dual    (n < p)   a = (Xc Xcᵀ + αI)⁻¹ Yc,   coef = Xᵀ a
 *     primal  (n >= p)  coef = (Xcᵀ Xc + αI)⁻¹ Xcᵀ Yc
 *
 * With two classes the scores are ± those of scikit-learn's single column.
 *
 * @param rows   shape [n, p]
 * @param y      labels, shape [n], at least two different
 * @param alphas penalties, each above 0
 * @throws ParameterError if shapes disagree, there is one class, or a penalty is not above 0
 * @see scikit-learn, `RidgeClassifier(alpha, solver="cholesky")`
 * @example const [model] = ridgePath(new TrainingRows(X), y, [0.3 * X.cols]);
 */
export function ridgePath(rows: TrainingRows, y: ArrayLike<number>, alphas: readonly number[]): LinearModel[] {
  const { X, kernels } = rows;
  if (y.length !== X.rows) throw new ParameterError("y", `one label a row (${X.rows})`, y.length);
  for (const alpha of alphas) if (!(alpha > 0)) throw new ParameterError("alphas", "numbers above 0", alpha);
  const classes = classesOf(y);
  const means = columnMeans(X);
  const { Yc, yMeans } = centredTargets(y, classes);
  const system = rows.isDual ? centredGram(rows.gram) : kernels.gram(transpose(centred(X, means)));
  const right = rows.isDual ? Yc : transpose(kernels.weightedRowSums(X, Yc));
  return alphas.map((alpha) => {
    const solution = choleskySolve(kernels.choleskyFactor(withDiagonal(system, alpha)), right);
    // The rows of Yc sum to 0, so that Xᵀ a = Xcᵀ a.
    const coef = rows.isDual ? kernels.weightedRowSums(X, solution) : transpose(solution);
    const intercept = yMeans.map((yMean, k) => {
      let sum = yMean;
      for (let c = 0; c < X.cols; c++) sum -= means[c]! * coef.data[k * X.cols + c]!;
      return sum;
    });
    return { classes, coef, intercept };
  });
}

/** Targets 1 and -1 minus their means, shape [n, nClasses]. */
function centredTargets(y: ArrayLike<number>, classes: Int32Array): { Yc: Matrix; yMeans: Float64Array } {
  const n = y.length;
  const Yc = zeros(n, classes.length);
  for (let r = 0; r < n; r++)
    classes.forEach((label, k) => (Yc.data[r * classes.length + k] = y[r] === label ? 1 : -1));
  const yMeans = columnMeans(Yc);
  for (let i = 0; i < Yc.data.length; i++) Yc.data[i]! -= yMeans[i % classes.length]!;
  return { Yc, yMeans };
}

/** The Gram matrix of the centred rows, from that of the rows themselves. */
function centredGram(G: Matrix): Matrix {
  const n = G.rows;
  const means = columnMeans(G);
  const mean = means.reduce((sum, value) => sum + value, 0) / n;
  const centred = zeros(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) centred.data[i * n + j] = G.data[i * n + j]! - means[i]! - means[j]! + mean;
  return centred;
}

function centred(X: Matrix, means: Float64Array): Matrix {
  const result = zeros(X.rows, X.cols);
  for (let r = 0, at = 0; r < X.rows; r++)
    for (let c = 0; c < X.cols; c++, at++) result.data[at] = X.data[at]! - means[c]!;
  return result;
}

/** A + alpha I, as a new matrix. */
function withDiagonal(A: Matrix, alpha: number): Matrix {
  const sum = { ...A, data: A.data.slice() };
  for (let i = 0; i < A.rows; i++) sum.data[i * A.cols + i]! += alpha;
  return sum;
}
