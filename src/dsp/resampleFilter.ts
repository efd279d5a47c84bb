import { ParameterError } from "../shared/errors.js";

/**
 * Which of soxr's recipes a change of rate follows:
 * - `hq` is flat up to 0.9136 of the lower Nyquist frequency;
 * - `lq` is flat up to 0.6763 of it, a third as long.
 * Both are 6 dB down half-way from there to the Nyquist frequency, and more than 100 dB from it on.
 */
export type ResampleQuality = "hq" | "lq";

/** A Kaiser-windowed sinc; lengths in samples of the lower rate, frequencies in units of its Nyquist frequency. */
interface Recipe {
  readonly passbandEnd: number;
  readonly length: number;
  readonly beta: number;
}

/** 20 bits: 126 dB down. */
const hq: Recipe = { passbandEnd: 0.9136, length: 192.5, beta: 13.04 };
/** 16 bits: 102 dB down. */
const lq: Recipe = { passbandEnd: 1385 / 2048, length: 125 / 3, beta: 10.427745870730632 };
/** From a ratio of four on, soxr's LQ works in several stages; this is their product, measured: 124 dB down. */
const lqInStages: Recipe = { ...lq, length: 49.6, beta: 12.547 };

/** Filter coefficients kept at most; ratios that need more interpolate between fewer phases. */
const maxCoefficients = 2 ** 18;
/** Phases per sample of the slower rate when interpolating: a cubic between them errs by less than -180 dB. */
const interpolatedPhases = 256;

/**
 * A low-pass filter as its phases: row p holds the coefficients for outputs that fall p/nPhases of the way from one
 * input sample to the next.
 *
 *     input        n-1       n         n+1       n+2
 *     ..............|.........|.........|.........|....
 *     output                      ^ position = n + p/nPhases
 *     coefficients   [0 ... nTaps/2-1 | nTaps/2 ... nTaps-1], nTaps/2 inputs on either side
 */
export interface PolyphaseFilter {
  /** toRate / fromRate = up / down, in lowest terms */
  readonly up: number;
  readonly down: number;
  readonly nTaps: number;
  readonly nPhases: number;
  /** true: nPhases = up, every output falls on a phase; false: it lies between two, see phaseWeights */
  readonly isExact: boolean;
  /** shape [nPhases, nTaps]; or, not exact, [nPhases + 3, nTaps]: one phase before 0 and two from 1 on */
  readonly coefficients: Float64Array;
}

/**
 * Designs the linear-phase filter of a change of rate: a sinc under a Kaiser window.
 *
 * @param fromRate Hz, a positive integer
 * @param toRate   Hz, a positive integer
 * @param quality  see ResampleQuality
 * @throws ParameterError if a rate is not a positive integer
 * Source: Oppenheim & Schafer, Discrete-Time Signal Processing, "The Kaiser Window Filter Design Method".
 */
export function polyphaseFilter(fromRate: number, toRate: number, quality: ResampleQuality): PolyphaseFilter {
  requireRates(fromRate, toRate);
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor;
  const down = fromRate / divisor;
  const shrink = Math.min(1, toRate / fromRate);
  const { passbandEnd, length, beta } = recipeOf(quality, shrink);
  const cutoff = (shrink * (1 + passbandEnd)) / 2;
  const halfWidth = length / 2 / shrink;
  const nTaps = 2 * Math.ceil(halfWidth);

  const isExact = up * nTaps <= maxCoefficients;
  const nPhases = isExact ? up : Math.max(1, Math.ceil(interpolatedPhases * shrink));
  const firstRow = isExact ? 0 : -1;
  const nRows = isExact ? nPhases : nPhases + 3;
  const coefficients = new Float64Array(nRows * nTaps);
  for (let row = 0; row < nRows; row++) {
    for (let tap = 0; tap < nTaps; tap++) {
      const distance = (firstRow + row) / nPhases + nTaps / 2 - 1 - tap;
      coefficients[row * nTaps + tap] = cutoff * sinc(cutoff * distance) * kaiser(distance / halfWidth, beta);
    }
  }
  return { up, down, nTaps, nPhases, isExact, coefficients };
}

/** @throws ParameterError if a rate is not a positive integer */
export function requireRates(fromRate: number, toRate: number): void {
  for (const [name, rate] of Object.entries({ fromRate, toRate }))
    if (!Number.isInteger(rate) || rate < 1) throw new ParameterError(name, "a positive integer", rate);
}

function recipeOf(quality: ResampleQuality, shrink: number): Recipe {
  if (quality === "hq") return hq;
  return shrink > 1 / 4 ? lq : lqInStages;
}

/**
 * Lagrange's cubic through four neighbouring phases.
 *
 * @param fraction how far from the second towards the third, 0 to 1
 * @returns the weights of the four phases, summing to 1
 */
export function phaseWeights(fraction: number): [number, number, number, number] {
  const [a, b, c, d] = [fraction + 1, fraction, fraction - 1, fraction - 2];
  return [(-b * c * d) / 6, (a * c * d) / 2, (-a * b * d) / 2, (a * b * c) / 6];
}

/** Kaiser window over -1 to 1, 1 in the middle and 0 outside. */
function kaiser(x: number, beta: number): number {
  return Math.abs(x) > 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
