import { ParameterError } from "../../shared/errors.js";
import { zeros, type Matrix } from "../../shared/matrix.js";
import { nCepstra, nLogMel } from "./functionalColumns.js";
import { speechRate } from "./speechFrames.js";

const lowestHz = 50;
const highestHz = 8_000;
/** Minimum power: -90 dB. */
const minPower = 1e-9;

/** One band: `weights[i]` applies to bin `firstBin + i`; the weights sum to 1. */
export interface SpeechMelBand {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/**
 * Triangular bands of equal width on the mel scale, each of weight 1: a band's value is the mean power of its bins.
 *
 * @param nFft length of the spectrum, even
 * @returns 40 bands from 50 to 8000 Hz
 * Source: Stevens, Volkmann & Newman 1937; the scale 2595 log10(1 + f/700) is that of HTK (O'Shaughnessy, Speech Communication).
 */
export function speechMelBands(nFft: number): SpeechMelBand[] {
  const low = toMel(lowestHz);
  const step = (toMel(highestHz) - low) / (nLogMel + 1);
  const edges = Float64Array.from({ length: nLogMel + 2 }, (_, i) => toHz(low + i * step));
  return Array.from({ length: nLogMel }, (_, band) => {
    const [left, centre, right] = [edges[band]!, edges[band + 1]!, edges[band + 2]!];
    const all = Float64Array.from({ length: 1 + nFft / 2 }, (_, bin) => {
      const hz = (bin * speechRate) / nFft;
      return Math.max(0, Math.min((hz - left) / (centre - left), (right - hz) / (right - centre)));
    });
    const firstBin = all.findIndex((weight) => weight > 0);
    const weights = all.slice(firstBin, all.findLastIndex((weight) => weight > 0) + 1);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { firstBin, weights: weights.map((weight) => weight / total) };
  });
}

/**
 * Power in each mel band.
 *
 * @param power shape [nFrames, 1 + nFft/2]
 * @returns shape [nFrames, 40]
 */
export function melPowers(power: Matrix, bands: readonly SpeechMelBand[]): Matrix {
  const mel = zeros(power.rows, bands.length);
  for (let t = 0; t < power.rows; t++) {
    bands.forEach(({ firstBin, weights }, band) => {
      const at = t * power.cols + firstBin;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * power.data[at + i]!;
      mel.data[t * bands.length + band] = sum;
    });
  }
  return mel;
}

/** Mel powers in decibels, at least -90; the same shape. */
export function melDecibels(mel: Matrix): Matrix {
  return { ...mel, data: mel.data.map((power) => 10 * Math.log10(power + minPower)) };
}

/**
 * Mel-frequency cepstral coefficients of the 40 bands, divided by 10: coefficient 0 is the level.
 *
 * @param logMel dB, shape [nFrames, 40]
 * @returns shape [nFrames, 20]
 * @throws ParameterError for another number of bands
 * Source: Davis & Mermelstein 1980; DCT-II scaled by sqrt(2 / 40).
 */
export function cepstra(logMel: Matrix): Matrix {
  if (logMel.cols !== nLogMel) throw new ParameterError("logMel.cols", `${nLogMel}`, logMel.cols);
  const result = zeros(logMel.rows, nCepstra);
  for (let t = 0; t < logMel.rows; t++) {
    for (let k = 0; k < nCepstra; k++) {
      let sum = 0;
      for (let band = 0; band < nLogMel; band++)
        sum += speechDct[k * nLogMel + band]! * logMel.data[t * nLogMel + band]!;
      result.data[t * nCepstra + k] = sum / 10;
    }
  }
  return result;
}

/** The transform from 40 bands to 20 cepstra, shape [20, 40]. */
export const speechDct = Float64Array.from({ length: nCepstra * nLogMel }, (_, i) => {
  const [k, band] = [Math.floor(i / nLogMel), i % nLogMel];
  return Math.sqrt(2 / nLogMel) * Math.cos((Math.PI / nLogMel) * k * (band + 0.5));
});

function toMel(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

function toHz(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}
