import { ParameterError } from "../../shared/errors.js";
import { cached } from "../cache.js";

/** Window parameter for 60 dB of stop-band attenuation. */
const beta = 5;
/** Zero crossings of the sinc on either side, at the lower of the two rates. */
const halfCrossings = 10;

/**
 * Changes the rate by a ratio of small whole numbers with a short Kaiser-windowed sinc, as scipy.signal.resample_poly does. Its edge is
 * soft, which suits linear prediction: a steep one would put a pole there.
 *
 * @param samples shape [n]
 * @param up      output samples per `down` input samples; coprime with it
 * @param range   outputs to compute; the others stay 0
 * @returns shape [ceil(n * up / down)]
 * @throws ParameterError unless up and down are whole numbers of at least 1 Source: Crochiere & Rabiner, Multirate
 * Digital Signal Processing; Kaiser 1974.
 * @example kaiserResample(samplesAt16kHz, 5, 8) // at 10 kHz
 */
export function kaiserResample(
  samples: Float64Array,
  up: number,
  down: number,
  range: { readonly first: number; readonly end: number } = { first: 0, end: Infinity },
): Float64Array {
  for (const ratio of [up, down])
    if (!Number.isInteger(ratio) || ratio < 1) throw new ParameterError("up, down", "whole numbers", ratio);
  const taps = lowPassOf(`${up} ${down}`);
  const half = (taps.length - 1) / 2;
  const length = Math.ceil((samples.length * up) / down);
  const result = new Float64Array(length);
  for (let m = Math.max(0, range.first); m < Math.min(length, range.end); m++) {
    // Output m is at position m * down of the upsampled signal, in which every up-th value is an input.
    const centre = m * down;
    const first = Math.max(0, Math.ceil((centre - half) / up));
    const last = Math.min(samples.length - 1, Math.floor((centre + half) / up));
    let sum = 0;
    for (let n = first, tap = centre - first * up + half; n <= last; n++, tap -= up) sum += samples[n]! * taps[tap]!;
    result[m] = sum;
  }
  return result;
}

const lowPassOf = cached(4, (ratio: string) => {
  const [up, down] = ratio.split(" ").map(Number) as [number, number];
  return kaiserLowPass(up, down);
});

/** The filter at the upsampled rate, shape [2 * 10 * max(up, down) + 1], sum `up`. */
export function kaiserLowPass(up: number, down: number): Float64Array {
  const most = Math.max(up, down);
  const half = halfCrossings * most;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const n = i - half;
    const sinc = n === 0 ? 1 : Math.sin((Math.PI * n) / most) / ((Math.PI * n) / most);
    return sinc * besselI0(beta * Math.sqrt(1 - (n / half) ** 2));
  });
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => (tap * up) / total);
}

/** Modified Bessel function of order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
