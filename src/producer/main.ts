import { redisNow } from "../shared/redis/clock.js";
import { writtenToDisk } from "../shared/redis/writtenToDisk.js";
import { LabelIndex } from "../corpus/labelsFile/labelIndex.js";
import { ConfigError } from "../shared/errors.js";
import { type AskedSettings, listPayloadSchema, type RunSettings } from "../runs/jobs.js";
import { lacking } from "../runs/makes.js";
import { startWorker } from "../runs/queues/worker.js";
import type { RunRecord } from "../runs/runRecord.js";
import type { Services } from "../runs/services.js";
import type { Listing } from "../runs/listing.js";
import { chosenSettings } from "./chosenSettings.js";
import { listingProcessor } from "./enqueue.js";
import { reconcile } from "./reconcile.js";

/** A producer lists a source at most this many times if Redis keeps losing the end of the listing. */
const maxListings = 10;

/** Several sources list side by side: listing waits for S3 most of the time. */
const listingsAtOnce = 4;

/**
 * Creates or resumes a run: its record, its training job and its listing jobs.
 *
 * @returns "begun" for a new run, "continued" for a resumed one
 * @throws ConfigError if the source cannot be listed, or a run of that name has finished or has another source
 */
export async function enqueueRun(
  services: Services,
  name: string,
  asked: AskedSettings,
  commandLine?: string,
): Promise<"begun" | "continued"> {
  const settings = await chosenSettings(services, asked, (await services.runs.get(name))?.settings);
  await probe(services, settings);
  const begun = await services.runs.create(name, settings, await redisNow(services.address.redis), commandLine);
  if (!begun) {
    const run = await services.runs.get(name);
    const others = lacking(run?.needs ?? []);
    if (others.length > 0)
      throw new ConfigError([
        `run ${name} was created by another version of this program (${others.join(", ")}): finish it with that version, or choose another --run`,
      ]);
    const changed = run === undefined ? [] : differences(run.settings, settings);
    if (changed.length > 0)
      throw new ConfigError([
        `run ${name} was started with other options (${changed.join("; ")}): give the same options to resume it, or choose another --run`,
      ]);
    if (run?.times.endedAt !== undefined) throw new ConfigError([`run ${name} has finished: choose another --run`]);
    await services.runs.resume(name);
  }
  await services.features.registerRun({ name, settings });
  await services.queues.startRun(name, settings.prefixes.length);
  if (!begun) await reconcileContinued(services, name, settings);
  return begun ? "begun" : "continued";
}

/** A finished listing is not repeated: jobs that Redis has lost since are added here. */
async function reconcileContinued(services: Services, name: string, { prefixes }: RunSettings): Promise<void> {
  const { state } = await services.queues.trainingState(name);
  const run = await services.runs.require(name);
  if (state === "done" && run.times.endedAt === undefined) {
    // Redis lost the end of the training, though its job is done: run it again, from the stored results.
    await services.queues.removeRun(name);
    await services.queues.startRun(name, prefixes.length);
    return;
  }
  if (!run.listing.complete || run.times.trainStartedAt !== undefined) return;
  await reconcile({ ...services, openStore: services.openObjects }, run, undefined);
}

/** A listing worker: takes listing jobs until it is closed; `stop` interrupts a long listing between two pages. */
export function startListing(services: Services, stop: AbortSignal): { close(): Promise<void> } {
  return startWorker(services.address, {
    queue: "list",
    payload: listPayloadSchema,
    concurrency: listingsAtOnce,
    logger: services.logger,
    process: listingProcessor({ ...services, openStore: services.openObjects, stop }),
  });
}

/**
 * `ser produce`: enqueues a run and lists until all its files are enqueued, and until Redis has that on its disk: if a
 * power cut takes back the end of the listing, it is repeated.
 *
 * @returns how the listing ended; incomplete if `stop` came first. The listing of the earlier run if a run of that name
 *   and these settings is complete: a restarted producer has nothing to do
 */
export async function produce(
  services: Services,
  name: string,
  asked: AskedSettings,
  stop: AbortSignal,
  commandLine?: string,
): Promise<Listing & { readonly wasComplete: boolean; readonly settings: RunSettings }> {
  const known = await services.runs.get(name);
  const settings = await chosenSettings(services, asked, known?.settings);
  if (known?.times.endedAt !== undefined && differences(known.settings, settings).length === 0)
    return { ...known.listing, wasComplete: true, settings };
  for (let round = 1; ; round++) {
    await listAll(services, name, settings, stop, commandLine);
    await writtenToDisk(services.address.redis, stop);
    const run = await services.runs.get(name);
    if (run === undefined) throw new ConfigError([`run ${name} is no longer in Redis: run the same command again`]);
    const isOver = run.times.endedAt !== undefined || run.times.cancelledAt !== undefined;
    if (isOver || stop.aborted || (await isListed(services, run)))
      return { ...run.listing, wasComplete: false, settings };
    if (round === maxListings)
      throw new ConfigError([`Redis has lost the end of run ${name}'s listing ${round} times: check its persistence`]);
    services.logger.warn({ run: name }, "Redis has lost the end of the listing: listing the source again");
  }
}

/** A power cut may take back the end of a listing job and leave the listing that it stored just before. */
async function isListed({ queues }: Services, { name, listing, settings }: RunRecord): Promise<boolean> {
  return listing.complete && (await queues.areListingsCompleted(name, settings.prefixes.length));
}

/** Creates or resumes a run, and lists until all its files are enqueued, or `stop` comes. */
async function listAll(
  services: Services,
  name: string,
  settings: AskedSettings,
  stop: AbortSignal,
  commandLine: string | undefined,
): Promise<void> {
  const how = await enqueueRun(services, name, settings, commandLine);
  services.logger.info({ run: name, source: settings.source }, `run ${how}`);
  const worker = startListing(services, stop);
  try {
    await services.queues.waitForListings(name, settings.prefixes.length, stop);
  } catch (error) {
    if ((await services.runs.get(name))?.times.cancelledAt === undefined) throw error;
    throw new ConfigError([`run ${name} was cancelled during its listing: run the same command again to resume it`]);
  } finally {
    await worker.close();
  }
}

/** Describes the differences between two settings. */
function differences(begun: RunSettings, asked: RunSettings): string[] {
  const names = Object.keys(asked) as (keyof RunSettings)[];
  return names
    .filter((name) => name !== "automatic" && JSON.stringify(begun[name]) !== JSON.stringify(asked[name]))
    .map((name) => `${name} was ${JSON.stringify(begun[name])}`);
}

/**
 * Fails now, with one clear line, if the source cannot be listed or the labels file cannot be used, rather than in a
 * job later.
 */
async function probe(
  { openObjects }: Pick<Services, "openObjects">,
  { source, prefixes, labels, emotionMap }: RunSettings,
): Promise<void> {
  const store = await openObjects(source);
  try {
    await store.listPage({ prefix: prefixes[0]!, after: null, pageSize: 1 });
  } finally {
    await store.close();
  }
  if (labels !== null) await (await LabelIndex.open({ spec: labels, source, emotionMap, openObjects })).close();
}
