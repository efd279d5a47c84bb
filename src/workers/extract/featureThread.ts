import { DecodeTime } from "../../audio/decodeTime.js";
import { useFfmpeg } from "../../audio/ffmpeg.js";
import { readConfig } from "../../shared/config.js";
import { InputError } from "../../shared/errors.js";
import type { AudioInput } from "../../audio/audioInput.js";
import type { InputCode } from "../../shared/errors.js";
import type { Extraction, ExtractionSettings } from "../../features/extraction.js";
import { createSoundExtractor, type SoundExtractor } from "../../features/soundExtractor.js";
import type { ComputeTime } from "../../runs/telemetry/telemetry.js";
import { readSmallFileSync } from "./readSmallFileSync.js";

/** One recording and how to analyse it: its sound, or the path of a file of this machine. */
export type FeatureTask = { readonly settings: ExtractionSettings } & (
  { readonly sound: AudioInput } | { readonly path: string; readonly maxBytes: number }
);

/** An error's class does not survive the transfer between threads, so a rejection is a value. */
export type FeatureOutcome =
  | { readonly ok: true; readonly extraction: Extraction }
  | { readonly ok: false; readonly code: InputCode; readonly message: string };

export type FeatureResult = FeatureOutcome & {
  readonly spent: ComputeTime;
  /** of an inline read */
  readonly file?: { readonly etag: string; readonly bytes: number };
};

useFfmpeg(readConfig().ffmpeg);

/** One extractor per settings: it reuses its buffers between files. */
const extractors = new Map<string, SoundExtractor>();

/** Tail of a queue: batches run one after another, because two at a time would share buffers and count each other's time. */
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
  const decoding = new DecodeTime();
  const outcome = await outcomeOf(sound, settings, decoding);
  const decodeMs = decoding.ms;
  return { ...outcome, spent: { decodeMs, featuresMs: performance.now() - startedAt - decodeMs } };
}

async function outcomeOf(
  sound: AudioInput,
  settings: ExtractionSettings,
  decoding: DecodeTime,
): Promise<FeatureOutcome> {
  const key = JSON.stringify(settings);
  let extractor = extractors.get(key);
  if (extractor === undefined) extractors.set(key, (extractor = createSoundExtractor(settings)));
  try {
    return { ok: true, extraction: await extractor(sound, decoding) };
  } catch (error) {
    if (error instanceof InputError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}
