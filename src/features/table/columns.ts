import {
  channels,
  emotions,
  intensities,
  modalities,
  parseRecordingName,
  type Recording,
} from "../../corpus/ravdess.js";
import type { FeatureRow } from "../featureRow.js";

/** A row with what the file's name says of the recording. */
export interface TableRow {
  readonly row: FeatureRow;
  /** undefined for a name that says nothing */
  readonly recording: Recording | undefined;
}

/** A column of the table that features are stored and exported as, in Parquet's types. */
export interface TableColumn<Value = string | number> {
  readonly name: string;
  readonly type: "STRING" | "INT32" | "DOUBLE" | "FLOAT" | "BYTE_ARRAY";
  /** where a name may say nothing, or a row need not have it */
  readonly isNullable: boolean;
  /** all values that a text may have, where they are known */
  readonly values?: readonly string[];
  readonly of: (tableRow: TableRow) => Value | undefined;
}

/** The columns before the features, in order. */
const rowColumns: readonly TableColumn[] = [
  text("key", ({ row }) => row.key),
  text("etag", ({ row }) => row.etag),
  named("trial"),
  named("actor", "INT32"),
  named("gender", "STRING", ["man", "woman"]),
  named("emotion", "STRING", emotions),
  named("intensity", "STRING", intensities),
  named("statement", "INT32"),
  named("repetition", "INT32"),
  named("modality", "STRING", modalities),
  named("channel", "STRING", channels),
  { name: "duration_sec", type: "DOUBLE", isNullable: false, of: ({ row }) => row.durationSec },
  { name: "source_rate", type: "INT32", isNullable: false, of: ({ row }) => row.sourceRate },
  { name: "decoder", type: "STRING", isNullable: true, of: ({ row }) => row.decoder },
];

/**
 * All columns of a table of features: where the row comes from, what the file's name says, then one FLOAT a feature.
 *
 * @param featureSet the set's id, in each row: rows of two sets are told apart wherever they meet
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
  const name = parseRecordingName(row.key);
  return { row, recording: name.kind === "recording" ? name.recording : undefined };
}

function text(name: string, of: (tableRow: TableRow) => string): TableColumn {
  return { name, type: "STRING", isNullable: false, of };
}

function named(name: keyof Recording, type: "STRING" | "INT32" = "STRING", values?: readonly string[]): TableColumn {
  const column: TableColumn = { name, type, isNullable: true, of: ({ recording }) => recording?.[name] };
  return values === undefined ? column : { ...column, values };
}
