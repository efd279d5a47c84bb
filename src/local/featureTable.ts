import { parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import { parseRecordingName, type Recording } from "../shared/ravdess.js";
import type { FeatureRow } from "../shared/stores/featureStore.js";

/**
 * Feature rows as a Parquet file that pandas, DuckDB and Spark read: what the file's name says of the recording, where
 * the row comes from, then one FLOAT column a feature. Ordered by key: the same rows, the same bytes.
 *
 * @param featureSet the id of the set, in each row as in stored rows
 * @param columns    names of the features, in the order of the rows' values
 */
export function featureTable(rows: readonly FeatureRow[], featureSet: string, columns: readonly string[]): Uint8Array {
  const sorted = [...rows].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const recordings = sorted.map(({ key }) => {
    const name = parseRecordingName(key);
    return name.kind === "recording" ? name.recording : undefined;
  });
  const text = (name: string, value: (row: FeatureRow) => string): ColumnSource => ({
    name,
    data: sorted.map(value),
    type: "STRING",
  });
  const named = (name: keyof Recording, type: "STRING" | "INT32"): ColumnSource => ({
    name,
    data: recordings.map((recording) => recording?.[name]),
    type,
    nullable: true,
  });
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        text("key", (row) => row.key),
        text("etag", (row) => row.etag),
        named("trial", "STRING"),
        named("actor", "INT32"),
        named("gender", "STRING"),
        named("emotion", "STRING"),
        named("intensity", "STRING"),
        named("statement", "INT32"),
        named("repetition", "INT32"),
        named("modality", "STRING"),
        named("channel", "STRING"),
        { name: "duration_sec", data: sorted.map((row) => row.durationSec), type: "DOUBLE" },
        { name: "source_rate", data: sorted.map((row) => row.sourceRate), type: "INT32" },
        text("feature_set", () => featureSet),
        ...columns.map((name, column): ColumnSource => ({
          name,
          data: sorted.map((row) => row.features[column]!),
          type: "FLOAT",
        })),
      ],
    }),
  );
}
