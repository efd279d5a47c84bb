import { LabelIndex } from "../corpus/labelsFile/labelIndex.js";
import type { RunSettings } from "../runs/jobs.js";
import { shardName } from "../runs/rows/shardName.js";
import type { ListingPorts } from "./listingPorts.js";
import type { PagePlan } from "./plan.js";

/** The labels in the run's labels file; undefined if labels come from file names. Close it after use. */
export async function openLabels(
  { openStore }: Pick<ListingPorts, "openStore">,
  { labels: spec, source, emotionMap }: RunSettings,
): Promise<LabelIndex | undefined> {
  return spec === null ? undefined : LabelIndex.open({ spec, source, emotionMap, openObjects: openStore });
}

/** Stores the labels of each job's files, before adding the job whose rows need them. */
export async function saveLabels(
  { features }: Pick<ListingPorts, "features">,
  run: string,
  { batches, labels }: PagePlan,
): Promise<void> {
  if (labels.size === 0) return;
  const store = features.labels(run);
  for (const files of batches) {
    const keys = files.map(({ key }) => key);
    await store.save(shardName(keys), new Map(keys.map((key) => [key, labels.get(key) ?? null])));
  }
}
