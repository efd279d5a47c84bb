import { cached } from "../cache.js";
import { createRealFft } from "../fft.js";
import { modulationBands } from "./functionalColumns.js";
import { frameSec, symmetricHann } from "./speechFrames.js";
import { mean } from "./statistics.js";

const minFft = 512;
const minPower = 1e-4;

/**
 * Modulation spectrum: how strongly an envelope varies at each rate: the mean power of its spectrum in six bands from
 * 0.4 to 25 Hz, as a logarithm. Syllables come at about 5 Hz, phrases below 1.5 Hz, tremor above 8 Hz.
 *
 * @param envelope one value per frame of 10 ms, at least one
 * @returns shape [6]
 * Source: Drullman, Festen & Plomp 1994; Greenberg & Kingsbury 1997, The modulation spectrogram.
 */
export function modulation(envelope: Float64Array): number[] {
  const n = envelope.length;
  const nFft = Math.max(minFft, 2 ** Math.ceil(Math.log2(n)));
  const fft = fftOf(nFft);
  const window = windowOf(n);
  const average = mean(envelope);
  const padded = new Float64Array(nFft);
  for (let t = 0; t < n; t++) padded[t] = (envelope[t]! - average) * window[t]!;
  const re = new Float64Array(1 + nFft / 2);
  const im = new Float64Array(1 + nFft / 2);
  fft.forward(padded, re, im);
  const binHz = 1 / (frameSec * nFft);
  return modulationBands.map(([low, high]) => {
    const [first, end] = [Math.ceil(low / binHz), Math.ceil(high / binHz)];
    let sum = 0;
    for (let k = first; k < end; k++) sum += (re[k]! * re[k]! + im[k]! * im[k]!) / n;
    return Math.log(sum / (end - first) + minPower);
  });
}

/** All envelopes of a recording have the same length. */
const windowOf = cached(2, symmetricHann);
const fftOf = cached(4, createRealFft);
