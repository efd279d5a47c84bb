import type { JobLock } from "../runs/jobLock.js";
import type { RunRecord } from "../runs/runRecord.js";
import type { ListingPorts } from "./listingPorts.js";
import type { EnqueuePorts } from "./enqueueBatches.js";

/** The ports of one pass through a run's source: rows of earlier runs are found in listing order. */
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
