import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";
import { softmaxRows } from "./softmax.js";

/** Range of temperatures searched; an optimum at either end means that the scores say nothing, or everything. */
const minTemperature = 1e-3;
const greatest = 1e3;

/**
 * The temperature at which softmax(scores / temperature) has the lowest log loss on rows that the model has not seen.
 *
 * A golden-section search over the logarithm of the temperature: the loss is convex in its inverse.
 *
 * @param scores shape [n, nClasses]
 * @param truth  column of each row's class, shape [n]
 * @throws ParameterError if shapes disagree or there is no row
 * @see Guo et al., On Calibration of Modern Neural Networks, ICML 2017 (temperature scaling)
 * @example const temperature = fitTemperature(decisionFunction(model, unseen), truth);
 */
export function fitTemperature(scores: Matrix, truth: ArrayLike<number>): number {
  if (truth.length !== scores.rows || truth.length === 0)
    throw new ParameterError("truth", `one class a row (${scores.rows}), at least one`, truth.length);
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(minTemperature);
  let high = Math.log(greatest);
  const loss = (logarithm: number): number => logLoss(softmaxRows(scores, Math.exp(logarithm)), truth);
  let a = high - ratio * (high - low);
  let b = low + ratio * (high - low);
  let lossA = loss(a);
  let lossB = loss(b);
  while (high - low > 1e-3) {
    if (lossA < lossB) {
      [high, b, lossB] = [b, a, lossA];
      a = high - ratio * (high - low);
      lossA = loss(a);
    } else {
      [low, a, lossA] = [a, b, lossB];
      b = low + ratio * (high - low);
      lossB = loss(b);
    }
  }
  return Math.exp((low + high) / 2);
}

/**
 * Mean of -log of the probability given to the true class.
 *
 * @param proba shape [n, nClasses]
 * @param truth column of each row's class, shape [n]
 */
export function logLoss(proba: Matrix, truth: ArrayLike<number>): number {
  let sum = 0;
  for (let r = 0; r < proba.rows; r++) sum -= Math.log(Math.max(proba.data[r * proba.cols + truth[r]!]!, 1e-15));
  return sum / proba.rows;
}
