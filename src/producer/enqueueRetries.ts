import { extractBatch } from "../runs/queues/extractBatch.js";
import type { RunQueues } from "../runs/queues/runQueues.js";
import type { Rejection } from "../runs/rejection.js";
import type { RunRecord } from "../runs/runRecord.js";
import type { RunStore } from "../runs/runStore.js";

export interface RetryPorts {
  readonly runs: Pick<RunStore, "again" | "againEnqueued">;
  readonly queues: Pick<RunQueues, "addExtractJobs">;
}

/**
 * Enqueues the files that `ser retry` reopened, grouped by the shards that lack their rows, so that the shards end up
 * as if the files had succeeded at once.
 */
export async function enqueueRetries({ runs, queues }: RetryPorts, { name, round }: RunRecord): Promise<void> {
  const byShard = new Map<string, Rejection[]>();
  for (const rejection of await runs.again(name)) {
    const files = byShard.get(rejection.shard);
    if (files === undefined) byShard.set(rejection.shard, [rejection]);
    else files.push(rejection);
  }
  const batches = [...byShard].map(([shard, files]) => extractBatch(shard, files));
  const jobsAtOnce = 1_000;
  for (let i = 0; i < batches.length; i += jobsAtOnce)
    await queues.addExtractJobs(name, batches.slice(i, i + jobsAtOnce), round);
  await runs.againEnqueued(name);
}
