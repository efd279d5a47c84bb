import type { RunSettings } from "../../src/runs/jobs.js";
import { lineageOf } from "../../src/runs/lineage.js";
import type { Services } from "../../src/runs/services.js";
import { batchesOf, featureRow, putRows, recordingKeys } from "./featureRows.js";
import { runSettings } from "./settings.js";

/**
 * A run that is in training, with all its rows stored as extraction stores them.
 *
 * @returns the keys in byte order
 */
export async function manyRecordings(
  services: Services,
  name: string,
  count: number,
  given: Partial<RunSettings> = { recipe: "study" },
): Promise<string[]> {
  const settings = runSettings({ source: "/corpus", ...given });
  const nFeatures = lineageOf(settings).columns.length;
  await services.runs.create(name, settings, Date.now());
  const store = await services.features.of({ name, settings });
  const keys = recordingKeys(count);
  for (const { shard, files } of batchesOf(keys, 32))
    await putRows(
      store,
      files.map(({ key }) => featureRow(key, "1", nFeatures)),
      files.map(({ key }) => key),
      shard,
    );
  await services.runs.mark(name, "trainStartedAt", Date.now());
  return keys;
}
