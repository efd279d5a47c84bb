import { type Matrix, zeros } from "../shared/matrix.js";
import { melFilterBank } from "./melFilterBank.js";

/**
 * Mel spectrogram: the energy of each frame in nMels triangular bands.
 *
 * @param powers     |STFT|², shape [nFrames, 1 + nFft/2]
 * @param sampleRate Hz
 * @param nMels      number of bands, default 128
 * @returns shape [nFrames, nMels]
 * @throws ParameterError if sampleRate or nMels is not positive
 * Convention: librosa.feature.melspectrogram, Slaney scale and normalisation, 0 Hz to sampleRate/2.
 * @example melSpectrogram(power(S), 16_000).cols // 128
 */
export function melSpectrogram(powers: Matrix, sampleRate: number, nMels = 128): Matrix {
  const bands = melFilterBank(sampleRate, 2 * (powers.cols - 1), nMels);
  const mel = zeros(powers.rows, nMels);
  for (let t = 0; t < powers.rows; t++) {
    for (const [m, { firstBin, weights }] of bands.entries()) {
      const start = t * powers.cols + firstBin;
      let energy = 0;
      for (let k = 0; k < weights.length; k++) energy += weights[k]! * powers.data[start + k]!;
      mel.data[t * nMels + m] = energy;
    }
  }
  return mel;
}
