import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Directories of the real RAVDESS recordings and of librosa's values for them; neither is part of the repository. */
export const recordings = process.env.SER_RAVDESS ?? "data/ravdess";
export const golden = process.env.SER_GOLDEN ?? "../shared/golden";
/** Values that needed resampling, which librosa does with soxr's HQ recipe, and scikit-learn's results for them. */
export const goldenHq = path.join(golden, "hq");

/** A suffix for the names of tests that are skipped; empty otherwise. */
export const withoutRecordings = existsSync(recordings)
  ? ""
  : ` (skipped: no recordings at ${recordings}; set SER_RAVDESS)`;
export const withoutGolden =
  withoutRecordings || (existsSync(goldenHq) ? "" : ` (skipped: no reference values at ${goldenHq}; set SER_GOLDEN)`);

/** One line of librosa-*.jsonl. */
export interface Reference {
  readonly file: string;
  readonly sampleRate: number;
  readonly samples: number;
  readonly tuning: number;
  readonly features: readonly number[];
}

/** librosa's values, one entry per file, for "16000", "native" or "1600". */
export function references(rate: "16000" | "native" | "1600"): Reference[] {
  const lines = readFileSync(path.join(rate === "native" ? golden : goldenHq, `librosa-${rate}.jsonl`), "utf8").trim();
  return lines.split("\n").map((line) => JSON.parse(line) as Reference);
}

/** The available wav files, sorted, relative to their directory. */
export function recordingNames(): string[] {
  return readdirSync(recordings, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".wav"))
    .sort();
}

/** @param name as in `recordingNames` and `Reference.file` */
export function readRecording(name: string): Uint8Array {
  return readFileSync(path.join(recordings, name));
}
