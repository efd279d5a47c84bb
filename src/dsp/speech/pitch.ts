import { zeros, type Matrix } from "../../shared/matrix.js";
import { refinedPeak, type RefinedPeak } from "./peakRefinement.js";
import { pitchPath, type PitchCandidates } from "./pitchPath.js";
import { copyFrame, speechFrameCount, speechRate, symmetricHann } from "./speechFrames.js";
import { createSpeechTransforms, inPairs, longNFft, nLags, type SpeechTransforms } from "./speechTransforms.js";

/** Voices lie between these, Hz. */
export const lowestPitch = 65;
export const highestPitch = 650;
/** Samples of a frame: 50 ms, three periods of the lowest voice. */
export const pitchWindow = 800;
/** Length of its spectrum: room for the window and the longest lag without wrapping round. */
export const pitchNFft = longNFft;
/** Lags of the highest and the lowest pitch, in samples. */
export const shortestLag = Math.floor(speechRate / highestPitch);
export const longestLag = Math.floor(speechRate / lowestPitch);

/** Candidates of a frame beside "unvoiced". */
export const nPitchCandidates = 8;
/** Peaks of the autocorrelation below this are noise. */
const leastPeak = 0.2;
/** How strong the unvoiced candidate is, and below which share of the loudest frame silence makes it stronger. */
const voicingThreshold = 0.45;
const silenceThreshold = 0.03;
/** What an octave below costs, so that the period is preferred to its multiples. */
const octaveCost = 0.01;
/**
 * A frame whose unvoiced candidate is stronger than this is unvoiced whatever its neighbours are: no other candidate comes near, and to begin
 * and end voicing costs little. Its autocorrelation need not be computed.
 */
const certainlyUnvoiced = 2.1;
/** Strength of a place without a candidate: never chosen. */
const none = -9;

/** Pitch frame by frame. */
export interface PitchTrack {
  /** Hz, shape [nFrames]; 0 where unvoiced */
  readonly f0: Float64Array;
  /** height of the autocorrelation's peak at the period, 0 to 1, shape [nFrames]; of voiced frames */
  readonly periodicity: Float64Array;
  /** shape [nFrames]: 1 where voiced */
  readonly isVoiced: Uint8Array;
}

/**
 * Pitch by autocorrelation, the path of candidates chosen over the whole recording.
 *
 * The autocorrelation of a windowed frame divided by that of the window peaks at the period with the height
 * harmonic energy / all energy, whatever the window (Boersma's observation).
 *
 * @param samples without their mean, at 16 kHz, at least 1
 * @returns frames every 10 ms
 * Source: Boersma 1993, Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio.
 * @example pitch(withoutMean(samples)).f0
 */
export function pitch(samples: Float64Array, transforms = createSpeechTransforms()): PitchTrack {
  const candidates = pitchCandidates(samples, transforms);
  const path = pitchPath(candidates);
  const nFrames = path.length;
  const at = (matrix: Matrix, t: number): number => matrix.data[t * matrix.cols + path[t]! - 1]!;
  return {
    f0: Float64Array.from({ length: nFrames }, (_, t) => (path[t] === 0 ? 0 : at(candidates.frequencies, t))),
    periodicity: Float64Array.from({ length: nFrames }, (_, t) => (path[t] === 0 ? 0 : at(candidates.heights, t))),
    isVoiced: Uint8Array.from(path, (chosen) => (chosen === 0 ? 0 : 1)),
  };
}

/** The candidates of every frame; see pitch. */
export function pitchCandidates(samples: Float64Array, transforms: SpeechTransforms): PitchCandidates {
  const nFrames = speechFrameCount(samples.length);
  const strengths = zeros(nFrames, 1 + nPitchCandidates);
  const frequencies = zeros(nFrames, nPitchCandidates);
  const heights = zeros(nFrames, nPitchCandidates);
  const loudest = peakOf(samples) + 1e-12;
  const frame = new Float64Array(pitchWindow);
  const audible = Int32Array.from({ length: nFrames }, (_, t) => t).filter((t) => {
    copyCentred(samples, t, frame);
    const unvoiced = unvoicedStrength(peakOf(frame) / loudest);
    strengths.data[t * strengths.cols] = unvoiced;
    strengths.data.fill(none, t * strengths.cols + 1, (t + 1) * strengths.cols);
    return unvoiced < certainlyUnvoiced;
  });
  const ofWindow = windowCorrelation(transforms);
  const correlation = new Float64Array(nLags);
  inPairs(audible, (pair) => {
    loadPitchFrames(samples, pair, transforms);
    transforms.powers(longNFft);
    transforms.correlate();
    pair.forEach((t, row) => {
      const raw = transforms.lags.subarray(row * nLags, (row + 1) * nLags);
      const scale = ofWindow[0]! / (raw[0]! + 1e-12);
      for (let lag = 0; lag < pitchWindow / 2; lag++) correlation[lag] = (raw[lag]! * scale) / ofWindow[lag]!;
      peaksOf(correlation).forEach(({ strength, frequency, height }, i) => {
        strengths.data[t * strengths.cols + 1 + i] = strength;
        frequencies.data[t * nPitchCandidates + i] = frequency;
        heights.data[t * nPitchCandidates + i] = height;
      });
    });
  });
  return { strengths, frequencies, heights };
}

/** Puts two frames of 50 ms, less their means and windowed, where the transforms read them. */
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

/** Frame t less its mean. */
function copyCentred(samples: Float64Array, t: number, frame: Float64Array): void {
  copyFrame(samples, t, frame);
  let sum = 0;
  for (let n = 0; n < frame.length; n++) sum += frame[n]!;
  const mean = sum / frame.length;
  for (let n = 0; n < frame.length; n++) frame[n]! -= mean;
}

function peakOf(values: Float64Array): number {
  let most = 0;
  for (let n = 0; n < values.length; n++) {
    const size = Math.abs(values[n]!);
    if (size > most) most = size;
  }
  return most;
}

/** @param level peak of the frame over the peak of the recording */
export function unvoicedStrength(level: number): number {
  return voicingThreshold + Math.max(0, 2 - level / (silenceThreshold / (1 + voicingThreshold)));
}

interface Candidate {
  readonly strength: number;
  readonly frequency: number;
  readonly height: number;
}

/** The strongest peaks of an autocorrelation within the range of voices, strongest first. */
function peaksOf(correlation: Float64Array): Candidate[] {
  const peaks: Candidate[] = [];
  for (let lag = shortestLag; lag <= longestLag; lag++) {
    const [before, here, after] = [correlation[lag - 1]!, correlation[lag]!, correlation[lag + 1]!];
    if (!(here > before && here >= after && here > leastPeak)) continue;
    peaks.push(candidateOf(refinedPeak(correlation, lag)));
  }
  return peaks.sort((a, b) => b.strength - a.strength).slice(0, nPitchCandidates);
}

function candidateOf(peak: RefinedPeak): Candidate {
  const strength = peak.height - octaveCost * Math.log2((lowestPitch * peak.position) / speechRate);
  return {
    strength,
    frequency: speechRate / peak.position,
    height: Math.min(1, Math.max(0, peak.height)),
  };
}
