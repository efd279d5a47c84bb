import { ParameterError } from "../shared/errors.js";
import { fftFrequencies } from "./stft.js";

/** Below 1 kHz a mel is 200/3 Hz; above, 27 mels multiply the frequency by 6.4. */
const hzPerMel = 200 / 3;
const logStartHz = 1000;
const logStartMel = logStartHz / hzPerMel;
const logStep = Math.log(6.4) / 27;

/**
 * Hz to mel. Source: Slaney, Auditory Toolbox, Technical Report 1998-010.
 * @example Math.round(hzToMel(1_000)) // 15
 */
export function hzToMel(frequencyHz: number): number {
  if (frequencyHz < logStartHz) return frequencyHz / hzPerMel;
  return logStartMel + Math.log(frequencyHz / logStartHz) / logStep;
}

/**
 * Mel to Hz, the inverse of hzToMel.
 * @example Math.round(melToHz(15)) // 1000
 */
export function melToHz(mel: number): number {
  if (mel < logStartMel) return mel * hzPerMel;
  return logStartHz * Math.exp(logStep * (mel - logStartMel));
}

/** One triangular band: its weights from FFT bin `firstBin` on; every other bin weighs 0. */
export interface MelBand {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/**
 * Triangular filters, equally spaced in mel from 0 Hz to sampleRate/2, each of area 1.
 *
 * @param sampleRate Hz
 * @param nFft       length of the FFT, even
 * @param nMels      number of bands
 * @returns nMels bands in rising order of frequency; a band narrower than a bin may be empty
 * @throws ParameterError if an argument is not positive
 * Convention: the Slaney mel scale and area normalisation, weights rounded to float32, as librosa.filters.mel.
 * @example melFilterBank(16_000, 2_048, 128).length // 128
 */
export function melFilterBank(sampleRate: number, nFft: number, nMels: number): readonly MelBand[] {
  if (!(sampleRate > 0)) throw new ParameterError("sampleRate", "a number > 0", sampleRate);
  if (!Number.isInteger(nMels) || nMels < 1) throw new ParameterError("nMels", "an integer >= 1", nMels);
  const frequencies = fftFrequencies(sampleRate, nFft);
  const topMel = hzToMel(sampleRate / 2);
  const corners = Array.from({ length: nMels + 2 }, (_, i) => melToHz((i * topMel) / (nMels + 1)));
  return corners.slice(0, nMels).map((lower, m) => triangle(frequencies, lower, corners[m + 1]!, corners[m + 2]!));
}

function triangle(frequencies: Float64Array, lower: number, centre: number, upper: number): MelBand {
  const height = 2 / (upper - lower);
  const weightAt = (frequency: number): number =>
    Math.max(0, Math.min((frequency - lower) / (centre - lower), (upper - frequency) / (upper - centre)));
  const inside = frequencies.map((frequency) => Math.fround(height * weightAt(frequency)));
  const firstBin = Math.max(
    0,
    inside.findIndex((weight) => weight > 0),
  );
  const lastBin = inside.findLastIndex((weight) => weight > 0);
  return { firstBin, weights: inside.slice(firstBin, lastBin + 1) };
}
