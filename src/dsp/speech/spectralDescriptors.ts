import { zeros, type Matrix } from "../../shared/matrix.js";
import { median } from "../median.js";
import { spectralNames } from "./functionalColumns.js";
import { copyFrame, speechFrameCount, speechRate, spectrumWindow, symmetricHann } from "./speechFrames.js";
import { inPairs, shortNFft, type SpeechTransforms } from "./speechTransforms.js";

/** FFT length for a frame of 400 samples. */
export const spectrumNFft = shortNFft;
export const nSpectrumBins = 1 + spectrumNFft / 2;
const binHz = speechRate / spectrumNFft;

/** Minimum power. */
const minPower = 1e-10;

/**
 * Power spectrum of each frame: |FFT of the Hann-windowed frame|² / 512.
 *
 * @param samples at 16 kHz
 * @returns shape [end - first, 257]
 */
export function powerSpectra(samples: Float64Array, { first, end }: FrameSpan, transforms: SpeechTransforms): Matrix {
  const { input } = transforms;
  const power = zeros(end - first, nSpectrumBins);
  inPairs(
    Int32Array.from({ length: end - first }, (_, i) => first + i),
    (pair) => {
      pair.forEach((t, row) => {
        const target = input.subarray(row * shortNFft, (row + 1) * shortNFft);
        copyFrame(samples, t, target.subarray(0, spectrumWindow));
        for (let n = 0; n < spectrumWindow; n++) target[n]! *= window[n]!;
        target.fill(0, spectrumWindow);
      });
      transforms.powers(shortNFft);
      pair.forEach((t, row) => {
        const [at, from] = [(t - first) * nSpectrumBins, row * nSpectrumBins];
        for (let k = 0; k < nSpectrumBins; k++) power.data[at + k] = transforms.power[from + k]! / shortNFft;
      });
    },
  );
  return power;
}

const window = symmetricHann(spectrumWindow);

/** Input of spectralDescriptors; frames are rows everywhere. */
export interface SpeechSpectra {
  /** the signal itself, at 16 kHz */
  readonly samples: Float64Array;
  /** index of the frame in the first row below */
  readonly first: number;
  /** shape [nFrames, 257] */
  readonly power: Matrix;
  /** shape [nFrames, 40] */
  readonly mel: Matrix;
  /** dB, shape [nFrames, 40] */
  readonly logMel: Matrix;
}

/**
 * Level, shape and change of the spectrum, frame by frame, in the order of spectralNames.
 *
 * @returns shape [nFrames, 22]
 * Sources: level, centroid, spread, skewness, kurtosis, flatness, roll-off, flux: Peeters 2004, A large set of audio features. Loudness,
 * alpha ratio, Hammarberg index and slopes: Eyben et al. 2016, The Geneva Minimalistic Acoustic Parameter Set. Onset strength: Bock &
 * Widmer 2013. Definitions as librosa's where it has them (centroid, bandwidth, roll-off on power spectra); frames of 25 ms.
 */
export function spectralDescriptors({ samples, first, power, mel, logMel }: SpeechSpectra): Matrix {
  const result = zeros(power.rows, spectralNames.length);
  const decibels = new Float64Array(power.cols);
  const waveform = new Float64Array(spectrumWindow);
  for (let t = 0; t < power.rows; t++) {
    copyFrame(samples, first + t, waveform);
    const frame = power.data.subarray(t * power.cols, (t + 1) * power.cols);
    const [rms, crossings] = ofSamples(waveform);
    for (let k = 0; k < frame.length; k++) decibels[k] = toDecibels(frame[k]!);
    result.data.set(
      [
        rms,
        loudness(mel.data.subarray(t * mel.cols, (t + 1) * mel.cols)),
        ...shapeOf(frame),
        flatness(frame, decibels),
        ...changeOf(logMel, t),
        ...rolloffs(frame),
        ratio(frame),
        strongest(decibels, 0, 2000) - strongest(decibels, 2000, 5000),
        crossings,
        peakiness(frame),
        ...slopes.map((slope) => slope(decibels)),
      ],
      t * spectralNames.length,
    );
  }
  return result;
}

/** Level in dB, and the share of neighbouring samples with different signs. */
function ofSamples(samples: Float64Array): [number, number] {
  let crossings = 0;
  for (let n = 1; n < samples.length; n++) if (samples[n]! < 0 !== samples[n - 1]! < 0) crossings++;
  return [levelOf(samples), crossings / (samples.length - 1)];
}

function levelOf(samples: Float64Array): number {
  let energy = 0;
  for (let n = 0; n < samples.length; n++) energy += samples[n]! * samples[n]!;
  return levelOfEnergy(energy);
}

/** Level in dB of a frame whose squares add up to `energy`. */
export function levelOfEnergy(energy: number): number {
  return 20 * Math.log10(Math.sqrt(energy / spectrumWindow) + 1e-6);
}

/** Level of every frame in dB, shape [nFrames]: the descriptor "rms" of all frames at once. */
export function frameLevels(samples: Float64Array): Float64Array {
  const frame = new Float64Array(spectrumWindow);
  const levels = new Float64Array(speechFrameCount(samples.length));
  for (let t = 0; t < levels.length; t++) {
    copyFrame(samples, t, frame);
    levels[t] = levelOf(frame);
  }
  return levels;
}

/** Frames first to end - 1. */
export interface FrameSpan {
  readonly first: number;
  readonly end: number;
}

