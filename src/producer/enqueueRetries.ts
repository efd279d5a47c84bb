import type { ExtractBatch, RunQueues } from "../runs/queues/runQueues.js";
import type { RunRecord, RunStore } from "../runs/runStore.js";

export interface RetryPorts {
  readonly runs: Pick<RunStore, "again" | "againEnqueued">;
  readonly queues: Pick<RunQueues, "addExtractJobs">;
}

/**
 * Enqueues the files that `ser retry` reopened, grouped by the shards that lack their rows, so that the shards end up
 * as if the files had succeeded at once.
 */
export async function enqueueRetries({ runs, queues }: RetryPorts, { name, round }: RunRecord): Promise<void> {
  const byShard = new Map<string, string[]>();
  for (const { key, shard } of await runs.again(name)) {
    const keys = byShard.get(shard);
    if (keys === undefined) byShard.set(shard, [key]);
    else keys.push(key);
  }
  const batches = [...byShard].map(([shard, keys]): ExtractBatch => ({ shard, keys }));
  const jobsAtOnce = 1_000;
  for (let i = 0; i < batches.length; i += jobsAtOnce)
    await queues.addExtractJobs(name, batches.slice(i, i + jobsAtOnce), round);
  await runs.againEnqueued(name);
}
