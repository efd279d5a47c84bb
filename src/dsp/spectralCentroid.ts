import { ParameterError } from "../shared/errors.js";
import type { Matrix } from "../shared/matrix.js";
import { smallestNormal } from "./smallestNormal.js";

/**
 * Spectral centroid: the balance point of each frame's spectrum.
 *
 * @param magnitudes  |STFT|, shape [nFrames, 1 + nFft/2], every value >= 0
 * @param frequencies centre of each bin in Hz, shape [1 + nFft/2]
 * @returns Hz per frame, shape [nFrames]; 0 for a silent frame
 * @throws ParameterError if the shapes disagree or a magnitude is negative
 * Source: Klapuri & Davy, Signal Processing Methods for Music Transcription, ch. 5.
 * @example Math.round(spectralCentroid(S, fftFrequencies(16_000, 2_048))[16]) // 220
 */
export function spectralCentroid(magnitudes: Matrix, frequencies: Float64Array): Float64Array {
  const nBins = magnitudes.cols;
  if (frequencies.length !== nBins) throw new ParameterError("frequencies.length", `${nBins}`, frequencies.length);
  return Float64Array.from({ length: magnitudes.rows }, (_, t) => {
    let total = 0;
    let moment = 0;
    for (let k = 0; k < nBins; k++) {
      const value = magnitudes.data[t * nBins + k]!;
      if (value < 0) throw new ParameterError("magnitudes", "every value >= 0", value);
      total += value;
      moment += value * frequencies[k]!;
    }
    return total < smallestNormal ? 0 : moment / total;
  });
}
