import { blocksOf, featureSetId, featureSetOf } from "../../features/featureSet.js";
import { requireAccounts } from "../../runs/accounts.js";
import { noteGivenUp } from "../../runs/failures.js";
import type { JobLock } from "../../runs/jobLock.js";
import { labelledRows } from "../../runs/rows/labelledRows.js";
import type { Services } from "../../runs/services.js";
import type { FeatureRow } from "../../features/featureRow.js";
import type { RunRecord } from "../../runs/runRecord.js";
import { buildDataset, filesFingerprint, packDataset, unpackDataset, type Dataset } from "./dataset.js";

/** The name under which a run's gathered rows are stored. */
export const datasetBlob = "dataset";

/** The name under which the fingerprint of a run's files (keys and ETags) is stored, in hexadecimal. */
export const filesFingerprintBlob = "filesFingerprint";

/**
 * Collects a run's rows into one dataset, stored once for all fits, and records the files that extraction gave up on. A
 * run that was gathered before keeps its dataset, so that all its fits see the same rows.
 *
 * @throws InputError "files-unaccounted" if a listed file has no outcome, or two
 */
export async function gatherDataset(
  services: Pick<Services, "runs" | "queues" | "features">,
  run: RunRecord,
  lock: JobLock,
): Promise<Dataset> {
  const stored = await services.runs.blob(run.name, datasetBlob);
  if (stored !== undefined) return unpackDataset(stored);

  await noteGivenUp(services, run, lock);
  const { rows, dataset } = await readDataset(services, run);
  const shards = await services.features.shardIndex(run.name).all();
  const keys = rows.map(({ key }) => key);
  requireAccounts(run, keys, await services.runs.rejections(run.name), shards.values());
  await services.runs.saveBlob(run.name, filesFingerprintBlob, Buffer.from(filesFingerprint(rows)), lock);
  await services.runs.saveBlob(run.name, datasetBlob, packDataset(dataset), lock);
  return dataset;
}

/** A run's stored rows, and the dataset made of them. */
export async function readDataset(
  { features }: Pick<Services, "features">,
  run: RunRecord,
): Promise<{ readonly rows: readonly FeatureRow[]; readonly dataset: Dataset }> {
  const store = await features.of(run);
  await store.sweepVersions();
  const rows: FeatureRow[] = [];
  for await (const row of labelledRows(features, run)) rows.push(row);
  const set = featureSetOf(blocksOf(run.settings));
  const columns = set.columns.map((column) => column.name);
  return { rows, dataset: buildDataset(rows, featureSetId(set, run.settings.sampleRate), columns) };
}
