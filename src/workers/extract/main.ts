import { redisNow } from "../../shared/redis/clock.js";
import { type ReaderSettings, RecordingReader } from "../../audio/recordingReader.js";
import { extractPayloadSchema } from "../../runs/jobs.js";
import { OtherEmbeddingError, requireOwnVersions } from "../../runs/makes.js";
import { PromiseCache } from "../../shared/async/promiseCache.js";
import { startWorker, type RunningWorker } from "../../runs/queues/worker.js";
import type { Services } from "../../runs/services.js";
import { ThroughputHistory } from "../../runs/throughputHistory.js";
import { type Heartbeat, startHeartbeat } from "../../runs/workerRegistry.js";
import type { RejectedContent } from "../../runs/rows/rejectionCache.js";
import { events } from "../../runs/telemetry/events.js";
import { withReadBytes } from "../../runs/telemetry/readBytes.js";
import { Semaphore } from "../../shared/async/semaphore.js";
import { extractProcessor, type OpenRun } from "./processor.js";
import { InlineReadPolicy } from "./inlineReadPolicy.js";
import { BufferPool } from "./bufferPool.js";
import { createFeatureThreads } from "./featureThreads.js";
import { requireEmbedding } from "./requireEmbedding.js";

export interface ExtractWorkerSettings {
  readonly threads: number;
  readonly maxBytes: number;
  /** path of the embedding model, for runs that were made with one */
  readonly embedding?: string | undefined;
}

/**
 * Two more jobs than threads: while one finishes, which takes several round trips to Redis, the files of the other are
 * computed.
 */
const jobsAhead = 2;

/**
 * Files in flight (being fetched or waiting for a thread) per thread, plus one thread's worth. A thread takes a few ms
 * per file, but S3 takes tens of ms to send one: there must be enough in flight that no thread ever waits.
 */
const filesInHand = 16;

/** Room for one file of the default maximum size plus hundreds of common ones. */
const heldBytes = 256_000_000;

/** `ser work extract`: processes extraction jobs of all runs until it is closed. */
export function startExtractWorker(services: Services, settings: ExtractWorkerSettings): RunningWorker {
  const threads = createFeatureThreads(settings.threads, settings.maxBytes);
  events.threadsStarted.publish({ pool: "extract", load: threads.load });
  const { maxBytes, embedding } = settings;
  const heartbeat = startHeartbeat(services.address, "extract", settings.threads);
  const runs = openRuns(services, { maxBytes, buffers: new BufferPool(heldBytes) }, embedding, heartbeat);
  const process = extractProcessor({
    openRun: runs.open,
    threads,
    files: new Semaphore(filesInHand * (settings.threads + 1)),
  });
  const worker = startWorker(services.address, {
    queue: "extract",
    payload: extractPayloadSchema,
    concurrency: settings.threads + jobsAhead,
    logger: services.logger,
    async process(job) {
      const result = await process(job);
      heartbeat.add(job.payload.keys.length);
      return result;
    },
  });
  return {
    async close() {
      await worker.close();
      await heartbeat.stop();
      await threads.close();
      await runs.close();
    },
  };
}

/**
 * Settings, reader and feature store of each run, opened at its first job and kept. A run's settings never change, but
 * a new run may reuse the name of a finished one, so the key includes the creation time.
 */
function openRuns(
  services: Services,
  limits: ReaderSettings,
  embedding: string | undefined,
  heartbeat: Pick<Heartbeat, "lacksEmbedding">,
): { open: (run: string) => Promise<OpenRun>; close: () => Promise<void> } {
  type Opened = OpenRun & { readonly reader: RecordingReader };
  const opened = new PromiseCache<Opened>();
  const open = async (name: string): Promise<Opened> => {
    const run = await services.runs.require(name);
    requireOwnVersions(run);
    await requireEmbedding(run, embedding).catch((error: unknown) => {
      if (error instanceof OtherEmbeddingError) heartbeat.lacksEmbedding(name);
      throw error;
    });
    const source = withReadBytes(await services.openObjects(run.settings.source), (bytes) =>
      events.bytesRead.publish({ bytes }),
    );
    const features = await services.features.of(run);
    await services.runs.mark(name, "extractStartedAt", await redisNow(services.address.redis));
    const cache = services.features.rejectionCache(run.settings);
    const remember = async (rejections: readonly RejectedContent[]): Promise<void> => cache.note(rejections);
    const speed = new ThroughputHistory(services.address.redis, services.address.prefix, name);
    const tally = async (files: number): Promise<void> =>
      redisNow(services.address.redis)
        .then(async (now) => speed.add(files, now))
        .catch(() => undefined);
    return {
      settings: run.settings,
      reader: new RecordingReader(source, limits),
      inlineReads: new InlineReadPolicy(),
      features,
      remember,
      tally,
      embedding,
    };
  };
  return {
    async open(name) {
      const id = `${name} ${(await services.runs.madeAt(name)) ?? ""}`;
      return opened.get(id, async () => open(name));
    },
    async close() {
      await Promise.allSettled((await opened.loaded()).map(async ({ reader }) => reader.close()));
    },
  };
}
