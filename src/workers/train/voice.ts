import type { Labels } from "../../corpus/labels.js";

/** The speaker and manner of a recording, by which the report groups recordings. */
export interface Voice {
  readonly dataset: string;
  /** distinct within the data set */
  readonly speaker: string;
  readonly gender: string | undefined;
  readonly emotion: string;
  readonly intensity: string | undefined;
  /** which sentence is spoken */
  readonly statement: string | undefined;
}

/** The one place where the report reads the speaker. */
export function voiceOf({ dataset, speaker, gender, emotion, intensity, statement }: Labels): Voice {
  return { dataset, speaker, gender, emotion, intensity, statement };
}
