import type { FeatureRow } from "../../features/featureRow.js";
import { ArffTable } from "../../features/table/arff.js";
import { CsvTable } from "../../features/table/csv.js";
import { labelsOfRow } from "../../features/table/columns.js";
import type { ExportFormat } from "../../features/table/exportFormats.js";
import { JsonLinesTable } from "../../features/table/jsonLines.js";
import { ParquetTable } from "../../features/table/parquet.js";
import type { TableEncoder } from "../../features/table/tableEncoder.js";
import { lineageOf } from "../lineage.js";
import type { FeatureRun, FeatureStoreFactory } from "./featureStoreFactory.js";
import { labelledRows } from "./labelledRows.js";

/** Number of rows in memory, and in a Parquet file's row group: 6 MB of features. */
const rowsOfGroup = 10_000;

/** Options of some formats. */
export interface ExportChoices {
  /** key-value metadata of a Parquet file */
  readonly metadata?: Readonly<Record<string, string>>;
  /** ARFF: columns of free text too */
  readonly withText?: boolean;
}

/**
 * Writes a run's rows as a table, piece by piece, in byte order of their keys, with one group of rows in memory. Equal
 * rows give equal bytes, whatever store they come from.
 *
 * @returns the number of rows
 */
export async function writeFeatureTable(
  features: FeatureStoreFactory,
  run: FeatureRun,
  format: ExportFormat,
  write: (piece: string | Uint8Array) => Promise<void>,
  choices: ExportChoices = {},
): Promise<number> {
  const table = await encoderOf(features, run, format, choices);
  let count = 0;
  let group: FeatureRow[] = [];
  for await (const row of labelledRows(features, run)) {
    count += 1;
    if (group.push(row) < rowsOfGroup) continue;
    await write(table.group(group));
    group = [];
  }
  if (group.length > 0 || count === 0) await write(table.group(group));
  await write(table.end());
  return count;
}

/** ARFF declares its classes before the first row: the rows are read twice. */
async function emotionsOf(features: FeatureStoreFactory, run: FeatureRun): Promise<ReadonlySet<string>> {
  const emotions = new Set<string>();
  for await (const row of labelledRows(features, run)) {
    const emotion = labelsOfRow(row)?.emotion;
    if (emotion !== undefined) emotions.add(emotion);
  }
  return emotions;
}

async function encoderOf(
  features: FeatureStoreFactory,
  run: FeatureRun,
  format: ExportFormat,
  { metadata = {}, withText = false }: ExportChoices,
): Promise<TableEncoder> {
  const { featureSet, columns } = lineageOf(run.settings);
  switch (format) {
    case "parquet":
      return new ParquetTable(featureSet, columns, metadata);
    case "csv":
      return new CsvTable(featureSet, columns);
    case "jsonl":
      return new JsonLinesTable(featureSet, columns);
    case "arff":
      return new ArffTable(run.name, featureSet, columns, await emotionsOf(features, run), withText);
  }
}
