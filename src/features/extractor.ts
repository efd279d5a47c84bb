import { limitNote, type AudioLimits, type AudioReader } from "../audio/audioReader.js";
import type { DecodeTime } from "../audio/decodeTime.js";
import { noSpeech } from "../audio/noSpeech.js";
import { resampledLength } from "../dsp/resampling/resample.js";
import { InputError } from "../shared/errors.js";
import type { RowFlag } from "./featureRow.js";

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
  /** seconds of the whole recording, where it is longer than what was decoded and says so */
  readonly wholeSec?: number;
  /** what a reader should know of the file before trusting its numbers, one sentence each */
  readonly notes: readonly string[];
  /** there is nothing to hear: training leaves the row out, and a prediction is refused */
  readonly flag?: RowFlag;
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

/** What the audio says besides its samples: how much of it there is, and what a reader should know of it. */
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
 * Passes features that are numbers. Sound of absurd loudness (a float file around 1e30) overflows on the way.
 * @throws InputError "corrupt-audio"
 */
export function requireFinite(features: Float64Array): Float64Array {
  if (features.every((value) => Number.isFinite(value))) return features;
  throw new InputError("corrupt-audio", "samples too large to analyse: the features are not finite");
}
