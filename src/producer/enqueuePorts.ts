import type { JobLock } from "../runs/jobLock.js";
import type { RunRecord } from "../runs/runStore.js";
import type { ListingPorts } from "./listingPorts.js";
import type { EnqueuePorts } from "./enqueueBatches.js";

/** What one pass through a run's source enqueues with: the rows of earlier runs are found in the order of the listing. */
export async function openEnqueuePorts(
  { queues, features, runs }: Pick<ListingPorts, "queues" | "features" | "runs">,
  run: RunRecord,
  lock: JobLock | undefined,
): Promise<EnqueuePorts> {
  const earlier = run.settings.recompute
    ? undefined
    : { rows: await features.rowCache(run, lock), rejections: features.rejectionCache(run.settings) };
  return { queues, shardIndex: features.shardIndex(run.name), runs, lock, earlier };
}
