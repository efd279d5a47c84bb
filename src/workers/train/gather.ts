import { featureSetId, fullSetOf } from "../../shared/featureSet.js";
import type { Services } from "../../shared/services.js";
import type { FeatureRow } from "../../shared/stores/featureStore.js";
import type { Rejection, RunRecord } from "../../shared/stores/runStore.js";
import { buildDataset, packDataset, unpackDataset, type Dataset } from "./dataset.js";

/** The name under which a run's gathered rows are stored. */
export const datasetBlob = "dataset";

/**
 * Collects a run's rows into one dataset, stored once for every fit, and notes the files that extraction gave up.
 * A run that is gathered already keeps its dataset, so that all its fits see the same rows.
 */
export async function gather(
  services: Pick<Services, "runs" | "queues" | "features">,
  run: RunRecord,
): Promise<Dataset> {
  const stored = await services.runs.blob(run.name, datasetBlob);
  if (stored !== undefined) return unpackDataset(stored);

  await noteGivenUp(services, run.name);
  const rows: FeatureRow[] = [];
  for await (const row of services.features.rows(run.name)) rows.push(row);
  const set = fullSetOf(run.settings.engine);
  const dataset = buildDataset(
    rows,
    featureSetId(set, run.settings.sampleRate),
    set.columns.map((column) => column.name),
  );
  await services.runs.saveBlob(run.name, datasetBlob, packDataset(dataset));
  return dataset;
}

/** The code of a file whose extraction failed again and again for a reason that might have passed. */
const givenUpCode = "given-up";

async function noteGivenUp(services: Pick<Services, "runs" | "queues" | "features">, run: string): Promise<void> {
  const known = new Set((await services.runs.rejections(run)).map(({ key }) => key));
  for (const { keys, reason } of await services.queues.givenUp(run)) {
    const hasRow = await services.features.has(run, keys);
    const lost = keys.filter((key, i) => hasRow[i] !== true && !known.has(key));
    const rejections: Rejection[] = lost.map((key) => ({ key, code: givenUpCode, message: reason }));
    await services.runs.reject(run, rejections);
  }
}
