import type { RunQueues } from "../shared/queues/runQueues.js";
import type { FileBatch, ListedFile } from "../shared/stores/featureStore.js";
import type { RowReuse } from "../shared/stores/rowReuse.js";
import { shardName } from "../shared/stores/shardName.js";
import type { ShardLedger } from "../shared/stores/shardLedger.js";

export interface EnqueuePorts {
  readonly queues: Pick<RunQueues, "addExtractJobs" | "hasExtractJobs">;
  readonly ledger: Pick<ShardLedger, "plan" | "filled">;
  /** undefined where everything is to be computed again */
  readonly reuse: Pick<RowReuse, "take"> | undefined;
}

/**
 * Turns batches of files into extraction jobs, without the files that have their row already.
 *
 * @param isRepeat the same batches may have been enqueued before, by a producer that was killed before it could say so
 * @returns how many files needed no job
 */
export async function enqueueBatches(
  { queues, ledger, reuse }: EnqueuePorts,
  run: string,
  listed: readonly (readonly ListedFile[])[],
  isRepeat: boolean,
): Promise<number> {
  const all = listed.map((files): FileBatch => ({ shard: shardName(files.map(({ key }) => key)), files }));
  const shards = all.map(({ shard }) => shard);
  await ledger.plan(shards);
  // A job that is there has its shard for itself; one that failed for good would keep its parent waiting for ever if it
  // were added again.
  const isUnderWay = isRepeat ? await queues.hasExtractJobs(run, shards) : [];
  // One that is done and forgotten has left rows: RowReuse finds them, and where all is computed again, the ledger does.
  const isDone = isRepeat && reuse === undefined ? await ledger.filled(shards) : [];
  const batches = all.filter((_, i) => isUnderWay[i] !== true && isDone[i] !== true);

  const taken = await reuse?.take(batches);
  const jobs = batches.map(({ shard, files }, i) => ({
    shard,
    keys: files.map(({ key }) => key).filter((key) => taken?.[i]?.has(key) !== true),
  }));
  await queues.addExtractJobs(
    run,
    jobs.filter(({ keys }) => keys.length > 0),
  );
  return (taken ?? []).reduce((sum, { size }) => sum + size, 0);
}
