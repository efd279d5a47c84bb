import type { JobLock } from "../runs/jobLock.js";
import type { FileBatch, ListedFile } from "../runs/rows/fileBatch.js";
import { shardName } from "../runs/rows/shardName.js";
import { addLostExtractions } from "../runs/lostWork.js";
import { isSettled } from "../runs/rows/shardIndex.js";
import type { RunRecord } from "../runs/runRecord.js";
import { TransientError } from "../shared/errors.js";
import { saveLabels } from "./listedLabels.js";
import type { ListingPorts } from "./listingPorts.js";
import { enqueueBatches } from "./enqueueBatches.js";
import { openEnqueuePorts } from "./enqueuePorts.js";
import { onePerTrial, planTrials } from "./plan.js";
import { openSourcePages } from "./sourcePages.js";

export type ReconcilePorts = Pick<ListingPorts, "runs" | "queues" | "features" | "openStore" | "logger">;

/** Redis may lose its last second once more during reconciliation, but not repeatedly. */
const maxRounds = 5;

/**
 * Restores what Redis lost of a complete listing: adds again the jobs that are neither waiting, active, done nor
 * failed, and those that are done without outcomes for their files. A Redis that comes back without its last second has
 * lost a page's record along with the page's jobs, unless the record was written after it came back: only counting
 * finds that case.
 *
 * The source is listed again only if something is missing. Idempotent: ids are derived from run and keys.
 *
 * @param lock of the listing job; undefined for a producer that found the listing complete
 * @returns the number of jobs that had been lost
 */
export async function reconcile(ports: ReconcilePorts, run: RunRecord, lock: JobLock | undefined): Promise<number> {
  let found = await addLostExtractions(ports, run);
  for (let round = 0; round < maxRounds; round++) {
    if (!(await isLacking(ports, run))) return found;
    const added = await listAgain(ports, run, lock);
    if (added === 0) return found; // files that have since disappeared from the source
    ports.logger.warn({ run: run.name, jobs: added }, "Redis lost jobs of this run: adding them again");
    found += added;
  }
  throw new TransientError(`run ${run.name}: Redis kept losing jobs while earlier losses were being repaired`);
}

/**
 * Whether the index has fewer files than were enqueued, or a shard lacks outcomes and has no job that will produce
 * them.
 */
async function isLacking({ runs, queues, features }: ReconcilePorts, { name }: RunRecord): Promise<boolean> {
  const { listing, round } = await runs.require(name);
  let planned = 0;
  for await (const entries of features.shardIndex(name).pages()) {
    const open: string[] = [];
    for (const [digest, entry] of entries) {
      planned += entry.files;
      if (!isSettled(entry)) open.push(digest);
    }
    if ((await queues.hasExtractJobs(name, open, round)).includes(false)) return true;
  }
  return planned < listing.queued;
}

/** Lists the source once more and adds the missing jobs. @returns how many */
async function listAgain(ports: ReconcilePorts, run: RunRecord, lock: JobLock | undefined): Promise<number> {
  const { name, settings } = run;
  const source = await openSourcePages(ports, settings);
  let added = 0;
  try {
    for (let part = 0; part < settings.prefixes.length; part++) {
      const enqueuing = await openEnqueuePorts(ports, run, lock);
      for (let after: string | null = null, isOver = false; !isOver;) {
        const { page, plan } = await source.read(part, after);
        await saveLabels(ports, name, plan);
        const lost = await withoutJob(ports, run, plan.batches);
        await enqueueBatches(enqueuing, name, lost, false, run.round);
        await ports.runs.offerTrials(name, plan.candidates);
        added += lost.length;
        after = page.next;
        isOver = after === null;
      }
    }
  } finally {
    await source.close();
  }
  if (!onePerTrial(settings)) return added;
  const { offered } = (await ports.runs.require(name)).listing;
  const { batches } = planTrials(await ports.runs.chosenTrials(name), offered, settings);
  const lost = await withoutJob(ports, run, batches);
  await enqueueBatches(await openEnqueuePorts(ports, run, lock), name, lost, false, run.round);
  return added + lost.length;
}

/**
 * The batches that lack outcomes and have no job. Remains of a job that is in no list are removed; otherwise the job
 * could not be added again.
 */
async function withoutJob(
  { queues, features }: ReconcilePorts,
  { name, round }: RunRecord,
  listed: readonly (readonly ListedFile[])[],
): Promise<(readonly ListedFile[])[]> {
  const all = listed.map((files): FileBatch => ({ shard: shardName(files.map(({ key }) => key)), files }));
  const entries = await features.shardIndex(name).entries(all.map(({ shard }) => shard));
  const open = all.filter((_, i) => entries[i] === undefined || !isSettled(entries[i]));
  const shards = open.map(({ shard }) => shard);
  const has = await queues.hasExtractJobs(name, shards, round);
  const lost = open.filter((_, i) => has[i] === false);
  await queues.dropRemains(
    name,
    lost.map(({ shard }) => shard),
    round,
  );
  return lost.map(({ files }) => files);
}
