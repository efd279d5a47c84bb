import { once } from "node:events";
import { open } from "node:fs/promises";
import type { Writable } from "node:stream";
import type { ExportFormat } from "../features/table/exportFormats.js";
import type { FeatureRun, FeatureStoreFactory } from "../runs/rows/featureStoreFactory.js";
import { type ExportChoices, writeFeatureTable } from "../runs/rows/writeFeatureTable.js";
import { writeWhole } from "../shared/objects/writeWhole.js";

/**
 * Writes a run's rows to a file, atomically; see writeFeatureTable.
 *
 * @returns the number of rows
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
    const file = await open(partial, "w");
    try {
      count = await writeFeatureTable(features, run, format, async (piece) => file.appendFile(piece), choices);
    } finally {
      await file.close();
    }
  });
  return count;
}

/**
 * Like exportFeatures, but to a stream such as stdout, at the pace of its reader. The stream stays open.
 *
 * @returns the number of rows
 */
export async function streamFeatures(
  features: FeatureStoreFactory,
  run: FeatureRun,
  format: ExportFormat,
  stream: Writable,
  choices: ExportChoices = {},
): Promise<number> {
  const write = async (piece: string | Uint8Array): Promise<void> => {
    if (!stream.write(piece)) await once(stream, "drain");
  };
  return writeFeatureTable(features, run, format, write, choices);
}
