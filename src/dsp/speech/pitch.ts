import { zeros, type Matrix } from "../../shared/matrix.js";
import { createRealFft, type RealFft } from "../fft.js";
import { refinedPeak, type RefinedPeak } from "./peakRefinement.js";
import { pitchPath } from "./pitchPath.js";
import { copyFrame, speechFrameCount, speechRate, symmetricHann } from "./speechFrames.js";

/** Voices lie between these, Hz. */
export const lowestPitch = 65;
export const highestPitch = 650;
/** Samples of a frame: 50 ms, three periods of the lowest voice. */
export const pitchWindow = 800;
/** Length of its spectrum: room for the window and the longest lag without wrapping round. */
export const pitchNFft = 2048;
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

/** What a frame may be: candidates by strength, the unvoiced one first. */
export interface PitchCandidates {
  /** shape [nFrames, 1 + 8] */
  readonly strengths: Matrix;
  /** Hz, shape [nFrames, 8] */
  readonly frequencies: Matrix;
  /** shape [nFrames, 8] */
  readonly heights: Matrix;
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
export function pitch(samples: Float64Array): PitchTrack {
  const candidates = pitchCandidates(samples);
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
export function pitchCandidates(samples: Float64Array): PitchCandidates {
  const analysis = createPitchAnalysis();
  const nFrames = speechFrameCount(samples.length);
  const cut = new Float64Array(pitchWindow);
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  const strengths = zeros(nFrames, 1 + nPitchCandidates);
  const frequencies = zeros(nFrames, nPitchCandidates);
  const heights = zeros(nFrames, nPitchCandidates);
  for (let t = 0; t < nFrames; t++) {
    copyFrame(samples, t, cut);
    const frame = analysis.centred(cut);
    const peak = frame.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const correlation = analysis.autocorrelation(analysis.powerOf(frame));
    strengths.data[t * strengths.cols] = unvoicedStrength(peak / (loudest + 1e-12));
    const found = peaksOf(correlation);
    for (let i = 0; i < nPitchCandidates; i++) {
      const candidate = found[i];
      strengths.data[t * strengths.cols + 1 + i] = candidate?.strength ?? none;
      frequencies.data[t * nPitchCandidates + i] = candidate?.frequency ?? 0;
      heights.data[t * nPitchCandidates + i] = candidate?.height ?? 0;
    }
  }
  return { strengths, frequencies, heights };
}

/** @param level peak of the frame over the peak of the recording */
export function unvoicedStrength(level: number): number {
  return voicingThreshold + Math.max(0, 2 - level / (silenceThreshold / (1 + voicingThreshold)));
}

/** The transforms of one frame of 800 samples; buffers are used again. */
export interface PitchAnalysis {
  /** the frame less its mean, shape [800] */
  centred(frame: Float64Array): Float64Array;
  /** |FFT of the windowed frame|², shape [1025] */
  powerOf(centred: Float64Array): Float64Array;
  /** autocorrelation of the frame relative to that of the window, 1 at lag 0, shape [400] */
  autocorrelation(power: Float64Array): Float64Array;
}

export function createPitchAnalysis(): PitchAnalysis {
  const fft = createRealFft(pitchNFft);
  const window = symmetricHann(pitchWindow);
  const powerOf = windowedPower(fft, window);
  const correlate = powerToCorrelation(fft);
  const ofWindow = correlate(powerOf(new Float64Array(pitchWindow).fill(1))).slice(0, pitchWindow / 2);
  return {
    centred(frame) {
      const mean = frame.reduce((sum, sample) => sum + sample, 0) / frame.length;
      return frame.map((sample) => sample - mean);
    },
    powerOf,
    autocorrelation(power) {
      const raw = correlate(power);
      const scale = ofWindow[0]! / (raw[0]! + 1e-12);
      return Float64Array.from(ofWindow, (own, lag) => (raw[lag]! * scale) / own);
    },
  };
}

function windowedPower(fft: RealFft, window: Float64Array): (frame: Float64Array) => Float64Array {
  const padded = new Float64Array(pitchNFft);
  const re = new Float64Array(1 + pitchNFft / 2);
  const im = new Float64Array(1 + pitchNFft / 2);
  return (frame) => {
    for (let n = 0; n < pitchWindow; n++) padded[n] = frame[n]! * window[n]!;
    fft.forward(padded, re, im);
    return re.map((value, k) => value * value + im[k]! * im[k]!);
  };
}

function powerToCorrelation(fft: RealFft): (power: Float64Array) => Float64Array {
  const zeroPhase = new Float64Array(1 + pitchNFft / 2);
  const correlation = new Float64Array(pitchNFft);
  return (power) => {
    fft.inverse(power, zeroPhase, correlation);
    return correlation;
  };
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
