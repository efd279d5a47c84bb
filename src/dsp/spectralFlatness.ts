import type { Matrix } from "../shared/matrix.js";
import { amin } from "./powerToDb.js";

/**
 * Spectral flatness: the geometric mean of each frame's powers over their arithmetic mean, 1 for white noise and near 0 for a
 * tone.
 *
 * @param magnitudes |STFT|, shape [nFrames, 1 + nFft/2], every value >= 0
 * @returns shape [nFrames], above 0 and at most 1; 1 for a silent frame
 * Source: Dubnov 2004. Convention: librosa.feature.spectral_flatness with amin=1e-10 and power=2.
 * @example spectralFlatness(magnitude(stft(samples)))
 */
export function spectralFlatness(magnitudes: Matrix): Float64Array {
  const nBins = magnitudes.cols;
  return Float64Array.from({ length: magnitudes.rows }, (_, t) => {
    let logs = 0;
    let sum = 0;
    for (let k = 0; k < nBins; k++) {
      const power = Math.max(amin, magnitudes.data[t * nBins + k]! ** 2);
      logs += Math.log(power);
      sum += power;
    }
    return Math.exp(logs / nBins) / (sum / nBins);
  });
}
