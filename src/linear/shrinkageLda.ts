import { ParameterError } from "../shared/errors.js";
import { type Matrix, row, zeros } from "../shared/matrix.js";
import { choleskySolve } from "./cholesky.js";
import { transpose } from "./gram.js";
import { classesOf, type LinearModel } from "./linearModel.js";
import type { TrainingRows } from "./trainingRows.js";

/**
 * Linear discriminant analysis whose covariance within classes is shrunk towards its mean variance:
 *
 *     Sw = Σk πk ((1 - s) Sk + s tr(Sk)/p I),   coef_k = Sw⁻¹ m_k,   intercept_k = -½ m_k · coef_k + log πk
 *
 * with Sk the covariance of class k and πk its prior. One model for each shrinkage, from one Gram matrix. With more
 * columns than rows, Sw = BᵀB + τI is inverted via the smaller BBᵀ (Woodbury):
 *
 *     Sw⁻¹ m = (m - Bᵀ (BBᵀ + τI)⁻¹ B m) / τ
 *
 * @param rows       shape [n, p]
 * @param y          labels, shape [n], at least two different
 * @param shrinkages each from 0 to 1; above 0 if there are more columns than rows
 * @param priors     "empirical": the classes' shares of the rows; "uniform": equal
 * @throws ParameterError if shapes disagree, there is one class, a shrinkage is out of range or too small to invert Sw
 * @see scikit-learn, `LinearDiscriminantAnalysis(solver="lsqr", shrinkage, priors)`
 * @example const [model] = ldaPath(new TrainingRows(X), y, [0.8]);
 */
export function ldaPath(
  rows: TrainingRows,
  y: ArrayLike<number>,
  shrinkages: readonly number[],
  priors: "empirical" | "uniform" = "empirical",
): LinearModel[] {
  const { X } = rows;
  if (y.length !== X.rows) throw new ParameterError("y", `one label a row (${X.rows})`, y.length);
  for (const shrinkage of shrinkages)
    if (!(shrinkage >= 0 && shrinkage <= 1) || (shrinkage === 0 && rows.isDual))
      throw new ParameterError(
        "shrinkages",
        rows.isDual ? "numbers above 0, at most 1" : "numbers from 0 to 1",
        shrinkage,
      );
  const groups = grouped(y, priors);
  const solve = rows.isDual ? dualSolver(rows, groups) : primalSolver(rows, groups);
  const means = classMeans(rows, groups);
  return shrinkages.map((shrinkage) => {
    const coef = solve(shrinkage, means);
    const intercept = groups.priors.map((prior, k) => Math.log(prior) - dot(row(means, k), row(coef, k)) / 2);
    return { classes: groups.classes, coef, intercept };
  });
}

/** Class of each row, and its weight in the covariance: πk / nk. */
interface Groups {
  readonly classes: Int32Array;
  /** index into classes, shape [n] */
  readonly classOf: Int32Array;
  readonly counts: Int32Array;
  readonly priors: Float64Array;
}

function grouped(y: ArrayLike<number>, priors: "empirical" | "uniform"): Groups {
  const classes = classesOf(y);
  const classOf = Int32Array.from(y, (label) => classes.indexOf(label));
  const counts = new Int32Array(classes.length);
  for (const k of classOf) counts[k]! += 1;
  const shares = Float64Array.from(counts, (count) => (priors === "uniform" ? 1 / classes.length : count / y.length));
  return { classes, classOf, counts, priors: shares };
}

/** Mean of each class, shape [nClasses, p]. */
function classMeans({ X, kernels }: TrainingRows, { classOf, counts }: Groups): Matrix {
  const indicator = zeros(X.rows, counts.length);
  classOf.forEach((k, r) => (indicator.data[r * counts.length + k] = 1 / counts[k]!));
  return kernels.weightedRowSums(X, indicator);
}

/** Sw⁻¹ applied to each row of `means`. */
type Solver = (shrinkage: number, means: Matrix) => Matrix;

function primalSolver(rows: TrainingRows, groups: Groups): Solver {
  const { X, kernels } = rows;
  const p = X.cols;
  // Columns of B, unshrunk: Sw = (1 - s) BᵀB + s tr(BᵀB)/p I.
  const covariance = kernels.gram(transpose(weightedResiduals(rows, groups)));
  const meanVariance = trace(covariance) / p;
  return (shrinkage, means) => {
    const Sw = shrunk(covariance, 1 - shrinkage, shrinkage * meanVariance);
    return transpose(choleskySolve(kernels.choleskyFactor(Sw), transpose(means)));
  };
}

