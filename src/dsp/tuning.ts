import type { Matrix } from "../shared/matrix.js";
import { median } from "./median.js";
import { nTuningBins, tuningBin, tuningOfBin } from "./tuningBin.js";
import { tuningVotes } from "./tuningVotes.js";

/** Pitches are searched in this range: below it, bins are too coarse; above it, overtones say little about tuning. */
const fminHz = 150;
const fmaxHz = 4000;
/** A peak counts when it rises above this share of its frame's maximum. */
const peakShare = 0.1;

/** Local maxima of a spectrogram, refined between bins, in no particular order. */
export interface SpectralPeaks {
  /** shape [nPeaks] */
  readonly frequenciesHz: Float32Array;
  /** shape [nPeaks] */
  readonly magnitudes: Float32Array;
}

/**
 * How far a recording is tuned from A = 440 Hz, as a fraction of a chroma bin.
 *
 * Each peak in the louder half of all spectral peaks votes for the deviation of its frequency from the nearest note.
 * The most frequent hundredth wins; on a tie, the lowest.
 *
 * @param magnitudes |STFT|, shape [nFrames, 1 + nFft/2]
 * @param sampleRate Hz
 * @param nChroma    notes in an octave, default 12
 * @returns the lower edge of the winning hundredth, -0.5 to 0.49; 0 where there is no peak at all
 * Convention: librosa.estimate_tuning(S=magnitudes), resolution 0.01.
 * @example Math.abs(estimateTuning(S, 16_000)) < 0.1 // true
 */
export function estimateTuning(magnitudes: Matrix, sampleRate: number, nChroma = 12): number {
  return tuningOfPeaks(spectralPeaks(magnitudes, sampleRate), nChroma);
}

/** The tuning by the votes of the louder half of the peaks; see estimateTuning. */
export function tuningOfPeaks({ frequenciesHz, magnitudes }: SpectralPeaks, nChroma = 12): number {
  const threshold = median(magnitudes);
  if (nChroma === 12) return mostFrequent(tuningVotes(frequenciesHz, magnitudes, threshold));
  const counts = new Int32Array(nTuningBins);
  for (let i = 0; i < magnitudes.length; i++)
    if (magnitudes[i]! >= threshold) counts[tuningBin(frequenciesHz[i]!, nChroma)]!++;
  return mostFrequent(counts);
}

/**
 * Finds each frame's spectral peaks between 150 and 4,000 Hz and fits a parabola through each peak and its
 * neighbours, whose vertex is the frequency and magnitude.
 *
 * The roundings to float32 stand where librosa's arrays are float32: a peak on the edge of a histogram bin
 * then falls on the same side.
 *
 * @param magnitudes |STFT|, shape [nFrames, 1 + nFft/2]
 * @param sampleRate Hz
 * Source: J. O. Smith, Spectral Audio Signal Processing, "Sinusoidal Peak Interpolation"; librosa.piptrack.
 */
export function spectralPeaks(magnitudes: Matrix, sampleRate: number): SpectralPeaks {
  const nFft = 2 * (magnitudes.cols - 1);
  const { firstBin, endBin } = peakBins(sampleRate, nFft);
  const frequencies: number[] = [];
  const heights: number[] = [];
  for (let t = 0; t < magnitudes.rows; t++) {
    const frame = magnitudes.data.subarray(t * magnitudes.cols, (t + 1) * magnitudes.cols);
    const floor = Math.fround(Math.fround(peakShare) * maximum(frame));
    for (let k = firstBin; k < endBin; k++) {
      const [left, centre, right] = [frame[k - 1]!, frame[k]!, frame[k + 1]!];
      const isPeak = centre > floor && centre > left && centre >= right;
      if (!isPeak) continue;
      const curvature = Math.fround(right + left) - 2 * centre;
      const slope = Math.fround(right - left) / 2;
      const shift = Math.abs(slope) >= Math.abs(curvature) ? 0 : Math.fround(-slope / curvature);
      frequencies.push(((k + shift) * sampleRate) / nFft);
      heights.push(centre + Math.fround((slope / 2) * shift));
    }
  }
  return { frequenciesHz: Float32Array.from(frequencies), magnitudes: Float32Array.from(heights) };
}

/** The bins between 150 and 4,000 Hz: firstBin to endBin - 1. */
export function peakBins(sampleRate: number, nFft: number): { firstBin: number; endBin: number } {
  return {
    firstBin: Math.max(1, Math.ceil((fminHz * nFft) / sampleRate)),
    endBin: Math.ceil((Math.min(fmaxHz, sampleRate / 2) * nFft) / sampleRate),
  };
}

/**
 * The most frequent deviation of some pitches from the notes of equal temperament on A = 440 Hz.
 *
 * @param frequenciesHz shape [nPitches], each > 0
 * @param nChroma       notes in an octave, default 12
 * @returns fraction of a chroma bin, -0.5 to 0.49; 0 for no pitches
 * @example pitchTuning(Float32Array.of(440, 220, 880)) // 0
 */
export function pitchTuning(frequenciesHz: Float32Array, nChroma = 12): number {
  const counts = new Int32Array(nTuningBins);
  for (const frequency of frequenciesHz) counts[tuningBin(frequency, nChroma)]!++;
  return mostFrequent(counts);
}

/** The lowest of the fullest bins; 0 when all are empty. */
function mostFrequent(counts: Int32Array): number {
  const max = maximum(counts);
  return max === 0 ? 0 : tuningOfBin(counts.indexOf(max));
}

function maximum(values: Float64Array | Int32Array): number {
  let largest = -Infinity;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}
