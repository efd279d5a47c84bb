/**
 * One measurement of `npm run bench -- pipeline`, in a process of its own so that its processor time and its peak memory
 * are its own: `node --import tsx test/bench/pipelinePhase.ts (compute|threads|run) SOURCE FILES THREADS`.
 *
 * compute: the extractor alone, on one core, from bytes in memory
 * threads: the feature threads, from bytes in memory, begun and warm as in a run
 * run:     listing, queue, fetching, threads and storing, as in `ser run`, up to the last row
 *
 * Prints one JSON line: files, seconds, milliseconds of processor time a file (of the process and, in a run, of Redis),
 * peak memory in MB of 1e6.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { enqueueRun, startListing } from "../../src/producer/main.js";
import { createExtractor, defaultExtractionSettings } from "../../src/shared/extraction.js";
import { runSettingsSchema } from "../../src/shared/jobs.js";
import { startLocalRedis } from "../../src/shared/localRedis.js";
import { createLogger } from "../../src/shared/logger.js";
import { mapLimited } from "../../src/shared/mapLimited.js";
import { runStatus } from "../../src/shared/runStatus.js";
import { openServices, type Services } from "../../src/shared/services.js";
import { openObjectStore } from "../../src/shared/stores/openObjectStore.js";
import { startExtractWorker } from "../../src/workers/extract/main.js";
import { createFeatureThreads } from "../../src/workers/extract/threads.js";

interface Phase {
  readonly files: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly redisCpuMs?: number;
}

const [phase, source = "", most = "1000", threadCount = "1", store = "redis"] = process.argv.slice(2);
const nThreads = Number(threadCount);

/** The source's files in memory. */
async function recordings(): Promise<Uint8Array[]> {
  const objects = await openObjectStore(source);
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const page = await objects.listPage({ after });
    keys.push(...page.entries.map(({ key }) => key).filter((key) => /\/?03-[^/]*\.wav$/.test(key)));
    after = page.next;
  } while (after !== null && keys.length < Number(most));
  const bytes = await mapLimited(keys.slice(0, Number(most)), 16, async (key) => (await objects.get(key)).bytes);
  await objects.close();
  return bytes;
}

async function compute(): Promise<Phase> {
  const files = await recordings();
  const extract = createExtractor(defaultExtractionSettings);
  for (const bytes of files.slice(0, 100)) extract(bytes);
  return timed(files.length, () => {
    for (const bytes of files) extract(bytes);
    return Promise.resolve();
  });
}

async function threads(): Promise<Phase> {
  const files = (await recordings()).map(shared);
  const pool = createFeatureThreads(nThreads);
  const extract = async (bytes: Uint8Array): Promise<unknown> =>
    pool.extract({ kind: "file", bytes }, defaultExtractionSettings);
  await mapLimited(files.slice(0, 100), 4 * nThreads, extract);
  const measured = await timed(files.length, async () => {
    await mapLimited(files, 4 * nThreads, extract);
  });
  await pool.close();
  return measured;
}

/** Memory that main thread and feature threads share, as a run has it. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

async function run(): Promise<Phase> {
  const dir = await mkdtemp(join(tmpdir(), "ser-bench-"));
  const redis = await startLocalRedis({ dir, persist: false });
  const services = await openServices(redis.url, "{bench}", createLogger("error"));
  try {
    // A run before, whose rows are not used, so that code and connections are as warm as the threads' are.
    await extractAll(services, nThreads, "warm");
    const info = await services.address.redis.info("server");
    const redisPid = Number(/process_id:(\d+)/.exec(info)?.[1]);
    const before = await cpuOf(redisPid);
    const files = await extractAll(services, nThreads, "bench");
    return { ...files, redisCpuMs: ((await cpuOf(redisPid)) - before) / files.files };
  } finally {
    await services.close();
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const stop = new AbortController().signal;
let worker: ReturnType<typeof startExtractWorker> | undefined;

async function extractAll(services: Services, nThreads: number, name: string): Promise<Phase> {
  worker ??= startExtractWorker(services, { threads: nThreads, maxBytes: 200_000_000 });
  const settings = runSettingsSchema.parse({ source, recompute: true, store });
  const listing = startListing(services, stop);
  const phase = await timed(0, async () => {
    await enqueueRun(services, name, settings);
    await services.queues.waitForListings(name, 1, stop);
    const { queued } = (await services.runs.get(name))!.listing;
    const done = async (): Promise<number> =>
      (await services.features.ledger(name).count()) + (await services.runs.rejectedCount(name));
    while ((await done()) < queued) await sleep(50);
  });
  await listing.close();
  const { files } = (await runStatus(services, name, Date.now()))!;
  if (name === "bench") await worker.close();
  return { ...phase, files: files.done, cpuMs: phase.cpuMs / files.done };
}

/** @param files 0: the processor time is of all, not of a file */
async function timed(files: number, work: () => Promise<void>): Promise<Phase> {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { files, seconds: (performance.now() - started) / 1000, cpuMs: (user + system) / 1000 / Math.max(files, 1) };
}

/** Processor time of a process so far, in ms; the kernel counts in hundredths of a second. */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]!.split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

const phases: Readonly<Record<string, () => Promise<Phase>>> = { compute, threads, run };
const measured = await phases[phase ?? ""]!();
const peakMb = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
process.stdout.write(`${JSON.stringify({ ...measured, filesPerSec: measured.files / measured.seconds, peakMb })}\n`);
process.exit();
