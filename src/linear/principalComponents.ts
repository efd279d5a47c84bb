import { ParameterError } from "../shared/errors.js";
import { columnMeans, zeros, type Matrix } from "../shared/matrix.js";

export interface PrincipalComponents {
  /** position of each row on the components, shape [nSamples, nComponents] */
  readonly points: Matrix;
  /** share of the variance that each component explains, shape [nComponents]; greatest first */
  readonly explained: Float64Array;
}

/** Enough for two components of a few hundred columns; iteration ends earlier on convergence. */
const maxIterations = 500;
const tolerance = 1e-12;

/**
 * Principal components of standardised columns: each column is centred and divided by its standard deviation first, so
 * that hertz do not dominate decibels; a column without variance counts as zero.
 *
 * A component's sign is chosen so that its greatest loading is positive.
 *
 * @param X           shape [nSamples, nFeatures], at least one row
 * @param nComponents 1 to nFeatures
 * @throws ParameterError for other shapes
 * Source: Jolliffe, Principal Component Analysis, 2nd ed., 2.3 (correlation matrix); power iteration with deflation,
 * Golub & Van Loan, Matrix Computations, 7.3.1.
 */
export function principalComponents(X: Matrix, nComponents: number): PrincipalComponents {
  if (!(nComponents >= 1 && nComponents <= X.cols))
    throw new ParameterError("nComponents", `1 to ${X.cols}`, nComponents);
  const Z = standardised(X);
  const correlation = gram(Z);
  let variance = 0;
  for (let c = 0; c < X.cols; c++) variance += correlation.data[c * X.cols + c]!;

  const points = zeros(X.rows, nComponents);
  const explained = new Float64Array(nComponents);
  for (let k = 0; k < nComponents; k++) {
    const { vector, value } = dominantEigenvector(correlation);
    explained[k] = variance > 0 ? value / variance : 0;
    for (let r = 0; r < X.rows; r++) {
      let projection = 0;
      for (let c = 0; c < X.cols; c++) projection += Z.data[r * X.cols + c]! * vector[c]!;
      points.data[r * nComponents + k] = projection;
    }
    for (let i = 0; i < X.cols; i++)
      for (let j = 0; j < X.cols; j++) correlation.data[i * X.cols + j]! -= value * vector[i]! * vector[j]!;
  }
  return { points, explained };
}

function standardised(X: Matrix): Matrix {
  const means = columnMeans(X);
  const deviations = new Float64Array(X.cols);
  for (let r = 0; r < X.rows; r++)
    for (let c = 0; c < X.cols; c++) deviations[c]! += (X.data[r * X.cols + c]! - means[c]!) ** 2 / X.rows;
  const Z = zeros(X.rows, X.cols);
  for (let r = 0; r < X.rows; r++) {
    for (let c = 0; c < X.cols; c++) {
      const deviation = Math.sqrt(deviations[c]!);
      Z.data[r * X.cols + c] = deviation > 0 ? (X.data[r * X.cols + c]! - means[c]!) / deviation : 0;
    }
  }
  return Z;
}

/** ZᵀZ / nSamples, shape [nFeatures, nFeatures]. */
function gram(Z: Matrix): Matrix {
  const product = zeros(Z.cols, Z.cols);
  for (let r = 0; r < Z.rows; r++) {
    for (let i = 0; i < Z.cols; i++) {
      const a = Z.data[r * Z.cols + i]! / Z.rows;
      for (let j = 0; j < Z.cols; j++) product.data[i * Z.cols + j]! += a * Z.data[r * Z.cols + j]!;
    }
  }
  return product;
}

function dominantEigenvector(A: Matrix): { vector: Float64Array; value: number } {
  // Power iteration converges from any start that is not orthogonal to the component; unequal values make that unlikely.
  let vector = Float64Array.from({ length: A.cols }, (_, i) => 1 + 0.01 * Math.sin(i + 1));
  let value = 0;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const next = new Float64Array(A.cols);
    for (let i = 0; i < A.cols; i++) for (let j = 0; j < A.cols; j++) next[i]! += A.data[i * A.cols + j]! * vector[j]!;
    value = Math.hypot(...next);
    if (value < tolerance) return { vector: new Float64Array(A.cols), value: 0 };
    const unit = next.map((x) => x / value);
    const moved = unit.reduce((sum, x, i) => sum + (x - vector[i]!) ** 2, 0);
    vector = unit;
    if (moved < tolerance) break;
  }
  const greatest = vector.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
  return { vector: greatest < 0 ? vector.map((x) => -x) : vector, value };
}
