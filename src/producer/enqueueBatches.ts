import type { JobLock } from "../runs/jobLock.js";
import { extractBatch } from "../runs/queues/extractBatch.js";
import type { RunQueues } from "../runs/queues/runQueues.js";
import type { FileBatch, ListedFile } from "../runs/rows/fileBatch.js";
import type { RejectionCache } from "../runs/rows/rejectionCache.js";
import type { RowCache } from "../runs/rows/rowCache.js";
import type { RunStore } from "../runs/runStore.js";
import { shardName } from "../runs/rows/shardName.js";
import type { ShardIndex } from "../runs/rows/shardIndex.js";

/** Rows and rejections of earlier runs that this run can reuse. */
export interface EarlierRuns {
  readonly rows: Pick<RowCache, "take">;
  readonly rejections: Pick<RejectionCache, "find">;
}

export interface EnqueuePorts {
  readonly queues: Pick<RunQueues, "addExtractJobs" | "hasExtractJobs">;
  readonly shardIndex: Pick<ShardIndex, "plan" | "entries">;
  readonly runs: Pick<RunStore, "reject">;
  /** of the listing job */
  readonly lock: JobLock | undefined;
  /** undefined if everything should be recomputed */
  readonly earlier: EarlierRuns | undefined;
}

/**
 * Turns batches of files into extraction jobs, without the files for which earlier runs have a row or a rejection.
 *
 * @param round 0 for the first pass, n for the nth `ser retry`
 * @param isRepeat the same batches may have been enqueued before, by a producer that was killed before it saved its
 *                 progress
 * @returns the number of files that needed no job
 */
export async function enqueueBatches(
  { queues, shardIndex, runs, earlier, lock }: EnqueuePorts,
  run: string,
  listed: readonly (readonly ListedFile[])[],
  isRepeat: boolean,
  round = 0,
): Promise<number> {
  const all = listed.map((files): FileBatch => ({ shard: shardName(files.map(({ key }) => key)), files }));
  const shards = all.map(({ shard }) => shard);
  await shardIndex.plan(all.map(({ shard, files }) => ({ shard, files: files.length })));
  // An existing job already covers its shard; one that failed permanently would keep its parent waiting forever if it
  // were added again.
  const isUnderWay = isRepeat ? await queues.hasExtractJobs(run, shards) : [];
  // One that is done and removed has left rows: RowCache finds them, or, if everything is recomputed, shardIndex does.
  const done = isRepeat && earlier === undefined ? await shardIndex.entries(shards) : [];
  const batches = all.filter((_, i) => isUnderWay[i] !== true && (done[i]?.rows ?? 0) === 0);

  const open = earlier === undefined ? batches : await withoutKnown(earlier, runs, run, batches, lock);
  const jobs = open.map(({ shard, files }) => extractBatch(shard, files));
  await queues.addExtractJobs(
    run,
    jobs.filter(({ keys }) => keys.length > 0),
    round,
  );
  return filesIn(batches) - filesIn(open);
}

/** The batches with only the files that must be fetched. */
async function withoutKnown(
  { rows, rejections: cache }: EarlierRuns,
  runs: Pick<RunStore, "reject">,
  run: string,
  batches: readonly FileBatch[],
  lock: JobLock | undefined,
): Promise<FileBatch[]> {
  const taken = await rows.take(batches);
  const lacking = batches.map(({ shard, files }, i) => ({
    shard,
    files: files.filter(({ key }) => taken[i]?.has(key) !== true),
  }));
  const asked = lacking.flatMap(({ shard, files }) => files.map((file) => ({ shard, file })));
  const found = await cache.find(asked.map(({ file }) => file));
  const rejected = asked.flatMap(({ shard, file: { key, size } }, i) => {
    const rejection = found[i];
    if (rejection === undefined) return [];
    return [{ key, shard, attempts: 0, ...rejection, ...(size === undefined ? {} : { size }) }];
  });
  await runs.reject(run, rejected, lock);
  const known = new Set(rejected.map(({ key }) => key));
  return lacking.map(({ shard, files }) => ({ shard, files: files.filter(({ key }) => !known.has(key)) }));
}

function filesIn(batches: readonly FileBatch[]): number {
  return batches.reduce((sum, { files }) => sum + files.length, 0);
}
