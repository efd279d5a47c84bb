import { knownEmotions, labelsOfName } from "../../corpus/dataSets.js";
import type { Labels } from "../../corpus/labels.js";
import { channels, intensities, modalities } from "../../corpus/ravdess.js";
import { rowFlags, type FeatureRow } from "../featureRow.js";

/** A row with the recording's labels. */
export interface TableRow {
  readonly row: FeatureRow;
  /** undefined for a recording without labels */
  readonly labels: Labels | undefined;
}

/** A column of the feature table, with Parquet's type. */
export interface TableColumn<Value = string | number> {
  readonly name: string;
  readonly type: "STRING" | "INT32" | "DOUBLE" | "FLOAT" | "BYTE_ARRAY";
  /** the value may be unknown, or missing in a row */
  readonly isNullable: boolean;
  /** all values that a text may have, if they are known */
  readonly values?: readonly string[];
  readonly of: (tableRow: TableRow) => Value | undefined;
}

/** RAVDESS's values, then CREMA-D's. */
const intensityWords = [...intensities, "low", "medium", "high", "unspecified"];

/** Separator of a row's notes. */
export const notesSeparator = " | ";

/** The columns before the features, in order. `actor` and `statement` are RAVDESS's numbers; others have names. */
const rowColumns: readonly TableColumn[] = [
  text("key", ({ row }) => row.key),
  text("etag", ({ row }) => row.etag),
  labelled("trial", "STRING", ({ trial }) => trial),
  labelled("actor", "INT32", (labels) => (labels.dataset === "ravdess" ? Number(labels.speaker) : undefined)),
  labelled("gender", "STRING", ({ gender }) => gender, ["man", "woman"]),
  labelled("emotion", "STRING", ({ emotion }) => emotion, knownEmotions),
  labelled("intensity", "STRING", ({ intensity }) => intensity, intensityWords),
  labelled("statement", "INT32", ({ dataset, statement }) => (dataset === "ravdess" ? Number(statement) : undefined)),
  labelled("repetition", "INT32", ({ repetition }) => repetition),
  labelled("modality", "STRING", ({ modality }) => modality, modalities),
  labelled("channel", "STRING", ({ channel }) => channel, channels),
  labelled("dataset", "STRING", ({ dataset }) => dataset),
  labelled("speaker", "STRING", ({ speaker }) => speaker),
  labelled("sentence", "STRING", ({ statement }) => statement),
  labelled("language", "STRING", ({ language }) => language),
  labelled("session", "STRING", ({ session }) => session),
  labelled("metadata", "STRING", ({ metadata }) => metadata && JSON.stringify(metadata)),
  { name: "duration_sec", type: "DOUBLE", isNullable: false, of: ({ row }) => row.durationSec },
  { name: "source_rate", type: "INT32", isNullable: false, of: ({ row }) => row.sourceRate },
  { name: "decoder", type: "STRING", isNullable: true, of: ({ row }) => row.decoder },
  { name: "flag", type: "STRING", isNullable: true, values: rowFlags, of: ({ row }) => row.flag },
  { name: "notes", type: "STRING", isNullable: true, of: ({ row }) => row.notes?.join(notesSeparator) },
  { name: "whole_sec", type: "DOUBLE", isNullable: true, of: ({ row }) => row.wholeSec },
];

/**
 * All columns of a feature table: the row's origin, its labels, then one FLOAT per feature.
 *
 * @param featureSet id of the set, in each row, so that rows of two sets are never mixed
 * @param names      of the features, in the order of the rows' values
 */
export function tableColumns(featureSet: string, names: readonly string[]): readonly TableColumn[] {
  return [
    ...rowColumns,
    text("feature_set", () => featureSet),
    ...names.map((name, i): TableColumn => ({
      name,
      type: "FLOAT",
      isNullable: false,
      of: ({ row }) => row.features[i],
    })),
  ];
}

export function tableRow(row: FeatureRow): TableRow {
  return { row, labels: labelsOfRow(row) };
}

/** The recording's labels: the row's own, otherwise those of its name. */
export function labelsOfRow({ key, labels }: Pick<FeatureRow, "key" | "labels">): Labels | undefined {
  if (labels !== undefined) return labels ?? undefined;
  const name = labelsOfName(key);
  return name.kind === "recording" ? name.labels : undefined;
}

function text(name: string, of: (tableRow: TableRow) => string): TableColumn {
  return { name, type: "STRING", isNullable: false, of };
}

function labelled(
  name: string,
  type: "STRING" | "INT32",
  of: (labels: Labels) => string | number | undefined,
  values?: readonly string[],
): TableColumn {
  const column: TableColumn = { name, type, isNullable: true, of: ({ labels }) => labels && of(labels) };
  return values === undefined ? column : { ...column, values };
}