function dualSolver(rows: TrainingRows, groups: Groups): Solver {
  const { X } = rows;
  const { classOf, counts } = groups;
  const n = X.rows;
  const nClasses = counts.length;
  const weight = Float64Array.from(classOf, (k) => Math.sqrt(groups.priors[k]! / counts[k]!));
  const toMeans = rowsTimesMeans(rows.gram, groups);
  const ofMeans = meansTimesMeans(toMeans, groups);
  // BBᵀ of the unshrunk B, whose rows are the weighted residuals, without computing a residual.
  const products = zeros(n, n);
  for (let i = 0; i < n; i++) {
    const k = classOf[i]!;
    for (let j = 0; j < n; j++) {
      const l = classOf[j]!;
      const residuals =
        rows.gram.data[i * n + j]! -
        toMeans.data[i * nClasses + l]! -
        toMeans.data[j * nClasses + k]! +
        ofMeans.data[k * nClasses + l]!;
      products.data[i * n + j] = weight[i]! * weight[j]! * residuals;
    }
  }
  const meanVariance = trace(products) / X.cols;
  return (shrinkage, means) => {
    const tau = shrinkage * meanVariance;
    if (!(tau > 0)) throw new ParameterError("X", "rows that differ within their class", "none that does");
    const kept = 1 - shrinkage;
    const factor = rows.kernels.choleskyFactor(shrunk(products, kept, tau));
    const right = zeros(n, nClasses); // B m, with B the unshrunk one
    for (let i = 0; i < n; i++)
      for (let k = 0; k < nClasses; k++)
        right.data[i * nClasses + k] =
          weight[i]! * (toMeans.data[i * nClasses + k]! - ofMeans.data[classOf[i]! * nClasses + k]!);
    const inner = choleskySolve(factor, right);
    // Bᵀ a = Xᵀ (w a): the sum of (w a) over the rows of a class is 0, as is that of their residuals.
    for (let i = 0; i < n; i++) for (let k = 0; k < nClasses; k++) inner.data[i * nClasses + k]! *= weight[i]!;
    const correction = rows.kernels.weightedRowSums(X, inner);
    const data = means.data.map((mean, i) => (mean - kept * correction.data[i]!) / tau);
    return { ...means, data };
  };
}

/** x_i · m_k, shape [n, nClasses]. */
function rowsTimesMeans(gram: Matrix, { classOf, counts }: Groups): Matrix {
  const n = gram.rows;
  const products = zeros(n, counts.length);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      products.data[i * counts.length + classOf[j]!]! += gram.data[i * n + j]! / counts[classOf[j]!]!;
  return products;
}

/** m_k · m_l, shape [nClasses, nClasses]. */
function meansTimesMeans(toMeans: Matrix, { classOf, counts }: Groups): Matrix {
  const nClasses = counts.length;
  const products = zeros(nClasses, nClasses);
  classOf.forEach((k, i) => {
    for (let l = 0; l < nClasses; l++) products.data[k * nClasses + l]! += toMeans.data[i * nClasses + l]! / counts[k]!;
  });
  return products;
}

/** Each row minus its class's mean, times the square root of its weight. */
function weightedResiduals(rows: TrainingRows, groups: Groups): Matrix {
  const { X } = rows;
  const means = classMeans(rows, groups);
  const B = zeros(X.rows, X.cols);
  groups.classOf.forEach((k, r) => {
    const weight = Math.sqrt(groups.priors[k]! / groups.counts[k]!);
    for (let c = 0; c < X.cols; c++)
      B.data[r * X.cols + c] = weight * (X.data[r * X.cols + c]! - means.data[k * X.cols + c]!);
  });
  return B;
}

/** share · A + diagonal · I, as a new matrix. */
function shrunk(A: Matrix, share: number, diagonal: number): Matrix {
  const result = zeros(A.rows, A.cols);
  for (let i = 0; i < A.data.length; i++) result.data[i] = share * A.data[i]!;
  for (let i = 0; i < A.rows; i++) result.data[i * A.cols + i]! += diagonal;
  return result;
}

function trace(A: Matrix): number {
  let sum = 0;
  for (let i = 0; i < A.rows; i++) sum += A.data[i * A.cols + i]!;
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
