import { columnMeans, type Matrix } from "../shared/matrix.js";
import { chromaStft } from "./chroma.js";
import { frameDescriptors, type FrameDescriptorName } from "./frameDescriptors.js";
import { melSpectrogram } from "./melSpectrogram.js";
import { mfcc } from "./mfcc.js";
import { powerToDb } from "./powerToDb.js";
import { spectralCentroid } from "./spectralCentroid.js";
import { fftFrequencies, magnitude, power, stft } from "./stft.js";
import { tonnetz } from "./tonnetz.js";
import { estimateTuning } from "./tuning.js";
import { zeroCrossingRate } from "./zeroCrossingRate.js";

/** The features of one recording. */
export interface FeatureVector {
  /** 161 means over frames, in the order of frameDescriptors */
  readonly features: Float64Array;
  /** deviation from A = 440 Hz as a fraction of a chroma bin */
  readonly tuning: number;
  readonly nFrames: number;
}

/** The descriptors frame by frame: each matrix has shape [nFrames, its size]. */
export interface FrameFeatures extends Readonly<Record<FrameDescriptorName, Matrix>> {
  readonly tuning: number;
}

/**
 * The descriptors of a recording, averaged over its frames.
 *
 * @param samples    mono signal, shape [nSamples], at least 1
 * @param sampleRate Hz
 * @throws ParameterError if the signal is empty or the rate is not positive
 * Convention: librosa 0.10.2 with n_fft 2048, hop_length 512 and its defaults; tonnetz from the chroma given.
 * @example featureVector(samples, 16_000).features.length // 161
 */
export function featureVector(samples: Float32Array, sampleRate: number): FeatureVector {
  const frames = frameFeatures(samples, sampleRate);
  return {
    features: Float64Array.from(frameDescriptors.flatMap(({ name }) => [...columnMeans(frames[name])])),
    tuning: frames.tuning,
    nFrames: frames.chroma.rows,
  };
}

/**
 * The same before averaging; see featureVector.
 * @example frameFeatures(samples, 16_000).mfcc.cols // 13
 */
export function frameFeatures(samples: Float32Array, sampleRate: number): FrameFeatures {
  const magnitudes = magnitude(stft(samples));
  const tuning = estimateTuning(magnitudes, sampleRate);
  const chroma = chromaStft(magnitudes, sampleRate, { tuning });
  const mel = melSpectrogram(power(magnitudes), sampleRate);
  const frequencies = fftFrequencies(sampleRate, 2 * (magnitudes.cols - 1));
  return {
    tuning,
    chroma,
    mfcc: mfcc(powerToDb(mel)),
    zeroCrossingRate: asColumn(zeroCrossingRate(samples)),
    mel,
    centroid: asColumn(spectralCentroid(magnitudes, frequencies)),
    tonnetz: tonnetz(chroma),
  };
}

function asColumn(values: Float64Array): Matrix {
  return { rows: values.length, cols: 1, data: values };
}
