import { zeros, type Matrix } from "../../shared/matrix.js";
import { refinedPeak } from "./peakRefinement.js";
import { pitchPath, type PitchCandidates } from "./pitchPath.js";
import { copyFrame, speechFrameCount, speechRate, symmetricHann } from "./speechFrames.js";
import { createSpeechTransforms, inPairs, longNFft, nLags, type SpeechTransforms } from "./speechTransforms.js";

/** Pitch range of voices, Hz. */
export const lowestPitch = 65;
export const highestPitch = 650;
/** Samples per frame: 50 ms, three periods of the lowest voice. */
export const pitchWindow = 800;
/** FFT length: long enough for the window plus the longest lag without wrap-around. */
export const pitchNFft = longNFft;
/** Lags of the highest and the lowest pitch, in samples. */
export const shortestLag = Math.floor(speechRate / highestPitch);
export const longestLag = Math.floor(speechRate / lowestPitch);

/** Pitch candidates per frame, in addition to "unvoiced". */
export const nPitchCandidates = 8;
/** Peaks of the autocorrelation below this are noise. */
const minPeak = 0.2;
/**
 * Strength of the unvoiced candidate, and the share of the loudest frame below which a frame's silence makes it
 * stronger.
 */
const voicingThreshold = 0.45;
const silenceThreshold = 0.03;
/** Cost per octave downwards, so that the period is preferred to its multiples. */
const octaveCost = 0.01;
/**
 * A frame whose unvoiced candidate is stronger than this is unvoiced whatever its neighbours are: no other candidate
 * comes close, and starting and ending voicing costs little. Its autocorrelation need not be computed.
 */
const certainlyUnvoiced = 2.1;
/** Strength of an empty candidate slot, which is never chosen. */
const none = -9;

/** Pitch frame by frame. */
export interface PitchTrack {
  /** Hz, shape [nFrames]; 0 where unvoiced */
  readonly f0: Float64Array;
  /** height of the autocorrelation's peak at the period in voiced frames, 0 to 1, shape [nFrames] */
  readonly periodicity: Float64Array;
  /** shape [nFrames]: 1 where voiced */
  readonly isVoiced: Uint8Array;
}

/**
 * Pitch by autocorrelation: the best path through the candidates of all frames of the recording.
 *
 * The autocorrelation of a windowed frame divided by that of the window peaks at the period with the height
 * harmonic energy / all energy, whatever the window (Boersma's observation).
 *
 * @param samples at 16 kHz, mean removed, at least 1
 * @returns frames every 10 ms
 * Source: Boersma 1993, Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio.
 * @example pitch(withoutMean(samples)).f0
 */
export function pitch(samples: Float64Array, transforms = createSpeechTransforms()): PitchTrack {
  return pitchTrack(pitchCandidates(samples, framePeaks(samples), transforms));
}

/** Chooses the pitch of each frame from the candidates of all frames. */
export function pitchTrack(candidates: PitchCandidates): PitchTrack {
  const path = pitchPath(candidates);
  const nFrames = path.length;
  const at = (matrix: Matrix, t: number): number => matrix.data[t * matrix.cols + path[t]! - 1]!;
  return {
    f0: Float64Array.from({ length: nFrames }, (_, t) => (path[t] === 0 ? 0 : at(candidates.frequencies, t))),
    periodicity: Float64Array.from({ length: nFrames }, (_, t) => (path[t] === 0 ? 0 : at(candidates.heights, t))),
    isVoiced: Uint8Array.from(path, (chosen) => (chosen === 0 ? 0 : 1)),
  };
}

/** The largest absolute value of each 50 ms frame after removing its mean, shape [nFrames]. */
export function framePeaks(samples: Float64Array): Float64Array {
  const frame = new Float64Array(pitchWindow);
  return Float64Array.from({ length: speechFrameCount(samples.length) }, (_, t) => {
    copyCentred(samples, t, frame);
    return peakOf(frame);
  });
}

/**
 * The candidates of every frame; see pitch.
 *
 * @param peaks see framePeaks
 */
export function pitchCandidates(
  samples: Float64Array,
  peaks: Float64Array,
  transforms: SpeechTransforms,
): PitchCandidates {
  const { candidates, audible } = unvoicedCandidates(peaks, peakOf(samples));
  const ofWindow = windowCorrelation(transforms);
  const correlation = new Float64Array(nLags);
  inPairs(audible, (pair) => {
    loadPitchFrames(samples, pair, transforms);
    transforms.powers(longNFft);
    transforms.correlate();
    pair.forEach((t, row) => {
      // The last of an odd number of frames is paired with itself; its candidates count once.
      if (row === 1 && t === pair[0]) return;
      const raw = transforms.lags.subarray(row * nLags, (row + 1) * nLags);
      const scale = ofWindow[0]! / (raw[0]! + 1e-12);
      for (let lag = 0; lag < pitchWindow / 2; lag++) correlation[lag] = (raw[lag]! * scale) / ofWindow[lag]!;
      addCandidates(candidates, t, correlation);
    });
  });
  return candidates;
}

