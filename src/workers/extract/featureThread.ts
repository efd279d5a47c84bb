import { useFfmpeg } from "../../audio/ffmpeg.js";
import { readConfig } from "../../shared/config.js";
import { InputError } from "../../shared/errors.js";
import type { AudioInput } from "../../audio/audioInput.js";
import { type MonoAudio, readMono } from "../../audio/audioReader.js";
import { floatWav } from "../../audio/floatWav.js";
import { openRecording } from "../../audio/openRecording.js";
import { type OpenRecording, openWavRecording } from "../../audio/recording.js";
import type { InputCode } from "../../shared/errors.js";
import type { Extraction, ExtractionSettings } from "../../features/extraction.js";
import { createRecordingExtractor, type RecordingExtractor } from "../../features/recordingExtractor.js";
import type { ComputeTime } from "../../runs/telemetry/fileTimer.js";
import { readSmallFileSync } from "./readSmallFileSync.js";

/** One recording and how to analyse it: its audio, or the path of a local file. */
export type FeatureTask = {
  readonly settings: ExtractionSettings;
  /** parts to analyse instead of the whole recording, in seconds */
  readonly segments?: readonly TimeRange[];
} & ({ readonly sound: AudioInput } | { readonly path: string; readonly maxBytes: number });

/** An error's class does not survive the transfer between threads, so a rejection is a value. */
export type FeatureOutcome =
  | { readonly ok: true; readonly extraction: Extraction }
  | { readonly ok: false; readonly code: InputCode; readonly message: string };

/** A part of a recording, in seconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

export type FeatureResult = FeatureOutcome & {
  /** one per requested part, in order; the outcome itself is then that of the first part */
  readonly segments?: readonly FeatureOutcome[];
  readonly spent: ComputeTime;
  /** of an inline read */
  readonly file?: { readonly etag: string; readonly bytes: number };
};

useFfmpeg(readConfig().ffmpeg);

/** One extractor per settings: it reuses its buffers between files. */
const extractors = new Map<string, RecordingExtractor>();

/**
 * Tail of a queue: batches run one after another, because two at once would share buffers and count each other's time.
 */
let before: Promise<unknown> = Promise.resolve();

/**
 * The thread's entry point: recordings in, features or rejections out; undefined for a file that is not read inline, see
 * readSmallFileSync.
 */
export default async function extractFeatures(
  tasks: readonly FeatureTask[],
): Promise<PromiseSettledResult<FeatureResult | undefined>[]> {
  const results = before.then(async () => resultsOf(tasks));
  before = results; // which never rejects
  return results;
}

async function resultsOf(tasks: readonly FeatureTask[]): Promise<PromiseSettledResult<FeatureResult | undefined>[]> {
  const results: PromiseSettledResult<FeatureResult | undefined>[] = [];
  for (const task of tasks) results.push(...(await Promise.allSettled([resultOf(task)])));
  return results;
}

async function resultOf(task: FeatureTask): Promise<FeatureResult | undefined> {
  if ("sound" in task && task.segments !== undefined) return segmentsOf(task.sound, task.settings, task.segments);
  if ("sound" in task) return computed(task.sound, task.settings);
  const startedAt = performance.now();
  const content = readSmallFileSync(task.path, task.maxBytes);
  if (content === undefined) return undefined;
  const { bytes, etag } = content;
  const readMs = performance.now() - startedAt;
  const { spent, ...outcome } = await computed({ kind: "file", bytes }, task.settings);
  return { ...outcome, spent: { readMs, ...spent }, file: { etag, bytes: bytes.length } };
}

async function computed(sound: AudioInput, settings: ExtractionSettings): Promise<FeatureResult> {
  const startedAt = performance.now();
  let recording: OpenRecording | undefined;
  const outcome = await outcomeOf(async () => {
    recording = await openRecording(sound, settings);
    return extractorFor(settings)(recording);
  });
  const computeMs = performance.now() - startedAt;
  const decodeMs = recording?.decodeMs ?? computeMs;
  return { ...outcome, spent: { decodeMs, featuresMs: computeMs - decodeMs } };
}

/** Decodes a recording once, up to the end of its last part, and analyses the parts. */
async function segmentsOf(
  sound: AudioInput,
  settings: ExtractionSettings,
  segments: readonly TimeRange[],
): Promise<FeatureResult> {
  const startedAt = performance.now();
  let decodeMs = 0;
  const outcomes: FeatureOutcome[] = [];
  try {
    const limits = { maxDurationSec: Math.max(...segments.map(({ end }) => end)) + 1 };
    const { audio, decoded } = await openRecording(sound, limits);
    const recording = readMono(audio);
    decodeMs = performance.now() - startedAt;
    for (const segment of segments) {
      const part = await outcomeOfPart(recording, segment, settings);
      const isDecoded = decoded !== undefined && part.ok;
      outcomes.push(isDecoded ? { ok: true, extraction: { ...part.extraction, decoder: decoded.decoder } } : part);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    outcomes.push(...segments.map(() => ({ ok: false, code: error.code, message: error.message }) as const));
  }
  return {
    ...outcomes[0]!,
    segments: outcomes,
    spent: { decodeMs, featuresMs: performance.now() - startedAt - decodeMs },
  };
}

/** Segments may end this much after their recording, in seconds: times are often rounded. */
const roundingSec = 0.1;

async function outcomeOfPart(
  { samples, sampleRate }: MonoAudio,
  { start, end }: TimeRange,
  settings: ExtractionSettings,
): Promise<FeatureOutcome> {
  const durationSec = samples.length / sampleRate;
  if (end > durationSec + roundingSec)
    return {
      ok: false,
      code: "bad-segment",
      message: `the segment from ${start} to ${end} s ends after the recording, which lasts ${durationSec.toFixed(2)} s`,
    };
  const part = samples.subarray(Math.round(start * sampleRate), Math.round(end * sampleRate));
  return outcomeOf(() => extractorFor(settings)(openWavRecording(floatWav({ samples: part, sampleRate }), settings)));
}

function extractorFor(settings: ExtractionSettings): RecordingExtractor {
  const key = JSON.stringify(settings);
  let extractor = extractors.get(key);
  if (extractor === undefined) extractors.set(key, (extractor = createRecordingExtractor(settings)));
  return extractor;
}

async function outcomeOf(extract: () => Extraction | Promise<Extraction>): Promise<FeatureOutcome> {
  try {
    return { ok: true, extraction: await extract() };
  } catch (error) {
    if (error instanceof InputError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}
