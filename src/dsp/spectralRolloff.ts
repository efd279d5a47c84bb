import type { Matrix } from "../shared/matrix.js";
import { ParameterError } from "../shared/errors.js";

/**
 * Spectral roll-off: the frequency below which `rollPercent` of each frame's magnitude lies.
 *
 * @param magnitudes  |STFT|, shape [nFrames, 1 + nFft/2], every value >= 0
 * @param frequencies centre of each bin in Hz, shape [1 + nFft/2]
 * @param rollPercent share of the sum, above 0 and below 1; 0.5 is the median frequency. @defaultValue 0.85
 * @returns Hz per frame, shape [nFrames]; the first frequency for a silent frame
 * @throws ParameterError if the shapes disagree or the share is out of range
 * Convention: librosa.feature.spectral_rolloff.
 * @example spectralRolloff(magnitude(stft(samples)), fftFrequencies(16_000, 2_048))
 */
export function spectralRolloff(magnitudes: Matrix, frequencies: Float64Array, rollPercent = 0.85): Float64Array {
  const nBins = magnitudes.cols;
  if (frequencies.length !== nBins) throw new ParameterError("frequencies.length", `${nBins}`, frequencies.length);
  if (!(rollPercent > 0 && rollPercent < 1))
    throw new ParameterError("rollPercent", "above 0 and below 1", rollPercent);
  return Float64Array.from({ length: magnitudes.rows }, (_, t) => {
    const frame = magnitudes.data.subarray(t * nBins, (t + 1) * nBins);
    let total = 0;
    for (const value of frame) total += value;
    const threshold = rollPercent * total;
    let sum = 0;
    const bin = frame.findIndex((value) => (sum += value) >= threshold);
    return frequencies[Math.max(0, bin)]!;
  });
}