/**
 * Candidates of frames whose autocorrelation is not known yet: all "unvoiced".
 *
 * @param peaks   see framePeaks
 * @param loudest that of the recording
 * @returns `audible`: the frames whose voicing depends on their autocorrelation
 */
export function unvoicedCandidates(
  peaks: Float64Array,
  loudest: number,
): { readonly candidates: PitchCandidates; readonly audible: Int32Array } {
  const nFrames = peaks.length;
  const strengths = zeros(nFrames, 1 + nPitchCandidates);
  strengths.data.fill(none);
  const audible: number[] = [];
  for (let t = 0; t < nFrames; t++) {
    const unvoiced = unvoicedStrength(peaks[t]! / (loudest + 1e-12));
    strengths.data[t * strengths.cols] = unvoiced;
    if (unvoiced < certainlyUnvoiced) audible.push(t);
  }
  const frequencies = zeros(nFrames, nPitchCandidates);
  const heights = zeros(nFrames, nPitchCandidates);
  return { candidates: { strengths, frequencies, heights }, audible: Int32Array.from(audible) };
}

/** Copies two 50 ms frames, mean removed and windowed, into the transforms' input. */
export function loadPitchFrames(samples: Float64Array, pair: readonly number[], { input }: SpeechTransforms): void {
  pair.forEach((t, row) => {
    const target = input.subarray(row * longNFft, (row + 1) * longNFft);
    const frame = target.subarray(0, pitchWindow);
    copyCentred(samples, t, frame);
    for (let n = 0; n < pitchWindow; n++) frame[n]! *= window[n]!;
    target.fill(0, pitchWindow);
  });
}

const window = symmetricHann(pitchWindow);

/** Autocorrelation of the window, shape [512]. */
function windowCorrelation(transforms: SpeechTransforms): Float64Array {
  transforms.input.fill(0);
  transforms.input.set(window);
  transforms.powers(longNFft);
  transforms.correlate();
  return transforms.lags.slice(0, nLags);
}

/** Copies frame t and removes its mean. */
function copyCentred(samples: Float64Array, t: number, frame: Float64Array): void {
  copyFrame(samples, t, frame);
  let sum = 0;
  for (let n = 0; n < frame.length; n++) sum += frame[n]!;
  const mean = sum / frame.length;
  for (let n = 0; n < frame.length; n++) frame[n]! -= mean;
}

/** The largest absolute value. */
export function peakOf(values: Float64Array): number {
  let max = 0;
  for (let n = 0; n < values.length; n++) {
    const size = Math.abs(values[n]!);
    if (size > max) max = size;
  }
  return max;
}

/** @param level peak of the frame over the peak of the recording */
export function unvoicedStrength(level: number): number {
  return voicingThreshold + Math.max(0, 2 - level / (silenceThreshold / (1 + voicingThreshold)));
}

/**
 * The strongest peaks of frame t's autocorrelation within the range of voices, strongest first; among equally strong
 * ones, the shorter lag first.
 *
 * @param correlation divided by the window's, 1 at lag 0; reaches at least 13 lags beyond the longest one
 */
export function addCandidates(
  { strengths, frequencies, heights }: PitchCandidates,
  t: number,
  correlation: Float64Array,
): void {
  const strongest = t * strengths.cols + 1;
  const first = t * nPitchCandidates;
  for (let lag = shortestLag; lag <= longestLag; lag++) {
    const here = correlation[lag]!;
    if (!(here > minPeak && here > correlation[lag - 1]! && here >= correlation[lag + 1]!)) continue;
    const { position, height } = refinedPeak(correlation, lag);
    const strength = height - octaveCost * Math.log2((lowestPitch * position) / speechRate);
    let i = nPitchCandidates;
    while (i > 0 && strengths.data[strongest + i - 1]! < strength) i--;
    if (i === nPitchCandidates) continue;
    for (let j = nPitchCandidates - 1; j > i; j--) {
      strengths.data[strongest + j] = strengths.data[strongest + j - 1]!;
      frequencies.data[first + j] = frequencies.data[first + j - 1]!;
      heights.data[first + j] = heights.data[first + j - 1]!;
    }
    strengths.data[strongest + i] = strength;
    frequencies.data[first + i] = speechRate / position;
    heights.data[first + i] = Math.min(1, Math.max(0, height));
  }
}
