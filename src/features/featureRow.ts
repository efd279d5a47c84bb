import type { Labels } from "../corpus/labels.js";

/** Why a recording's row takes no part in training. */
export const rowFlags = ["no-speech"] as const;
export type RowFlag = (typeof rowFlags)[number];

/** One recording's features with what is needed to trust and reuse them. */
export interface FeatureRow {
  /** the file, relative to the run's source */
  readonly key: string;
  readonly etag: string;
  /** length of the recording as analysed */
  readonly durationSec: number;
  /** the file's own rate in Hz */
  readonly sourceRate: number;
  /** what decoded compressed sound, with its version; absent for WAVE, which is read here */
  readonly decoder?: string;
  /** absent for a recording that training uses */
  readonly flag?: RowFlag;
  /** what a reader should know before trusting the numbers, one sentence each; absent for a common recording */
  readonly notes?: readonly string[];
  /** seconds of the whole recording, where that is longer than what was analysed and the file says so */
  readonly wholeSec?: number;
  /** float32, one a column of the run's feature set */
  readonly features: Float32Array;
  /** of a set with the block "contours": shape [nFrames, its channels], row-major; its length varies with the recording */
  readonly contours?: Float32Array;
  /** where the run does not go by what names say: what its labels say, null for nothing. Not stored with the row */
  readonly labels?: Labels | null;
}
