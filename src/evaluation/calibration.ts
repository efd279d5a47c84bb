import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";

/** Predictions whose confidence (probability of the predicted class) fell into one bin. */
export interface ReliabilityBin {
  /** confidences from here ... */
  readonly from: number;
  /** ... up to here */
  readonly to: number;
  readonly count: number;
  /** mean confidence; 0 in an empty bin */
  readonly confidence: number;
  /** share of correct predictions; 0 in an empty bin */
  readonly accuracy: number;
}

/** Calibration of the probabilities. */
export interface Calibration {
  /** mean over rows of the squared distance between the probabilities and the truth, 0 .. 2 */
  readonly brier: number;
  /** expected calibration error: mean over rows of |confidence - accuracy| of the row's bin, 0 .. 1 */
  readonly ece: number;
  /** the reliability curve */
  readonly bins: readonly ReliabilityBin[];
}

/** Number of bins of equal width; the usual value. */
const nBins = 10;

/**
 * @param proba shape [n, nClasses], rows sum to 1
 * @param truth column of each row's class, shape [n]
 * @throws ParameterError if shapes disagree or there is no row
 * @see Brier (1950); Naeini, Cooper & Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning, 2015
 * @example const { brier, ece } = calibrationOf(proba, truth);
 */
export function calibrationOf({ rows, cols, data }: Matrix, truth: ArrayLike<number>): Calibration {
  if (truth.length !== rows || rows === 0)
    throw new ParameterError("truth", `one class a row (${rows}), at least one`, truth.length);
  const counts = new Int32Array(nBins);
  const confidences = new Float64Array(nBins);
  const right = new Int32Array(nBins);
  let squares = 0;
  for (let r = 0; r < rows; r++) {
    let answer = 0;
    for (let k = 0; k < cols; k++) {
      const p = data[r * cols + k]!;
      squares += (p - (truth[r] === k ? 1 : 0)) ** 2;
      if (p > data[r * cols + answer]!) answer = k;
    }
    const confidence = data[r * cols + answer]!;
    const bin = Math.min(Math.floor(confidence * nBins), nBins - 1);
    counts[bin]! += 1;
    confidences[bin]! += confidence;
    if (truth[r] === answer) right[bin]! += 1;
  }
  const bins = Array.from(counts, (count, bin) => ({
    from: bin / nBins,
    to: (bin + 1) / nBins,
    count,
    confidence: count === 0 ? 0 : confidences[bin]! / count,
    accuracy: count === 0 ? 0 : right[bin]! / count,
  }));
  const ece = bins.reduce((sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy), 0);
  return { brier: squares / rows, ece: ece / rows, bins };
}
