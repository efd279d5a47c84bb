import type { Matrix } from "../shared/matrix.js";
import { chromaStft } from "./chroma.js";
import type { FrameOptions } from "./frames.js";
import { melSpectrogram } from "./melSpectrogram.js";
import { mfcc } from "./mfcc.js";
import { powerToDb } from "./powerToDb.js";
import { rms } from "./rms.js";
import { spectralBandwidth } from "./spectralBandwidth.js";
import { spectralCentroid } from "./spectralCentroid.js";
import { type ContrastOptions, spectralContrast } from "./spectralContrast.js";
import { spectralFlatness } from "./spectralFlatness.js";
import { spectralRolloff } from "./spectralRolloff.js";
import { fftFrequencies, magnitude, power, stft } from "./stft.js";
import { tonnetz } from "./tonnetz.js";
import { zeroCrossingRate } from "./zeroCrossingRate.js";

type Samples = Float32Array | Float64Array;

export interface FeatureOptions extends FrameOptions {
  /** Hz of the samples */
  readonly sampleRate: number;
}

/**
 * Features straight from samples, named after librosa.feature: each computes the steps that it needs with librosa's defaults. Use the
 * steps themselves (stft, magnitude, melSpectrogram …) where several features share them. Rows are frames: librosa's arrays transposed.
 *
 * @throws ParameterError as the steps
 * @example feature.mfcc(samples, { sampleRate: 16_000, nMfcc: 13 })
 */
export const feature = {
  /** Mel-frequency cepstral coefficients, shape [nFrames, nMfcc]. @example feature.mfcc(y, { sampleRate: 16_000 }) */
  mfcc: (
    y: Samples,
    options: FeatureOptions & { /** @defaultValue 20, as librosa's */ readonly nMfcc?: number },
  ): Matrix => mfcc(powerToDb(feature.melSpectrogram(y, options)), options.nMfcc ?? 20),

  /** Power in mel bands, shape [nFrames, nMels]. @example feature.melSpectrogram(y, { sampleRate: 16_000 }) */
  melSpectrogram: (
    y: Samples,
    options: FeatureOptions & { /** @defaultValue 128 */ readonly nMels?: number },
  ): Matrix => melSpectrogram(power(magnitudes(y, options)), options.sampleRate, options.nMels),

  /** Chromagram of the magnitudes, shape [nFrames, 12]. @example feature.chromaStft(y, { sampleRate: 16_000 }) */
  chromaStft: (y: Samples, options: FeatureOptions): Matrix => chromaStft(magnitudes(y, options), options.sampleRate),

  /** Tonal centroids of that chromagram, shape [nFrames, 6]. @example feature.tonnetz(y, { sampleRate: 16_000 }) */
  tonnetz: (y: Samples, options: FeatureOptions): Matrix => tonnetz(feature.chromaStft(y, options)),

  /** Hz, shape [nFrames]. @example feature.spectralCentroid(y, { sampleRate: 16_000 }) */
  spectralCentroid: (y: Samples, options: FeatureOptions): Float64Array => {
    const S = magnitudes(y, options);
    return spectralCentroid(S, frequencies(S, options));
  },

  /** Hz, shape [nFrames]. @example feature.spectralBandwidth(y, { sampleRate: 16_000 }) */
  spectralBandwidth: (y: Samples, options: FeatureOptions): Float64Array => {
    const S = magnitudes(y, options);
    return spectralBandwidth(S, frequencies(S, options));
  },

  /** Hz, shape [nFrames]. @example feature.spectralRolloff(y, { sampleRate: 16_000 }) */
  spectralRolloff: (
    y: Samples,
    options: FeatureOptions & { /** @defaultValue 0.85 */ readonly rollPercent?: number },
  ): Float64Array => {
    const S = magnitudes(y, options);
    return spectralRolloff(S, frequencies(S, options), options.rollPercent);
  },

  /** dB, shape [nFrames, nBands + 1]. @example feature.spectralContrast(y, { sampleRate: 16_000, nBands: 5 }) */
  spectralContrast: (y: Samples, options: FeatureOptions & ContrastOptions): Matrix => {
    const S = magnitudes(y, options);
    return spectralContrast(S, frequencies(S, options), options);
  },

  /** 0 to 1, shape [nFrames]. @example feature.spectralFlatness(y, { sampleRate: 16_000 }) */
  spectralFlatness: (y: Samples, options: FeatureOptions): Float64Array => spectralFlatness(magnitudes(y, options)),

  /** Amplitude, shape [nFrames]. @example feature.rms(y) */
  rms: (y: Samples, options?: FrameOptions): Float64Array => rms(y, options),

  /** Share of samples, shape [nFrames]. @example feature.zeroCrossingRate(y) */
  zeroCrossingRate: (y: Samples, options?: FrameOptions): Float64Array => zeroCrossingRate(y, options),
} as const;

function magnitudes(y: Samples, options: FrameOptions): Matrix {
  return magnitude(stft(y, options));
}

function frequencies(S: Matrix, { sampleRate }: FeatureOptions): Float64Array {
  return fftFrequencies(sampleRate, 2 * (S.cols - 1));
}
