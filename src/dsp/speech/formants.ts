import { zeros, type Matrix } from "../../shared/matrix.js";
import { kaiserResample } from "./kaiserResample.js";
import { linearPrediction } from "./linearPrediction.js";
import { polynomialRoots } from "./polynomialRoots.js";
import { speechFrameCount } from "./speechFrames.js";

/** Five formants lie below 5 kHz, two poles each. */
const formantRate = 10_000;
const order = 10;
/** Frame length, 25 ms, and hop, 10 ms, in samples. */
const windowLength = 250;
const hopLength = 100;
const preEmphasis = 0.97;
/** A little white noise, 40 dB down, keeps the recursion stable. */
const whitening = 1.0001;

/** Poles outside these belong to the glottis, the filter's edge or the slope of the spectrum. Hz. */
const lowestFormant = 150;
const highestFormant = 4_800;
const widestFormant = 800;

export const nFormants = 3;

/**
 * The first three formants and their bandwidths, from the poles of a linear prediction of order 10 at 10 kHz.
 *
 * @param samples  at 16 kHz, without their mean
 * @param isWanted shape [nFrames]: 1 for the frames to compute
 * @returns Hz, shape [number of frames at 10 ms, 6]: F1-F3, B1-B3; NaN if a formant is not found or the frame was not wanted
 * Source: Markel & Gray, Linear Prediction of Speech, ch. 7; McCandless 1974.
 */
export function formants(samples: Float64Array, isWanted: Uint8Array): Matrix {
  const range = {
    first: isWanted.indexOf(1) * hopLength - windowLength / 2 - 1,
    end: isWanted.lastIndexOf(1) * hopLength + windowLength / 2,
  };
  const emphasised = kaiserResample(samples, 5, 8, range);
  for (let n = range.end - 1; n > Math.max(0, range.first); n--) emphasised[n]! -= preEmphasis * emphasised[n - 1]!;
  const nFrames = Math.min(isWanted.length, speechFrameCount(emphasised.length, hopLength));
  const result = zeros(nFrames, 2 * nFormants);
  result.data.fill(NaN);
  const frame = new Float64Array(windowLength);
  for (let t = 0; t < nFrames; t++) {
    if (isWanted[t] === 0) continue;
    const start = t * hopLength - windowLength / 2;
    for (let n = 0; n < windowLength; n++) frame[n] = (emphasised[start + n] ?? 0) * hamming[n]!;
    setResonances(linearPrediction(autocorrelation(frame)), result.data, t * result.cols);
  }
  return result;
}

const hamming = Float64Array.from(
  { length: windowLength },
  (_, n) => 0.54 - 0.46 * Math.cos((2 * Math.PI * n) / (windowLength - 1)),
);

function autocorrelation(frame: Float64Array): Float64Array {
  const result = new Float64Array(order + 1);
  for (let lag = 0; lag <= order; lag++) {
    let sum = 0;
    for (let n = lag; n < frame.length; n++) sum += frame[n]! * frame[n - lag]!;
    result[lag] = sum;
  }
  result[0]! *= whitening;
  return result;
}

/**
 * Computes F1-F3 and B1-B3 of an all-pole filter, in Hz, lowest formant first.
 *
 * @param coefficients 1, a1, ... as linearPrediction returns them
 * @param to           receives six numbers from index `at` on; they must be NaN, and formants that are not found stay
 *   NaN
 */
export function setResonances(coefficients: Float64Array, to: Float64Array, at: number): void {
  const { count, re, im } = polynomialRoots(coefficients);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const hz = (Math.atan2(im[i]!, re[i]!) * formantRate) / (2 * Math.PI);
    if (hz <= lowestFormant || hz >= highestFormant) continue;
    const modulus = Math.sqrt(re[i]! * re[i]! + im[i]! * im[i]!);
    const bandwidth = (-Math.log(modulus + 1e-9) * formantRate) / Math.PI;
    if (bandwidth >= widestFormant) continue;
    let place = Math.min(found, nFormants);
    while (place > 0 && to[at + place - 1]! > hz) {
      if (place < nFormants) {
        to[at + place] = to[at + place - 1]!;
        to[at + nFormants + place] = to[at + nFormants + place - 1]!;
      }
      place--;
    }
    found++;
    if (place === nFormants) continue;
    to[at + place] = hz;
    to[at + nFormants + place] = bandwidth;
  }
}
