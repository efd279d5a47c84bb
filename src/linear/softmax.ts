import { ParameterError } from "../shared/errors.js";
import { type Matrix, zeros } from "../shared/matrix.js";

/**
 * softmax(scores / temperature) of each row.
 *
 * @param scores shape [n, nClasses], finite
 * @param temperature above 0: 1 leaves the scores unchanged, larger values make the probabilities more equal
 * @returns shape [n, nClasses], rows sum to 1
 * @throws ParameterError if the temperature is not above 0
 * @example softmaxRows({ rows: 1, cols: 2, data: Float64Array.of(0, Math.log(3)) }).data // 0.25, 0.75
 */
export function softmaxRows({ rows, cols, data }: Matrix, temperature = 1): Matrix {
  if (!(temperature > 0)) throw new ParameterError("temperature", "a number above 0", temperature);
  const proba = zeros(rows, cols);
  for (let r = 0; r < rows; r++) {
    let greatest = -Infinity;
    for (let c = 0; c < cols; c++) greatest = Math.max(greatest, data[r * cols + c]!);
    let sum = 0;
    // Minus the maximum, so that no exponential overflows.
    for (let c = 0; c < cols; c++)
      sum += proba.data[r * cols + c] = Math.exp((data[r * cols + c]! - greatest) / temperature);
    for (let c = 0; c < cols; c++) proba.data[r * cols + c]! /= sum;
  }
  return proba;
}
