import { type Matrix, zeros } from "../shared/matrix.js";
import { ParameterError } from "../shared/errors.js";

/**
 * Delta features: the local slope (or, of order 2, curvature) of each column over time, by a polynomial of degree `order` fitted
 * to `width` frames (Savitzky and Golay). Near the ends the polynomial of the first or last `width` frames is used.
 *
 * @param features rows are frames, such as MFCC, shape [nFrames, nFeatures]
 * @param width    frames, odd, at least 3 and more than `order`, at most nFrames. @defaultValue 9
 * @param order    1 or 2: which derivative. @defaultValue 1
 * @returns per frame, shape [nFrames, nFeatures]
 * @throws ParameterError if width or order is out of range
 * Convention: librosa.feature.delta with mode="interp", whose matrices are the transpose of ours.
 * @example delta(mfcc(powerToDb(melSpectrogram(power(magnitude(stft(samples))), 16_000))))
 */
export function delta(features: Matrix, width = 9, order: 1 | 2 = 1): Matrix {
  if (!Number.isInteger(width) || width % 2 === 0 || width <= order)
    throw new ParameterError("width", `an odd integer of at least 3, above order ${order}`, width);
  if (width > features.rows) throw new ParameterError("width", `at most the ${features.rows} frames`, width);
  const half = (width - 1) / 2;
  const weights = derivativeWeights(half, order);
  const result = zeros(features.rows, features.cols);
  for (let t = 0; t < features.rows; t++) {
    const centre = Math.min(Math.max(t, half), features.rows - 1 - half);
    for (let c = 0; c < features.cols; c++) {
      let sum = 0;
      for (let n = -half; n <= half; n++) sum += weights[n + half]! * features.data[(centre + n) * features.cols + c]!;
      result.data[t * features.cols + c] = sum;
    }
  }
  return result;
}

/**
 * The weight of each of 2 half + 1 frames in the derivative of the least-squares polynomial: the slope of a line or the
 * second derivative of a parabola. Both are constant over the frames.
 */
function derivativeWeights(half: number, order: 1 | 2): Float64Array {
  const n = 2 * half + 1;
  const squares = (half * (half + 1) * n) / 3;
  if (order === 1) return Float64Array.from({ length: n }, (_, i) => (i - half) / squares);
  const fourths = (squares * (3 * half * half + 3 * half - 1)) / 5;
  return Float64Array.from(
    { length: n },
    (_, i) => (2 * (n * (i - half) ** 2 - squares)) / (n * fourths - squares ** 2),
  );
}
