import { featureVector, type FrameFeatures, frameFeatures } from "./featureVector.js";
import { resample } from "./resampling/resample.js";
import { analyseSpeech, type SpeechAnalysis } from "./speech/speechAnalysis.js";
import { speechRate } from "./speech/speechFrames.js";

/** A mono signal that is read in parts, so that a long recording is never held in memory as a whole. */
export interface SampleSource {
  /** Hz, a positive integer */
  readonly sampleRate: number;
  /** samples, at least 1 */
  readonly frames: number;
  /** Fills `target` with the samples from `start` on. The range must lie within the signal; all samples are finite. */
  read(start: number, target: Float32Array): void;
  /**
   * The samples as stored, if these are 16-bit integers: the kernels convert and mix one or two channels several
   * times faster than `read` does.
   */
  readonly pcm16?: Pcm16 | undefined;
}

/** Interleaved 16-bit samples, shape [frames, channels] or more. */
export interface Pcm16 {
  readonly channels: number;
  readonly samples: Int16Array;
}

export interface BackendFeatures {
  /** samples at the analysed rate */
  readonly samples: number;
  /** 161 means over frames; see FeatureVector */
  readonly features: Float64Array;
  /** deviation from A = 440 Hz as a fraction of a chroma bin */
  readonly tuning: number;
}

/**
 * Turns samples into features, one recording after another. It reuses its buffers, so each thread needs its own;
 * results are new arrays.
 */
export interface FeatureBackend {
  readonly kind: "wasm-simd" | "typescript";
  /**
   * @param samples  mono signal, shape [nSamples], at least 1, finite
   * @param fromRate Hz, a positive integer
   * @param toRate   Hz to analyse at, a positive integer
   * @throws ParameterError if the signal is empty or a rate is not a positive integer
   */
  features(samples: Float32Array, fromRate: number, toRate: number): BackendFeatures;
  /** Like `features`, for a signal that is read twice from beginning to end, in parts. */
  featuresOf(source: SampleSource, toRate: number): BackendFeatures;
  /** The descriptors frame by frame, before averaging. Arguments and errors as `features`. */
  frames(samples: Float32Array, fromRate: number, toRate: number): FrameFeatures;
  /**
   * The analysis that functionals are computed from, at 16 kHz whatever the source's rate.
   * @throws ParameterError as `features`
   */
  speech(source: SampleSource): SpeechAnalysis;
}

/** A signal in memory as a source. */
export function sourceOf(samples: Float32Array, sampleRate: number): SampleSource {
  return {
    sampleRate,
    frames: samples.length,
    read: (start, target) => target.set(samples.subarray(start, start + target.length)),
  };
}

/** The backend in plain TypeScript: the reference for the WebAssembly one, and the fallback where it cannot run. */
export function createTypescriptBackend(): FeatureBackend {
  function features(samples: Float32Array, fromRate: number, toRate: number): BackendFeatures {
    const resampled = resample(samples, fromRate, toRate);
    const { features, tuning } = featureVector(resampled, toRate);
    return { samples: resampled.length, features, tuning };
  }
  function samplesOf(source: SampleSource): Float32Array {
    const samples = new Float32Array(source.frames);
    source.read(0, samples);
    return samples;
  }
  return {
    kind: "typescript",
    features,
    featuresOf: (source, toRate) => features(samplesOf(source), source.sampleRate, toRate),
    frames: (samples, fromRate, toRate) => frameFeatures(resample(samples, fromRate, toRate), toRate),
    speech: (source) => analyseSpeech(resample(samplesOf(source), source.sampleRate, speechRate), { recorded: source }),
  };
}
