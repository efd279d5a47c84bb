import { ParameterError } from "../shared/errors.js";
import { centredFrames, type FrameOptions } from "./frames.js";

export interface YinOptions extends FrameOptions {
  /** Hz of the samples */
  readonly sampleRate: number;
  /** lowest pitch looked for, Hz, above 0 */
  readonly fmin: number;
  /** highest pitch looked for, Hz, above fmin and at most sampleRate / 2 */
  readonly fmax: number;
  /** the shortest period whose difference function falls below this is chosen. @defaultValue 0.1 */
  readonly troughThreshold?: number;
}

/**
 * Fundamental frequency of each frame by the YIN algorithm. It does not tell whether a frame is voiced.
 *
 * @param samples mono signal, shape [nSamples], at least 1
 * @returns Hz per frame, shape [nFrames]
 * @throws ParameterError if the signal is empty or an option is out of range
 * Source: de Cheveigné & Kawahara 2002. Convention: librosa.yin as of 1.0.0dev: centred frames with zeros beyond the ends, hopLength
 * nFft / 4, the difference function over the frame's overlap with itself. (librosa 0.10 took half a frame for that window.)
 * @example yin(samples, { sampleRate: 16_000, fmin: 65, fmax: 500 })
 */
export function yin(samples: Float32Array | Float64Array, options: YinOptions): Float64Array {
  const { sampleRate, troughThreshold = 0.1 } = options;
  const { minPeriod, nFrames, valuesOf } = yinFrames(samples, options);
  return Float64Array.from({ length: nFrames }, (_, t) => {
    const values = valuesOf(t);
    const index = chosenTrough(values, troughThreshold);
    return sampleRate / (minPeriod + index + parabolicShift(values, index));
  });
}

export interface YinFrames {
  /** period of a frame's first value, in samples */
  readonly minPeriod: number;
  readonly nFrames: number;
  /** samples from one frame to the next */
  readonly hopLength: number;
  /** the cumulative mean normalised difference of a frame, one value per period from minPeriod on */
  readonly valuesOf: (frame: number) => Float64Array;
}

/**
 * The frames of a signal as YIN and pYIN use them.
 *
 * @throws ParameterError if the signal is empty or an option is out of range
 */
export function yinFrames(
  samples: Float32Array | Float64Array,
  options: Omit<YinOptions, "troughThreshold">,
): YinFrames {
  const { sampleRate, fmin, fmax } = options;
  if (!(sampleRate > 0)) throw new ParameterError("sampleRate", "above 0", sampleRate);
  if (!(fmin > 0 && fmin < fmax)) throw new ParameterError("fmin", "above 0 and below fmax", fmin);
  if (!(fmax <= sampleRate / 2)) throw new ParameterError("fmax", `at most ${sampleRate / 2}`, fmax);
  const { nFft, nFrames, firstStart, hopLength } = centredFrames(samples.length, {
    ...options,
    hopLength: options.hopLength ?? Math.floor((options.nFft ?? 2_048) / 4),
  });
  const minPeriod = Math.floor(sampleRate / fmax);
  const maxPeriod = Math.min(Math.ceil(sampleRate / fmin), nFft - 1);
  if (maxPeriod - minPeriod < 2) throw new ParameterError("nFft", "frames longer than the periods", nFft);
  const frame = new Float64Array(nFft);
  const valuesOf = (t: number): Float64Array => {
    const start = firstStart + t * hopLength;
    for (let n = 0; n < nFft; n++) frame[n] = samples[start + n] ?? 0;
    return normalizedDifference(frame, minPeriod, maxPeriod);
  };
  return { minPeriod, nFrames, hopLength, valuesOf };
}

/** The cumulative mean normalised difference for periods from minPeriod to maxPeriod. */
function normalizedDifference(frame: Float64Array, minPeriod: number, maxPeriod: number): Float64Array {
  const autocorrelation = (lag: number): number => {
    let sum = 0;
    for (let n = lag; n < frame.length; n++) sum += frame[n]! * frame[n - lag]!;
    return sum;
  };
  const energy = autocorrelation(0);
  const values = new Float64Array(maxPeriod - minPeriod + 1);
  let before = 0; // energy of the first `lag` samples
  let total = 0;
  for (let lag = 1; lag <= maxPeriod; lag++) {
    before += frame[lag - 1]! ** 2;
    const difference = 2 * (energy - autocorrelation(lag)) - before;
    total += difference;
    if (lag >= minPeriod) values[lag - minPeriod] = difference / (total / lag + smallestFloat);
  }
  return values;
}

/** Avoids 0 / 0: numpy's tiny for float64. */
const smallestFloat = 2.2250738585072014e-308;

/** The first trough below the threshold, or the global minimum if no trough is that low. */
function chosenTrough(values: Float64Array, threshold: number): number {
  let lowest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < values[lowest]!) lowest = i;
    if (value < threshold && isTrough(values, i)) return i;
  }
  return lowest;
}

/** Whether a value lies below the one before and not above the one after. */
export function isTrough(values: Float64Array, i: number): boolean {
  const value = values[i]!;
  return i === 0 ? value < values[1]! : value < values[i - 1]! && value <= (values[i + 1] ?? value);
}

/**
 * Position of the extremum of a parabola through a value and its neighbours, relative to the value: -1 to 1; 0 at the
 * ends.
 */
export function parabolicShift(values: Float64Array, i: number): number {
  if (i === 0 || i === values.length - 1) return 0;
  const curvature = values[i + 1]! + values[i - 1]! - 2 * values[i]!;
  const slope = (values[i + 1]! - values[i - 1]!) / 2;
  return Math.abs(slope) >= Math.abs(curvature) ? 0 : -slope / curvature;
}
