import type { Logger } from "../shared/logger.js";
import type { ExtractBatch } from "./queues/extractBatch.js";
import type { RunQueues } from "./queues/runQueues.js";
import type { FeatureStoreFactory } from "./rows/featureStoreFactory.js";
import { isSettled } from "./rows/shardIndex.js";
import { digestOf } from "./rows/shardName.js";
import type { RunRecord } from "./runRecord.js";

export interface LostWorkPorts {
  readonly queues: Pick<RunQueues, "doneExtractJobs" | "addExtractJobsAgain" | "listAgain">;
  readonly features: Pick<FeatureStoreFactory, "shardIndex">;
  readonly logger: Logger;
}

/**
 * Adds jobs again that completed but whose results Redis has lost. A power cut or a failover can lose a worker's writes
 * of the last second; a worker whose lock survived then completes its job nevertheless. Each job is added again once: a
 * second completion without a result has another cause.
 *
 * @returns the number of jobs added */
export async function addLostExtractions(ports: LostWorkPorts, { name, round }: RunRecord): Promise<number> {
  let lost = 0;
  for await (const entries of ports.features.shardIndex(name).pages()) {
    const open = entries.filter(([, entry]) => !isSettled(entry)).map(([digest]) => digest);
    const batches = await stillOpen(ports, name, await ports.queues.doneExtractJobs(name, open, round));
    await ports.queues.addExtractJobsAgain(name, batches, round);
    lost += batches.length;
  }
  if (lost > 0)
    ports.logger.warn({ run: name, jobs: lost }, "Redis lost the results of these jobs: running them again");
  return lost;
}

/** A job stores its outcomes before it completes: if a completed job has none, they were lost. */
async function stillOpen(
  { features }: LostWorkPorts,
  run: string,
  batches: readonly ExtractBatch[],
): Promise<readonly ExtractBatch[]> {
  const entries = await features.shardIndex(run).entries(batches.map(({ shard }) => digestOf(shard)));
  return batches.filter((_, i) => entries[i] !== undefined && !isSettled(entries[i]));
}

/**
 * Like addLostExtractions, for everything that a training waits for. If Redis lost the end of a completed listing, the
 * report would only cover the pages before it.
 *
 * @returns the number of jobs that the training has to wait for
 */
export async function addLostWork(ports: LostWorkPorts, run: RunRecord): Promise<number> {
  if (run.listing.complete) return addLostExtractions(ports, run);
  const listings = await ports.queues.listAgain(run.name, run.settings.prefixes.length);
  ports.logger.warn({ run: run.name }, "Redis lost the end of this run's listing: a producer lists it again");
  return listings;
}
