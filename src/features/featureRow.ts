import type { Labels } from "../corpus/labels.js";

/** Why a recording's row is not used in training. */
export const rowFlags = ["no-speech"] as const;
export type RowFlag = (typeof rowFlags)[number];

/** One recording's features with the facts needed to trust and reuse them. */
export interface FeatureRow {
  /** the file, relative to the run's source */
  readonly key: string;
  readonly etag: string;
  /** length of the recording as analysed */
  readonly durationSec: number;
  /** the file's own rate in Hz */
  readonly sourceRate: number;
  /** decoder of compressed sound, with its version; absent for WAVE, which needs none */
  readonly decoder?: string;
  /** absent for a recording that training uses */
  readonly flag?: RowFlag;
  /** notes that limit trust in the values, one sentence each; absent for an ordinary recording */
  readonly notes?: readonly string[];
  /** seconds of the whole recording, if it is longer than the analysed part and the file says so */
  readonly wholeSec?: number;
  /** float32, one per column of the run's feature set */
  readonly features: Float32Array;
  /**
   * for a set with the block "contours": shape [nFrames, its channels], row-major; its length varies with the recording
   */
  readonly contours?: Float32Array;
  /** if the run does not take labels from names: its labels, null for none. Not stored with the row */
  readonly labels?: Labels | null;
}
