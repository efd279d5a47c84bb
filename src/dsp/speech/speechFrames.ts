import { ParameterError } from "../../shared/errors.js";

/** Sample rate of the speech analysis, Hz: a voice has little energy above 8 kHz. */
export const speechRate = 16_000;
/** Samples from one frame to the next: 10 ms. */
export const speechHop = 160;
/** Seconds from one frame to the next. */
export const frameSec = speechHop / speechRate;
/** Samples per frame for spectra: 25 ms. */
export const spectrumWindow = 400;

/** Frames of a signal: frame t is centred on sample t * hopLength. */
export function speechFrameCount(nSamples: number, hopLength = speechHop): number {
  return 1 + Math.floor(nSamples / hopLength);
}

/**
 * Copies frame t of a signal, centred on sample t * hopLength, with zeros beyond the signal's ends.
 *
 * @param samples   mono signal
 * @param t         from 0
 * @param frame     receives the samples; its length must be even
 * @param hopLength samples from one frame to the next
 */
export function copyFrame(samples: Float64Array, t: number, frame: Float64Array, hopLength = speechHop): void {
  const start = t * hopLength - frame.length / 2;
  const first = Math.max(0, start);
  const end = Math.min(samples.length, start + frame.length);
  frame.fill(0);
  if (end > first) frame.set(samples.subarray(first, end), first - start);
}

/**
 * The signal minus its mean, in double precision.
 *
 * @param centred receives the result and is returned; may be `samples` itself
 * @throws ParameterError if the signal is empty
 */
export function withoutMean(
  samples: Float32Array | Float64Array,
  centred: Float64Array = new Float64Array(samples.length),
): Float64Array {
  if (samples.length < 1) throw new ParameterError("samples.length", "at least 1", samples.length);
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n]!;
  const mean = sum / samples.length;
  for (let n = 0; n < samples.length; n++) centred[n] = samples[n]! - mean;
  return centred;
}

/** Symmetric Hann window, 0 at both ends, shape [length]; [1] for length 1, like numpy.hanning. */
export function symmetricHann(length: number): Float64Array {
  if (length === 1) return Float64Array.of(1);
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / (length - 1)));
}
