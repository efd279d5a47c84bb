import wavDecoder from "wav-decoder";
import { openAudio } from "../../src/audio/decodeAudio.js";
import { readWavHeader } from "../../src/audio/wavHeader.js";
import { resample } from "../../src/dsp/resampling/resample.js";
import { meydaFeatures } from "../../src/features/baseline/meydaFeatures.js";
import { plainWav } from "../../src/features/baseline/wavDecoderInput.js";
import { defaultExtractionSettings } from "../../src/features/extraction.js";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";

/** Runs one file through an engine's stages `runs` times; returns the fastest time of each. */
export type Stages = (bytes: Uint8Array, runs: number) => StageTimes;

export interface StageTimes {
  readonly decodeMs: number;
  readonly resampleMs: number;
  readonly featuresMs: number;
}

const toRate = 16_000;

/**
 * The stages of our engine. It resamples and analyses in one call: the time of resampling is the difference from
 * analysing the same audio already at that rate.
 */
export function defaultStages(): Stages {
  const engine = createFeatureBackend();
  return (bytes, runs) => {
    const decoded = fastest(runs, () => decode(bytes));
    const { samples, sampleRate } = decoded.result;
    const resampled = resample(samples, sampleRate, toRate);
    const both = fastest(runs, () => engine.features(samples, sampleRate, toRate));
    const features = fastest(runs, () => engine.features(resampled, toRate, toRate));
    return { decodeMs: decoded.ms, resampleMs: both.ms - features.ms, featuresMs: features.ms };
  };
}

/** The stages of the baseline: decoding by wav-decoder, features by meyda, no resampling. */
export function meydaStages(): Stages {
  return (bytes, runs) => {
    const header = readWavHeader(bytes);
    const decoded = fastest(runs, () => wavDecoder.decode.sync(plainWav(bytes, header, header.frames)));
    const [mono] = decoded.result.channelData;
    const features = fastest(runs, () => meydaFeatures(mono ?? new Float32Array(0), header.sampleRate));
    return { decodeMs: decoded.ms, resampleMs: 0, featuresMs: features.ms };
  };
}

/** The fastest time of several runs, and the last run's result. */
export function fastest<T>(runs: number, work: () => T): { readonly ms: number; readonly result: T } {
  let ms = Infinity;
  for (let run = 1; ; run++) {
    const started = performance.now();
    const result = work();
    ms = Math.min(ms, performance.now() - started);
    if (run >= runs) return { ms, result };
  }
}

function decode(bytes: Uint8Array): { samples: Float32Array; sampleRate: number } {
  const audio = openAudio(bytes, defaultExtractionSettings);
  const samples = new Float32Array(audio.frames);
  audio.read(0, samples);
  return { samples, sampleRate: audio.sampleRate };
}
