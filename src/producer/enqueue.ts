import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../shared/errors.js";
import type { JobLock } from "../runs/jobLock.js";
import type { ListPayload } from "../runs/jobs.js";
import { requireOwnVersions } from "../runs/makes.js";
import type { JobContext, Processor } from "../runs/queues/worker.js";
import type { ObjectPage } from "../shared/objects/objectStore.js";
import { addCounts, type Listing } from "../runs/listing.js";
import type { RunRecord } from "../runs/runRecord.js";
import { enqueueBatches } from "./enqueueBatches.js";
import { saveLabels } from "./listedLabels.js";
import type { ListingPorts } from "./listingPorts.js";
import { openEnqueuePorts } from "./enqueuePorts.js";
import { enqueueRetries } from "./enqueueRetries.js";
import { sourceWords } from "../shared/objects/source.js";
import { examples } from "../corpus/dataSets.js";
import { countModalities, onePerTrial, planTrials, type PagePlan } from "./plan.js";
import { reconcile } from "./reconcile.js";
import { openSourcePages } from "./sourcePages.js";

/** How often a listing checks whether the workers have caught up. */
const backpressureMs = 250;

/**
 * Processes a listing job: turns names into extraction jobs, page by page. Progress is saved in the run's record after
 * each page; a listing that is killed resumes from there, and adds nothing twice because job ids are derived from run
 * and keys.
 *
 * A run has one such job per prefix. The last one to finish does the final steps; if two consider themselves last, the
 * steps run twice, which is harmless: they are idempotent.
 */
export function listingProcessor(ports: ListingPorts): Processor<ListPayload> {
  return async (job) => {
    const { run: name, part } = job.payload;
    const run = await ports.runs.require(name);
    requireOwnVersions(run);
    if (!(await listPart(ports, run, part, job))) return job.requeue();
    const parts = await Promise.all(run.settings.prefixes.map(async (_, i) => ports.runs.listing(name, i)));
    if (parts.every(({ complete }) => complete)) await finish(ports, run, job.lock);

    const { listing } = (await ports.runs.get(name))!;
    if (listing.complete && listing.queued === 0)
      throw new InputError("too-few-recordings", nothingFound(run.settings, listing));
    if (listing.complete) requireDataSets(run.settings, listing);
    ports.logger.info({ run: name, part, listed: listing.listed, queued: listing.queued }, "listing complete");
    return { listed: listing.listed, queued: listing.queued };
  };
}

/** @returns false if `stop` came before the end */
async function listPart(
  ports: ListingPorts,
  run: RunRecord,
  part: number,
  job: JobContext<ListPayload>,
): Promise<boolean> {
  const { name, settings } = run;
  let listing = await ports.runs.listing(name, part);
  if (listing.complete) return true;
  const source = await openSourcePages(ports, settings);
  try {
    let enqueuing = await openEnqueuePorts(ports, run, job.lock);
    let isRepeat = true; // the first page of this attempt may have been enqueued by one that was killed
    while (!listing.complete) {
      await room(ports, settings.maxQueued / settings.filesPerJob);
      if (ports.stop.aborted) return false;
      const { page, plan } = await source.read(part, listing.after);
      await saveLabels(ports, name, plan);
      const reused = await enqueueBatches(enqueuing, name, plan.batches, isRepeat);
      await ports.runs.offerTrials(name, plan.candidates);
      const further = advance(listing, plan, page, reused);
      isRepeat = !(await ports.runs.saveListing(name, part, further, job.lock, listing.pages));
      listing = further;
      if (isRepeat) {
        // Redis came back without its last second. What it lost follows the position in its record.
        listing = await ports.runs.listing(name, part);
        enqueuing = await openEnqueuePorts(ports, run, job.lock);
        job.logger.warn({ pages: listing.pages }, "Redis lost the end of this listing; resuming from an earlier page");
      }
      await job.report({ listed: listing.listed, queued: listing.queued });
    }
    return true;
  } finally {
    await source.close();
  }
}

/** The final steps when everything is listed. Idempotent: if it is killed, it runs again and adds the same jobs. */
async function finish(ports: ListingPorts, run: RunRecord, lock: JobLock): Promise<void> {
  const { name, settings } = run;
  let end = await ports.runs.listing(name, "end");
  if (!end.complete) {
    if (onePerTrial(settings)) {
      const plan = planTrials(
        await ports.runs.chosenTrials(name),
        (await ports.runs.get(name))!.listing.offered,
        settings,
      );
      const reused = await enqueueBatches(await openEnqueuePorts(ports, run, lock), name, plan.batches, true);
      end = advance(
        end,
        { ...plan, listed: 0, datasets: {}, labels: new Map(), candidates: [], synthetic: false },
        { entries: [], next: null },
        reused,
      );
    }
    await (await ports.features.of(run)).sweep();
    await ports.runs.saveListing(name, "end", { ...end, complete: true }, lock);
  }
  await enqueueRetries(ports, run);
  await reconcile(ports, run, lock);
}

function advance(listing: Listing, plan: PagePlan, page: ObjectPage, reused: number): Listing {
  return {
    after: page.next,
    pages: listing.pages + 1,
    complete: page.next === null,
    listed: listing.listed + plan.listed,
    queued: listing.queued + plan.batches.reduce((sum, batch) => sum + batch.length, 0),
    reused: listing.reused + reused,
    skipped: addCounts(listing.skipped, plan.skipped),
    modalities: addCounts(listing.modalities, plan.modalities),
    datasets: addCounts(listing.datasets, plan.datasets),
    offered: addCounts(listing.offered, countModalities(plan.candidates)),
    synthetic: listing.synthetic || plan.synthetic,
  };
}

/** Backpressure: Redis stays bounded however large the bucket. */
async function room(ports: ListingPorts, maxJobs: number): Promise<void> {
  while (!ports.stop.aborted && (await ports.queues.waitingExtractJobs()) > maxJobs) await sleep(backpressureMs);
}

/** @throws InputError "too-few-recordings" if whole data sets should be held out and there is only one */
function requireDataSets({ protocol }: RunRecord["settings"], { datasets }: Listing): void {
  const found = Object.keys(datasets).filter((name) => name !== "unlabelled");
  if (protocol !== "byCorpus" || found.length > 1) return;
  const why = found.length === 0 ? "no recording has a data set" : `every recording is of ${found[0]}`;
  throw new InputError(
    "too-few-recordings",
    `protocol byCorpus holds out one data set at a time, but ${why}: use byActor, or add a second data set`,
  );
}

function nothingFound({ source, dataset, labels }: RunRecord["settings"], listing: Listing): string {
  const reasons = Object.entries(listing.skipped).map(([reason, count]) => `${count} ${reason}`);
  const found = listing.listed === 0 ? "it is empty" : `${listing.listed} files, ${reasons.join(", ")}`;
  const remedy =
    (listing.skipped["archived"] ?? 0) > 0 ? "; archived objects must be restored first: aws s3api restore-object" : "";
  return `${sourceWords(source)}: no recordings to extract (${found}); ${labels === null ? `expected names such as ${examples(dataset)}` : `${labels} names none of them: see ser labels check`}${remedy}`;
}
