import type { Matrix } from "../shared/matrix.js";
import { ParameterError } from "../shared/errors.js";
import { smallestNormal } from "./smallestNormal.js";
import { spectralCentroid } from "./spectralCentroid.js";

/**
 * Spectral bandwidth: how far each frame's spectrum spreads around its centroid, as a mean of order p.
 *
 * @param magnitudes  |STFT|, shape [nFrames, 1 + nFft/2], every value >= 0
 * @param frequencies centre of each bin in Hz, shape [1 + nFft/2]
 * @param p           order of the mean, above 0; 2 is a standard deviation. @defaultValue 2
 * @returns Hz per frame, shape [nFrames]; 0 for a silent frame
 * @throws ParameterError as spectralCentroid, or if p is not above 0
 * Convention: librosa.feature.spectral_bandwidth with norm=True.
 * @example spectralBandwidth(magnitude(stft(samples)), fftFrequencies(16_000, 2_048))
 */
export function spectralBandwidth(magnitudes: Matrix, frequencies: Float64Array, p = 2): Float64Array {
  if (!(p > 0)) throw new ParameterError("p", "above 0", p);
  const centroids = spectralCentroid(magnitudes, frequencies);
  const nBins = magnitudes.cols;
  return centroids.map((centroid, t) => {
    let total = 0;
    let moment = 0;
    for (let k = 0; k < nBins; k++) {
      const value = magnitudes.data[t * nBins + k]!;
      total += value;
      moment += value * Math.abs(frequencies[k]! - centroid) ** p;
    }
    return total < smallestNormal ? 0 : (moment / total) ** (1 / p);
  });
}
