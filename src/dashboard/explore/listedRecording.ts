import type { Gender, Labels } from "../../corpus/labels.js";
import type { FeatureRow } from "../../features/featureRow.js";

/** A recording in a list. */
export interface ListedRecording {
  readonly key: string;
  readonly dataset: string;
  readonly speaker: string;
  readonly emotion: string;
  readonly gender?: Gender | undefined;
  readonly durationSec: number;
}

/** The list entry of a row. */
export function listedRecording({ key, durationSec }: FeatureRow, labels: Labels): ListedRecording {
  const { dataset, speaker, emotion, gender } = labels;
  return { key, dataset, speaker, emotion, ...(gender && { gender }), durationSec };
}

/** A speaker in lists. @example speakerWords({ dataset: "emodb", speaker: "03" }) // "emodb 03" */
export function speakerWords({ dataset, speaker }: Pick<ListedRecording, "dataset" | "speaker">): string {
  return `${dataset} ${speaker}`;
}
