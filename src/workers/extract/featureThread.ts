import { DecodeTime } from "../../shared/audio/decodeTime.js";
import { InputError } from "../../shared/errors.js";
import type { Sound } from "../../shared/audio/sound.js";
import type { InputCode } from "../../shared/errors.js";
import type { Extraction, ExtractionSettings } from "../../shared/extraction.js";
import { createSoundExtractor, type SoundExtractor } from "../../shared/soundExtractor.js";
import type { ComputeTime } from "../../shared/telemetry/telemetry.js";

/** One recording and how to analyse it. */
export interface FeatureTask {
  readonly sound: Sound;
  readonly settings: ExtractionSettings;
}

/** An error's class does not survive the way between threads, so a refusal is a value. */
export type FeatureOutcome =
  | { readonly ok: true; readonly extraction: Extraction }
  | { readonly ok: false; readonly code: InputCode; readonly message: string };

export type FeatureResult = FeatureOutcome & { readonly spent: ComputeTime };

/** One extractor a setting: it keeps its buffers from file to file. */
const extractors = new Map<string, SoundExtractor>();

/** What a thread does: a recording in, features or a refusal out. */
export default async function extractFeatures(task: FeatureTask): Promise<FeatureResult> {
  const startedAt = performance.now();
  const decoding = new DecodeTime();
  const outcome = await outcomeOf(task, decoding);
  const decodeMs = decoding.ms;
  return { ...outcome, spent: { decodeMs, featuresMs: performance.now() - startedAt - decodeMs } };
}

async function outcomeOf({ sound, settings }: FeatureTask, decoding: DecodeTime): Promise<FeatureOutcome> {
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
