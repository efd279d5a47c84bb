import { csvField } from "../features/table/csvField.js";
import { predictionColumns, type PredictionTable } from "../report/predictionTable.js";

/** Formats that predictions are exported in. */
export const predictionFormats = ["parquet", "csv", "jsonl"] as const;
export type PredictionFormat = (typeof predictionFormats)[number];

export function isPredictionFormat(format: string): format is PredictionFormat {
  return (predictionFormats as readonly string[]).includes(format);
}

/** A run's out-of-fold predictions as text: a header and one line per row (RFC 4180), or one JSON object per line. */
export function predictionsText(table: PredictionTable, format: Exclude<PredictionFormat, "parquet">): string {
  const columns = predictionColumns(table);
  const rows = table.rows.map((_, r) =>
    columns.map(({ data }) => data[r] as string | number | boolean | null | undefined),
  );
  if (format === "jsonl")
    return rows
      .map((values) => JSON.stringify(Object.fromEntries(columns.map(({ name }, c) => [name, values[c] ?? null]))))
      .map((line) => `${line}\n`)
      .join("");
  const head = columns.map(({ name }) => csvField(name));
  const lines = rows.map((values) =>
    values.map((value) => (typeof value === "string" ? csvField(value) : String(value ?? ""))),
  );
  return [head, ...lines].map((fields) => `${fields.join(",")}\r\n`).join("");
}
