import { type Matrix, zeros } from "../shared/matrix.js";
import { ParameterError } from "../shared/errors.js";
import { powerToDb } from "./powerToDb.js";

export interface ContrastOptions {
  /** upper edge of the lowest band in Hz; every other band is one octave wide. @defaultValue 200 */
  readonly fmin?: number;
  /** number of octaves above fmin; there is one more band below. @defaultValue 6 */
  readonly nBands?: number;
  /** share of a band's bins averaged for its peak and its valley. @defaultValue 0.02 */
  readonly quantile?: number;
}

/**
 * Spectral contrast: in each octave, how far the strongest bins stand above the weakest, in dB.
 *
 * @param magnitudes  |STFT|, shape [nFrames, 1 + nFft/2], every value >= 0
 * @param frequencies centre of each bin in Hz, shape [1 + nFft/2]
 * @returns dB, shape [nFrames, nBands + 1], the lowest band first
 * @throws ParameterError if the shapes disagree, an option is out of range or a band begins above the highest frequency
 * Source: Jiang et al. 2002. Convention: librosa.feature.spectral_contrast, whose bands share their edge bins.
 * @example spectralContrast(magnitude(stft(samples)), fftFrequencies(48_000, 2_048))
 */
export function spectralContrast(
  magnitudes: Matrix,
  frequencies: Float64Array,
  { fmin = 200, nBands = 6, quantile = 0.02 }: ContrastOptions = {},
): Matrix {
  const nBins = magnitudes.cols;
  if (frequencies.length !== nBins) throw new ParameterError("frequencies.length", `${nBins}`, frequencies.length);
  if (!(fmin > 0)) throw new ParameterError("fmin", "above 0", fmin);
  if (!Number.isInteger(nBands) || nBands < 1) throw new ParameterError("nBands", "an integer of at least 1", nBands);
  if (!(quantile > 0 && quantile < 1)) throw new ParameterError("quantile", "above 0 and below 1", quantile);
  if (fmin * 2 ** (nBands - 1) >= frequencies[nBins - 1]!)
    throw new ParameterError("nBands", "bands below the highest frequency: a lower fmin or fewer bands", nBands);

  const peaks = zeros(magnitudes.rows, nBands + 1);
  const valleys = zeros(magnitudes.rows, nBands + 1);
  for (let band = 0; band <= nBands; band++) {
    const { from, to, nTaken } = binsOf(band, frequencies, { fmin, nBands, quantile });
    for (let t = 0; t < magnitudes.rows; t++) {
      const sorted = magnitudes.data.slice(t * nBins + from, t * nBins + to).sort();
      valleys.data[t * (nBands + 1) + band] = mean(sorted.subarray(0, nTaken));
      peaks.data[t * (nBands + 1) + band] = mean(sorted.subarray(-nTaken));
    }
  }
  const [high, low] = [powerToDb(peaks), powerToDb(valleys)];
  return { ...high, data: high.data.map((value, i) => value - low.data[i]!) };
}

/**
 * A band's bins [from, to), including the lower neighbour's edge bin, and how many of them are averaged for its peak.
 */
function binsOf(
  band: number,
  frequencies: Float64Array,
  { fmin, nBands, quantile }: Required<ContrastOptions>,
): { from: number; to: number; nTaken: number } {
  const low = band === 0 ? 0 : fmin * 2 ** (band - 1);
  const high = fmin * 2 ** band;
  const first = frequencies.findIndex((frequency) => frequency >= low);
  const from = band === 0 ? first : first - 1;
  const last = band === nBands ? frequencies.length - 1 : frequencies.findLastIndex((frequency) => frequency <= high);
  const count = last + 1 - from;
  const to = band === nBands ? last + 1 : last;
  return { from, to, nTaken: Math.max(1, roundHalfToEven(quantile * count)) };
}

/** Rounds halves to even, like numpy.rint. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
