import { type Matrix, zeros } from "../shared/matrix.js";
import { chromaFilterBank } from "./chromaFilterBank.js";
import { smallestNormal } from "./smallestNormal.js";
import { estimateTuning } from "./tuning.js";

/**
 * Chromagram: each frame's spectrum folded onto the twelve pitch classes C, C#, ... B, the strongest being 1.
 *
 * @param magnitudes |STFT|, shape [nFrames, 1 + nFft/2]
 * @param sampleRate Hz
 * @param options    tuning: deviation from A = 440 Hz as a fraction of a chroma bin; estimated if absent
 * @returns shape [nFrames, 12], values 0 to 1; a silent frame is all 0
 * Source: Ellis 2007, Chroma Feature Analysis and Synthesis. Convention: librosa.feature.chroma_stft(S=magnitudes).
 * @example chromaStft(S, 16_000).cols // 12
 */
export function chromaStft(magnitudes: Matrix, sampleRate: number, options: { readonly tuning?: number } = {}): Matrix {
  const tuning = options.tuning ?? estimateTuning(magnitudes, sampleRate);
  const filters = chromaFilterBank(sampleRate, 2 * (magnitudes.cols - 1), tuning);
  const nChroma = filters.rows;
  const chroma = zeros(magnitudes.rows, nChroma);
  for (let t = 0; t < magnitudes.rows; t++) {
    const frame = magnitudes.data.subarray(t * magnitudes.cols, (t + 1) * magnitudes.cols);
    const energies = chroma.data.subarray(t * nChroma, (t + 1) * nChroma);
    for (let c = 0; c < nChroma; c++) {
      const weights = c * magnitudes.cols;
      let energy = 0;
      for (let k = 0; k < frame.length; k++) energy += filters.data[weights + k]! * frame[k]!;
      energies[c] = energy;
    }
    const strongest = Math.max(...energies);
    if (strongest >= smallestNormal) for (let c = 0; c < nChroma; c++) energies[c]! /= strongest;
  }
  return chroma;
}
