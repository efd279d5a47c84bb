import { longestLag, shortestLag } from "./pitch.js";

/**
 * How far the cepstrum's peak at the period rises above a line through the cepstrum: high for a clear voice, low for a breathy or creaky one.
 *
 * @param cepstrum inverse Fourier transform of the frame's spectrum in dB, from quefrency 0 on, in samples
 * @returns dB
 * Source: Hillenbrand, Cleveland & Erickson 1994. The line is fitted over the quefrencies of voices, 1.5 to 15.4 ms.
 */
export function cepstralPeakProminence(cepstrum: Float64Array): number {
  const levels = cepstrum.subarray(shortestLag, longestLag + 1).map((value) => 20 * Math.log10(Math.abs(value) + 1e-6));
  return prominence(levels);
}

/** Height of the largest value above the regression line. */
function prominence(levels: Float64Array): number {
  const centre = (levels.length - 1) / 2;
  let [sum, product, squares, peak] = [0, 0, 0, 0];
  for (let i = 0; i < levels.length; i++) {
    sum += levels[i]!;
    product += (i - centre) * levels[i]!;
    squares += (i - centre) ** 2;
    if (levels[i]! > levels[peak]!) peak = i;
  }
  return levels[peak]! - (sum / levels.length + (product / squares) * (peak - centre));
}
