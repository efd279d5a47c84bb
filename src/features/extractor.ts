import { limitNote, type AudioLimits, type AudioReader } from "../audio/audioReader.js";
import { noSpeech } from "../audio/noSpeech.js";
import type { OpenRecording } from "../audio/recording.js";
import { resampledLength } from "../dsp/resampling/resample.js";
import { InputError } from "../shared/errors.js";
import type { RowFlag } from "./featureRow.js";

/** The features of one recording. */
export interface Extraction {
  /** Hz the features were computed at */
  readonly sampleRate: number;
  /** samples analysed, at that rate */
  readonly samples: number;
  /** Hz the recording was stored at */
  readonly sourceRate: number;
  /** seconds decoded: the recording's length or the limit, whichever is less */
  readonly durationSec: number;
  /** seconds of the whole recording, if it is longer than the decoded part and says so */
  readonly wholeSec?: number;
  /** notes on the file that limit trust in its values, one sentence each */
  readonly notes: readonly string[];
  /** there is no speech: training leaves the row out, and predictions are rejected */
  readonly flag?: RowFlag;
  /** all finite, shape [nColumns] of the requested blocks */
  readonly features: Float64Array;
  /** if the block "contours" was requested: all finite, shape [nFrames, its channels] */
  readonly contours?: Float32Array;
  /** the package that decoded compressed sound, with its version; absent for WAVE, which needs none */
  readonly decoder?: string;
}

/**
 * Turns a recording into features; reuses its buffers between recordings, so it belongs to one thread.
 *
 * @throws InputError if the recording is shorter than one frame or has invalid samples
 */
export type Extractor = (recording: OpenRecording) => Extraction;

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

/** The audio's duration and notes. */
export function factsOf(
  audio: AudioReader,
  limits: AudioLimits,
): Pick<Extraction, "sourceRate" | "durationSec" | "wholeSec" | "notes" | "flag"> {
  const { sampleRate, frames, wholeFrames } = audio;
  const isCut = frames < wholeFrames;
  const wholeSec = wholeFrames / sampleRate;
  const nothing = noSpeech(audio);
  const notes = [
    ...audio.notes,
    ...(isCut ? [limitNote(limits, wholeSec)] : []),
    ...(nothing === undefined ? [] : [`no speech: ${nothing}`]),
  ];
  return {
    sourceRate: sampleRate,
    durationSec: frames / sampleRate,
    ...(isCut ? { wholeSec } : {}),
    notes,
    ...(nothing === undefined ? {} : { flag: "no-speech" }),
  };
}

/**
 * Passes finite features. Sound of absurd loudness (a float file around 1e30) overflows.
 * @throws InputError "corrupt-audio"
 */
export function requireFinite(features: Float64Array): Float64Array {
  if (features.every((value) => Number.isFinite(value))) return features;
  throw new InputError("corrupt-audio", "samples too large to analyse: the features are not finite");
}
