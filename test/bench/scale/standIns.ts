/**
 * A process of stand-in extraction workers, for `npm run bench -- scale`: `standIns.ts REDIS_URL PREFIX WORKERS
 * FILE_MS`. Each has its own connections, its own BullMQ worker and the real extraction processor; instead of a bucket
 * and a thread, it sleeps for the duration of a file. Prints "ready" when all are connected; starts when it receives a
 * line; exits with its parent.
 */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { RecordingReader } from "../../../src/audio/recordingReader.js";
import type { Extraction } from "../../../src/features/extraction.js";
import { InputError } from "../../../src/shared/errors.js";
import { featureSetOf } from "../../../src/features/featureSet.js";
import { extractPayloadSchema } from "../../../src/runs/jobs.js";
import { createLogger } from "../../../src/shared/logger.js";
import { startWorker } from "../../../src/runs/queues/worker.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import type { ObjectStore } from "../../../src/shared/objects/objectStore.js";
import { ThroughputHistory } from "../../../src/runs/throughputHistory.js";
import { startHeartbeat } from "../../../src/runs/workerRegistry.js";
import { Semaphore } from "../../../src/shared/async/semaphore.js";
import { extractProcessor, type ExtractPorts, type OpenRun } from "../../../src/workers/extract/processor.js";
import { InlineReadPolicy } from "../../../src/workers/extract/inlineReadPolicy.js";
import { BufferPool } from "../../../src/workers/extract/bufferPool.js";

const [redisUrl = "", prefix = "", workers = "1", fileMs = "4"] = process.argv.slice(2);

/** Like `ser work extract --threads 1`: two jobs more than threads. */
const jobsInHand = 3;

const content = { bytes: new Uint8Array(1), etag: "0123456789abcdef0123456789abcdef" };

const unused = (): never => {
  throw new Error("a stand-in has no use for it");
};
const bucket: ObjectStore = {
  source: "stand-in",
  get: () => Promise.resolve(content),
  getRange: unused,
  listPage: unused,
  put: unused,
  remove: unused,
  close: () => Promise.resolve(),
};

const extraction: Extraction = {
  sampleRate: 16_000,
  samples: 58_000,
  sourceRate: 48_000,
  durationSec: 3.6,
  notes: [],
  features: Float64Array.from(featureSetOf(["mean161"]).columns, (_, i) => Math.sin(i)),
};

/**
 * A thread that takes the same time for each file, sequentially. It follows the clock, so late timers do not
 * accumulate.
 */
function sleepingThread(msPerFile: number): ExtractPorts["threads"] {
  let freeAt = 0;
  return {
    async extract() {
      const now = performance.now();
      freeAt = Math.max(freeAt, now) + msPerFile;
      await sleep(freeAt - now);
      return { ok: true, extraction, spent: { decodeMs: 0, featuresMs: msPerFile } };
    },
    extractFile: async () => Promise.resolve(undefined),
  };
}

/**
 * Opens a run as `ser work extract` does at its first job, and caches it; the run's creation time is read each time.
 */
function openRuns(services: Services): (name: string) => Promise<OpenRun> {
  let opened: OpenRun | undefined;
  return async (name) => {
    await services.runs.madeAt(name);
    if (opened !== undefined) return opened;
    const run = await services.runs.get(name);
    if (run === undefined) throw new InputError("bad-payload", `run ${name}: no such run`);
    const features = await services.features.of(run);
    const speed = new ThroughputHistory(services.address.redis, services.address.prefix, name);
    opened = {
      settings: run.settings,
      reader: new RecordingReader(bucket, { maxBytes: 1_000, buffers: new BufferPool(1_000_000) }),
      inlineReads: new InlineReadPolicy(),
      features,
      remember: () => Promise.resolve(),
      tally: async (files) => speed.add(files, Date.now()),
    };
    return opened;
  };
}

function work(services: Services): void {
  const heartbeat = startHeartbeat(services.address, "extract", 1);
  const extract = extractProcessor({
    openRun: openRuns(services),
    threads: sleepingThread(Number(fileMs)),
    files: new Semaphore(32), // as in a worker with one thread
  });
  startWorker(services.address, {
    queue: "extract",
    payload: extractPayloadSchema,
    concurrency: jobsInHand,
    logger: services.logger,
    async process(job) {
      const result = await extract(job);
      heartbeat.add(job.payload.keys.length);
      return result;
    },
  });
}

const logger = createLogger("error");
const all: Services[] = [];
for (let i = 0; i < Number(workers); i++) all.push(await openServices(redisUrl, prefix, logger));
process.stdin.once("close", () => process.exit());
process.stdout.write("ready\n");
await once(process.stdin, "data");
for (const services of all) work(services);
