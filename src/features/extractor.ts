import type { DecodeTime } from "../audio/decodeTime.js";
import { resampledLength } from "../dsp/resampling/resample.js";
import { InputError } from "../shared/errors.js";

/** What one recording is reduced to. */
export interface Extraction {
  /** Hz the features were computed at */
  readonly sampleRate: number;
  /** samples analysed, at that rate */
  readonly samples: number;
  /** Hz the recording was stored at */
  readonly sourceRate: number;
  /** seconds decoded: the recording's length or the limit, whichever is less */
  readonly durationSec: number;
  /** all finite, shape [nColumns] of the blocks asked for */
  readonly features: Float64Array;
  /** where the block "contours" was asked for: all finite, shape [nFrames, its channels] */
  readonly contours?: Float32Array;
  /** the package that decoded compressed sound, with its version; absent for WAVE, which is read here */
  readonly decoder?: string;
}

/**
 * Turns a whole file into features; keeps its buffers from file to file, so one belongs to one thread.
 * @param time told how long decoding takes
 * @throws InputError if the file is no sound recording of at least one frame
 */
export type Extractor = (bytes: Uint8Array, time?: DecodeTime) => Extraction;

/** One analysis frame, in samples at the analysed rate: below it a spectrum would be mostly padding. */
const frameLength = 2048;

/**
 * Passes recordings of at least one analysis frame.
 * @param frames     samples of each channel as stored
 * @param sourceRate Hz as stored
 * @param rate       Hz as analysed
 * @throws InputError "too-short"
 */
export function requireOneFrame(frames: number, sourceRate: number, rate: number): void {
  const samples = resampledLength(frames, sourceRate, rate);
  if (samples >= frameLength) return;
  const found = `${samples} samples at ${rate} Hz (${(frames / sourceRate).toFixed(3)} s)`;
  throw new InputError("too-short", `shorter than one analysis frame: ${found}, at least ${frameLength} needed`);
}

/**
 * Passes features that are numbers. Sound of absurd loudness (a float file around 1e30) overflows on the way.
 * @throws InputError "corrupt-audio"
 */
export function requireFinite(features: Float64Array): Float64Array {
  if (features.every((value) => Number.isFinite(value))) return features;
  throw new InputError("corrupt-audio", "samples too large to analyse: the features are not finite");
}
