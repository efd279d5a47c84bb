import { open } from "node:fs/promises";
import { ParquetTable } from "../features/table/parquet.js";
import type { FeatureRow } from "../features/featureRow.js";
import type { FeatureRun, FeatureStoreFactory } from "../runs/rows/featureStoreFactory.js";
import { labelledRows } from "../runs/labels/labelledRows.js";
import { lineageOf } from "../runs/lineage.js";
import { ArffTable } from "../features/table/arff.js";
import { CsvTable } from "../features/table/csv.js";
import type { ExportFormat } from "../features/table/exportFormats.js";
import { JsonLinesTable } from "../features/table/jsonLines.js";
import type { TableEncoder } from "../features/table/tableEncoder.js";
import { writeWhole } from "../shared/objects/writeWhole.js";

/** Rows in memory at once, and of a Parquet file's row group: 6 MB of features. */
const rowsOfGroup = 10_000;

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
): Promise<number> {
  let count = 0;
  await writeWhole(path, async (partial) => {
    count = await writeTable(features, run, format, partial);
  });
  return count;
}

async function writeTable(
  features: FeatureStoreFactory,
  run: FeatureRun,
  format: ExportFormat,
  path: string,
): Promise<number> {
  const table = encoderOf(format, run);
  const file = await open(path, "w");
  let count = 0;
  try {
    let group: FeatureRow[] = [];
    for await (const row of labelledRows(run.settings, (await features.of(run)).rows())) {
      count += 1;
      if (group.push(row) < rowsOfGroup) continue;
      await file.appendFile(table.group(group));
      group = [];
    }
    if (group.length > 0 || count === 0) await file.appendFile(table.group(group));
    await file.appendFile(table.end());
  } finally {
    await file.close();
  }
  return count;
}

function encoderOf(format: ExportFormat, run: FeatureRun): TableEncoder {
  const { featureSet, columns } = lineageOf(run.settings);
  switch (format) {
    case "parquet":
      return new ParquetTable(featureSet, columns);
    case "csv":
      return new CsvTable(featureSet, columns);
    case "jsonl":
      return new JsonLinesTable(featureSet, columns);
    case "arff":
      return new ArffTable(run.name, featureSet, columns);
  }
}