function loudness(mel: Float64Array): number {
  let sum = 0;
  for (const power of mel) sum += power ** 0.3;
  return Math.log(sum + 1e-6);
}

/** Logarithms of centroid and spread, skewness, logarithm of kurtosis, entropy of the power as a distribution over frequency. */
function shapeOf(power: Float64Array): number[] {
  const share = 1 / (sumOf(power, 0, power.length) + minPower);
  let centroid = 0;
  let entropy = 0;
  for (let k = 0; k < power.length; k++) {
    const p = power[k]! * share;
    centroid += p * k * binHz;
    entropy -= p * Math.log(p + 1e-12);
  }
  const moments = [0, 0, 0];
  for (let k = 0; k < power.length; k++) {
    const d = k * binHz - centroid;
    const p = power[k]! * share * d * d;
    moments[0]! += p;
    moments[1]! += p * d;
    moments[2]! += p * d * d;
  }
  const spread = Math.sqrt(moments[0]!);
  const skewness = moments[1]! / (spread ** 3 + 1e-9);
  const kurtosis = moments[2]! / (spread ** 4 + 1e-9);
  return [
    Math.log(centroid + 1),
    Math.log(spread + 1),
    Math.min(30, Math.max(-10, skewness)),
    Math.log(kurtosis + 1e-3),
    entropy,
  ];
}

/** Log of the geometric over the arithmetic mean: 0 for white noise. */
function flatness(power: Float64Array, decibels: Float64Array): number {
  return (
    sumOf(decibels, 0, decibels.length) / decibelsPerNeper / power.length -
    Math.log(sumOf(power, 0, power.length) / power.length + minPower)
  );
}

/** Flux (root mean square change of the mel bands around their mean) and onset strength (mean rise), dB since the frame before. */
function changeOf({ data, cols }: Matrix, t: number): [number, number] {
  if (t === 0) return [0, 0];
  let rise = 0;
  let mean = 0;
  for (let band = 0; band < cols; band++) {
    const change = data[t * cols + band]! - data[(t - 1) * cols + band]!;
    rise += Math.max(0, change);
    mean += change / cols;
  }
  let squares = 0;
  for (let band = 0; band < cols; band++)
    squares += (data[t * cols + band]! - data[(t - 1) * cols + band]! - mean) ** 2;
  return [Math.sqrt(squares / cols), rise / cols];
}

const rolloffShares = [0.25, 0.5, 0.75, 0.9];

/** Logarithms of the roll-off frequencies. */
function rolloffs(power: Float64Array): number[] {
  const total = sumOf(power, 0, power.length) + minPower;
  let below = 0;
  let k = -1;
  return rolloffShares.map((share) => {
    while (below / total < share && k < power.length - 1) below += power[++k]!;
    return Math.log(Math.max(0, k) * binHz + 30);
  });
}

/** Alpha ratio: 50 to 1000 over 1000 to 5000 Hz, dB. */
function ratio(power: Float64Array): number {
  return toDecibels(sumOf(power, binFrom(50), binFrom(1000))) - toDecibels(sumOf(power, binFrom(1000), binFrom(5000)));
}

/** Number of bins taken to be harmonics. */
const nStrongest = 8;

/** How far the mean of the eight strongest bins stands above the median bin, in dB. */
function peakiness(power: Float64Array): number {
  // The first bins contain room noise rather than the voice.
  return toDecibels(meanOfStrongest(power.subarray(3))) - toDecibels(median(power));
}

/** Mean of the eight largest values. */
function meanOfStrongest(values: Float64Array): number {
  const largest = new Float64Array(nStrongest);
  for (const value of values) {
    if (value <= largest[0]!) continue;
    // The list stays in ascending order: a new value moves up past the smaller ones.
    let i = 0;
    while (i + 1 < nStrongest && largest[i + 1]! < value) {
      largest[i] = largest[i + 1]!;
      i++;
    }
    largest[i] = value;
  }
  return sumOf(largest, 0, nStrongest) / nStrongest;
}

/** Slopes of regression lines through the spectrum in dB, per kHz. */
const slopes = [slopeOver(0, 500), slopeOver(500, 1500), slopeOver(0, 5000), slopeOver(1500, 8000)];

function slopeOver(fromHz: number, toHz: number): (decibels: Float64Array) => number {
  const [first, last] = [binFrom(fromHz), Math.floor(toHz / binHz)];
  const centre = (first + last) / 2;
  let squares = 0;
  for (let k = first; k <= last; k++) squares += (k - centre) ** 2;
  return (decibels) => {
    let product = 0;
    for (let k = first; k <= last; k++) product += (k - centre) * decibels[k]!;
    return product / (squares * (binHz / 1000));
  };
}

function strongest(decibels: Float64Array, fromHz: number, belowHz: number): number {
  let most = -Infinity;
  for (let k = binFrom(fromHz); k < binFrom(belowHz); k++) most = Math.max(most, decibels[k]!);
  return most;
}

/** First bin at or above a frequency. */
function binFrom(hz: number): number {
  return Math.ceil(hz / binHz);
}

function sumOf(values: Float64Array, first: number, end: number): number {
  let sum = 0;
  for (let i = first; i < end; i++) sum += values[i]!;
  return sum;
}

const decibelsPerNeper = 10 / Math.LN10;

function toDecibels(power: number): number {
  return decibelsPerNeper * Math.log(power + minPower);
}
