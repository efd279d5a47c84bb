import { once } from "node:events";
import { open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { ParquetTable } from "../features/table/parquet.js";
import type { FeatureRow } from "../features/featureRow.js";
import type { FeatureRun, FeatureStoreFactory } from "../runs/rows/featureStoreFactory.js";
import { labelledRows } from "../runs/rows/labelledRows.js";
import { lineageOf } from "../runs/lineage.js";
import { ArffTable } from "../features/table/arff.js";
import { CsvTable } from "../features/table/csv.js";
import type { ExportFormat } from "../features/table/exportFormats.js";
import { JsonLinesTable } from "../features/table/jsonLines.js";
import type { TableEncoder } from "../features/table/tableEncoder.js";
import { writeWhole } from "../shared/objects/writeWhole.js";

/** Rows in memory at once, and of a Parquet file's row group: 6 MB of features. */
const rowsOfGroup = 10_000;

/** What only some formats can. */
export interface ExportChoices {
  /** what a Parquet file says of itself */
  readonly metadata?: Readonly<Record<string, string>>;
  /** ARFF: columns of free text too */
  readonly withText?: boolean;
}

/**
 * Writes a run's rows to a file, whole or not at all, in byte order of their keys and in memory for one group of rows. The
 * same rows leave the same bytes, whatever store they come from.
 *
 * @returns how many rows there were
 */
export async function exportFeatures(
  features: FeatureStoreFactory,
  run: FeatureRun,
  format: ExportFormat,
  path: string,
  choices: ExportChoices = {},
): Promise<number> {
  let count = 0;
  await writeWhole(path, async (partial) => {
    count = await writeTable(features, run, encoderOf(format, run, choices), partial);
  });
  return count;
}

/**
 * As exportFeatures, to a stream such as stdout, as fast as its reader takes the rows. The stream stays open.
 *
 * @returns how many rows there were
 */
export async function streamFeatures(
  features: FeatureStoreFactory,
  run: FeatureRun,
  format: ExportFormat,
  stream: Writable,
  choices: ExportChoices = {},
): Promise<number> {
  return writeRows(features, run, encoderOf(format, run, choices), async (piece) => {
    if (!stream.write(piece)) await once(stream, "drain");
  });
}

async function writeTable(
  features: FeatureStoreFactory,
  run: FeatureRun,
  table: TableEncoder,
  path: string,
): Promise<number> {
  const file = await open(path, "w");
  try {
    return await writeRows(features, run, table, async (piece) => file.appendFile(piece));
  } finally {
    await file.close();
  }
}

async function writeRows(
  features: FeatureStoreFactory,
  run: FeatureRun,
  table: TableEncoder,
  write: (piece: string | Uint8Array) => Promise<void>,
): Promise<number> {
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

function encoderOf(
  format: ExportFormat,
  run: FeatureRun,
  { metadata = {}, withText = false }: ExportChoices,
): TableEncoder {
  const { featureSet, columns } = lineageOf(run.settings);
  switch (format) {
    case "parquet":
      return new ParquetTable(featureSet, columns, metadata);
    case "csv":
      return new CsvTable(featureSet, columns);
    case "jsonl":
      return new JsonLinesTable(featureSet, columns);
    case "arff":
      return new ArffTable(run.name, featureSet, columns, withText);
  }
}
