import { createBlockDecimation, decimateInBlocks, isBlockDecimation } from "./blockDecimation.js";
import { phaseWeights, type PolyphaseFilter, polyphaseFilter, type ResampleQuality } from "./resampleFilter.js";

/**
 * Changes the sample rate of a signal, keeping what both rates can carry.
 *
 * Linear phase without delay: output m is the signal at time m / toRate. Flat to 0.91 of the lower Nyquist frequency
 * and more than 100 dB down from it on; see ResampleQuality for the other recipe. Beyond its ends the signal is 0.
 * "lq" by three (48,000 to 16,000 Hz) gives soxr's samples to the last bit, see BlockDecimation.
 *
 * @param samples  mono signal, shape [nSamples]
 * @param fromRate Hz, a positive integer
 * @param toRate   Hz, a positive integer
 * @param quality  "hq" (default) or "lq"
 * @returns shape [ceil(nSamples * toRate / fromRate)]; a copy when the rates are equal
 * @throws ParameterError if a rate is not a positive integer
 * Source: Crochiere & Rabiner, Multirate Digital Signal Processing, ch. 3. Convention: librosa.resample, res_type "soxr_hq" and "soxr_lq".
 */
export function resample(
  samples: Float32Array,
  fromRate: number,
  toRate: number,
  quality: ResampleQuality = "hq",
): Float32Array {
  const filter = polyphaseFilter(fromRate, toRate, quality);
  if (fromRate === toRate) return samples.slice();
  const result = new Float32Array(resampledLength(samples.length, fromRate, toRate));
  const nComputed = computedLength(samples.length, fromRate, toRate);
  if (isBlockDecimation(filter, quality))
    decimateInBlocks(createBlockDecimation(filter), samples, result.subarray(0, nComputed));
  else for (let m = 0; m < nComputed; m++) result[m] = outputAt(m, samples, filter);
  return result;
}

/** Length of a resampled signal, rounded as librosa rounds: ceil(nSamples * (toRate / fromRate)). */
export function resampledLength(nSamples: number, fromRate: number, toRate: number): number {
  return fromRate === toRate ? nSamples : Math.ceil(nSamples * (toRate / fromRate));
}

/** How many of them are computed: soxr's nearest whole number. librosa fills the rest, at most one, with 0. */
export function computedLength(nSamples: number, fromRate: number, toRate: number): number {
  return Math.min(resampledLength(nSamples, fromRate, toRate), Math.floor((nSamples * toRate) / fromRate + 0.5));
}

function outputAt(m: number, samples: Float32Array, filter: PolyphaseFilter): number {
  const { up, down, nTaps, nPhases, isExact } = filter;
  const position = m * down;
  const start = Math.floor(position / up) - nTaps / 2 + 1;
  const phase = ((position % up) * nPhases) / up;
  if (isExact) return dot(samples, start, filter.coefficients, phase * nTaps, nTaps);
  const row = Math.floor(phase);
  let sum = 0;
  for (const [i, weight] of phaseWeights(phase - row).entries())
    sum += weight * dot(samples, start, filter.coefficients, (row + i) * nTaps, nTaps);
  return sum;
}

/** Sum of samples[start + i] * weights[offset + i] over i = 0 .. length-1; samples beyond the ends are 0. */
function dot(samples: Float32Array, start: number, weights: Float64Array, offset: number, length: number): number {
  const first = Math.max(0, -start);
  const end = Math.min(length, samples.length - start);
  let sum = 0;
  for (let i = first; i < end; i++) sum += samples[start + i]! * weights[offset + i]!;
  return sum;
}
