import { InputError } from "../../shared/errors.js";
import { createExtractor, type Extraction, type ExtractionSettings, type Extractor } from "../../shared/extraction.js";
import type { InputCode } from "../../shared/errors.js";

/** The bytes of one file and how to analyse them. */
export interface FeatureTask {
  readonly bytes: Uint8Array;
  readonly settings: ExtractionSettings;
}

/** An error's class does not survive the way between threads, so a refusal is a value. */
export type FeatureResult =
  | { readonly ok: true; readonly extraction: Extraction }
  | { readonly ok: false; readonly code: InputCode; readonly message: string };

/** One extractor a setting: it keeps its buffers from file to file. */
const extractors = new Map<string, Extractor>();

/** What a thread does: bytes in, features or a refusal out. */
export default function extractFeatures({ bytes, settings }: FeatureTask): FeatureResult {
  const key = JSON.stringify(settings);
  let extractor = extractors.get(key);
  if (extractor === undefined) extractors.set(key, (extractor = createExtractor(settings)));
  try {
    return { ok: true, extraction: extractor(bytes) };
  } catch (error) {
    if (error instanceof InputError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}
