import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { rename } from "node:fs/promises";
import { fileWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from "hyparquet-writer";
import { csvField } from "../features/table/csvField.js";
import type { NamedOutcome } from "./predictMany.js";

/** A file that predictions are written to as they arrive, in constant memory. */
export interface PredictionTable {
  add(row: NamedOutcome): Promise<void>;
  /** Completes the file, which appears under its name only now. */
  finish(): Promise<void>;
}

/**
 * A CSV or Parquet file with one row per recording: its name, the emotion, the probability of each emotion and the
 * model used, or why there is no prediction.
 *
 * @param path   ends in .csv or .parquet
 * @param labels the models' emotions
 */
export function openPredictionTable(path: string, labels: readonly string[]): PredictionTable {
  const columns = columnsOf(labels);
  return path.toLowerCase().endsWith(".csv") ? csvTable(path, columns) : parquetTable(path, columns);
}

interface Column {
  readonly name: string;
  readonly type: "STRING" | "DOUBLE";
  readonly value: (row: NamedOutcome) => string | number | null;
}

function columnsOf(labels: readonly string[]): Column[] {
  type Answer = Extract<NamedOutcome["outcome"], { ok: true }>["prediction"];
  const ofAnswer = (name: string, type: Column["type"], value: (answer: Answer) => string | number | null): Column => ({
    name,
    type,
    value: ({ outcome }) => (outcome.ok ? value(outcome.prediction) : null),
  });
  return [
    { name: "file", type: "STRING", value: ({ name }) => name },
    ofAnswer("emotion", "STRING", ({ emotion }) => emotion),
    ...labels.map((label) => ofAnswer(`p_${label}`, "DOUBLE", ({ probabilities }) => probabilities[label] ?? null)),
    ofAnswer("gender_used", "STRING", ({ gender }) => gender.used),
    ofAnswer("p_woman", "DOUBLE", ({ gender }) => gender.probabilities?.woman ?? null),
    ofAnswer("model", "STRING", ({ model }) => model.id),
    ofAnswer("duration_sec", "DOUBLE", ({ durationSec }) => durationSec),
    { name: "error_code", type: "STRING", value: ({ outcome }) => (outcome.ok ? null : outcome.code) },
    { name: "error", type: "STRING", value: ({ outcome }) => (outcome.ok ? null : outcome.message) },
  ];
}

function csvTable(path: string, columns: readonly Column[]): PredictionTable {
  const partial = `${path}.partial`;
  const stream = createWriteStream(partial);
  const opened = once(stream, "open"); // fails for an unwritable directory at the first row
  opened.catch(() => undefined);
  const write = async (values: readonly (string | number | null)[]): Promise<void> => {
    await opened;
    if (!stream.write(`${values.map(field).join(",")}\n`)) await once(stream, "drain");
  };
  const header = write(columns.map(({ name }) => name));
  header.catch(() => undefined);
  return {
    async add(row) {
      await header;
      await write(columns.map(({ value }) => value(row)));
    },
    async finish() {
      await header;
      stream.end();
      await once(stream, "close");
      await rename(partial, path);
    },
  };
}

function field(value: string | number | null): string {
  return typeof value === "string" ? csvField(value) : String(value ?? "");
}

/** Rows per row group: a few megabytes in memory. */
const rowGroup = 10_000;

function parquetTable(path: string, columns: readonly Column[]): PredictionTable {
  const partial = `${path}.partial`;
  const sourceOf = (rows: readonly NamedOutcome[]): ColumnSource[] =>
    columns.map(({ name, type, value }) => ({ name, type, data: rows.map(value), nullable: true }));
  const writer = new ParquetWriter({
    writer: fileWriter(partial),
    schema: schemaFromColumnData({ columnData: sourceOf([]) }),
  });
  let rows: NamedOutcome[] = [];
  const flush = async (): Promise<void> => {
    await writer.write({ columnData: sourceOf(rows), rowGroupSize: rowGroup });
    rows = [];
  };
  return {
    async add(row) {
      rows.push(row);
      if (rows.length >= rowGroup) await flush();
    },
    async finish() {
      if (rows.length > 0) await flush();
      await writer.finish();
      await rename(partial, path);
    },
  };
}
