import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../shared/errors.js";
import type { ListPayload, RunSettings } from "../shared/jobs.js";
import type { Logger } from "../shared/logger.js";
import type { RunQueues } from "../shared/queues/runQueues.js";
import type { Processor } from "../shared/queues/worker.js";
import type { ObjectPage, ObjectStore } from "../shared/stores/objectStore.js";
import type { Listing, RunStore } from "../shared/stores/runStore.js";
import { countModalities, onePerTrial, planPage, planTrials, type PagePlan } from "./plan.js";

export interface ListingPorts {
  readonly runs: RunStore;
  readonly queues: Pick<RunQueues, "addExtractJobs" | "waitingExtractJobs">;
  readonly openStore: (source: string) => Promise<ObjectStore>;
  readonly logger: Logger;
  /** aborted when the producer shall stop: the listing goes back to the queue between two pages */
  readonly stop: AbortSignal;
}

/** How often listing looks whether the workers have caught up. */
const backpressureMs = 250;

/**
 * A listing job: page by page, names become extraction jobs. After each page the run's record notes how far it came;
 * a listing that is killed goes on from there, and adds nothing twice because job ids follow from run and keys.
 */
export function listingProcessor(ports: ListingPorts): Processor<ListPayload> {
  return async (job) => {
    const { run: name } = job.payload;
    const run = await ports.runs.get(name);
    if (run === undefined) throw new InputError("bad-payload", `run ${name}: no such run`);
    const { settings } = run;
    const store = await ports.openStore(settings.source);
    try {
      let listing = run.listing;
      let isRepeat = true; // the first page of this try may have been enqueued by one that was killed
      while (!listing.complete) {
        await room(ports, settings.maxQueued / settings.filesPerJob);
        if (ports.stop.aborted) return await job.putBack();
        const page = await store.listPage({ after: listing.after });
        const plan = planPage(
          page.entries.map((entry) => entry.key),
          settings,
        );
        await ports.queues.addExtractJobs(name, plan.batches, isRepeat);
        await ports.runs.offerTrials(name, plan.candidates);
        listing = advance(listing, plan, page);
        if (listing.complete && onePerTrial(settings)) listing = await takeTrials(ports, name, settings, listing);
        await ports.runs.saveListing(name, listing);
        await job.report({ listed: listing.listed, queued: listing.queued });
        isRepeat = false;
      }
      if (listing.queued === 0) throw new InputError("too-few-recordings", nothingFound(settings.source, listing));
      ports.logger.info({ run: name, listed: listing.listed, queued: listing.queued }, "listing complete");
      return { listed: listing.listed, queued: listing.queued };
    } finally {
      await store.close();
    }
  };
}

function advance(listing: Listing, plan: PagePlan, page: ObjectPage): Listing {
  return {
    after: page.next,
    complete: page.next === null,
    listed: listing.listed + plan.listed,
    queued: listing.queued + filesIn(plan.batches),
    skipped: sumCounts(listing.skipped, plan.skipped),
    modalities: sumCounts(listing.modalities, plan.modalities),
    offered: sumCounts(listing.offered, countModalities(plan.candidates)),
    synthetic: listing.synthetic || plan.synthetic,
  };
}

/** The end of a listing that wants one file a trial. Killed before it is noted, it names the same jobs again. */
async function takeTrials(ports: ListingPorts, run: string, settings: RunSettings, listing: Listing): Promise<Listing> {
  const plan = planTrials(await ports.runs.chosenTrials(run), listing.offered, settings);
  await ports.queues.addExtractJobs(run, plan.batches, true);
  return {
    ...listing,
    queued: listing.queued + filesIn(plan.batches),
    skipped: sumCounts(listing.skipped, plan.skipped),
    modalities: sumCounts(listing.modalities, plan.modalities),
  };
}

function filesIn(batches: readonly (readonly string[])[]): number {
  return batches.reduce((sum, batch) => sum + batch.length, 0);
}

function sumCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Partial<Record<string, number>>>,
): Record<string, number> {
  const sum = { ...a };
  for (const [name, count = 0] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** Backpressure: Redis stays bounded however large the bucket. */
async function room(ports: ListingPorts, maxJobs: number): Promise<void> {
  while (!ports.stop.aborted && (await ports.queues.waitingExtractJobs()) > maxJobs) await sleep(backpressureMs);
}

function nothingFound(source: string, listing: Listing): string {
  const reasons = Object.entries(listing.skipped).map(([reason, count]) => `${count} ${reason}`);
  const found = listing.listed === 0 ? "it is empty" : `${listing.listed} files, ${reasons.join(", ")}`;
  return `${source}: no recording to extract (${found}); expected names such as 03-01-03-02-01-01-02.wav`;
}
