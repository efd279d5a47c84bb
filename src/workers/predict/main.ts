import { RecordingReader } from "../../audio/recordingReader.js";
import { PromiseCache } from "../../shared/async/promiseCache.js";
import { predictPayloadSchema, type PredictionQueueName } from "../../runs/jobs.js";
import { startWorker, type RunningWorker } from "../../runs/queues/worker.js";
import type { Services } from "../../runs/services.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { events } from "../../runs/telemetry/events.js";
import { startHeartbeat } from "../../runs/workerRegistry.js";
import { predictProcessor } from "./processor.js";
import { modelCache } from "./modelCache.js";
import { createPredictThreads, type PredictThreads } from "./predictThreads.js";
import { warmUp } from "./warmUp.js";

export interface PredictWorkerSettings {
  /** for single predictions */
  readonly threads: number;
  /** for whole buckets */
  readonly bulkThreads: number;
  readonly maxBytes: number;
  /** warm up on the current models at the start: for workers dedicated to predictions */
  readonly warm?: boolean;
  /** path of the embedding model, for models that were trained with one */
  readonly embedding?: string | undefined;
}

/** More jobs than threads, so that the next recordings are fetched while these are computed. */
const jobsPerThread = 2;

/** A user is waiting: if a worker dies, another takes over its prediction within about this time. */
const lockDurationMs = 5_000;

/**
 * A recording that killed its worker gets one more attempt: anyone can upload, and each attempt may kill another
 * worker.
 */
const maxStalledCount = 1;

/**
 * `ser work predict`: serves predictions until it is closed.
 *
 * Single predictions and bulk predictions have separate queues and separate threads, so that the former never wait for
 * the latter.
 */
export function startPredictWorker(services: Services, settings: PredictWorkerSettings): RunningWorker {
  const readers = openReaders(services.openObjects, settings.maxBytes);
  const models = modelCache(services.models);
  const heartbeat = startHeartbeat(services.address, "predict", settings.threads + settings.bulkThreads);
  const start = (queue: PredictionQueueName, nThreads: number): RunningWorker => {
    const threads = createPredictThreads(nThreads, settings.embedding, (load) =>
      events.threadsStarted.publish({ pool: queue, load }),
    );
    const practising =
      settings.warm === true && queue === "predict" ? practise(services, threads, nThreads, models) : undefined;
    const predict = predictProcessor({
      models,
      openReader: readers.open,
      uploads: services.uploads,
      speakers: services.models.speakers,
      threads,
    });
    const worker = startWorker(services.address, {
      queue,
      payload: predictPayloadSchema,
      concurrency: nThreads * jobsPerThread,
      logger: services.logger,
      lockDurationMs,
      maxStalledCount,
      onEnd: async ({ files }) => {
        await Promise.all(
          files.map(async (file) => (file.kind === "upload" ? services.uploads.remove(file) : undefined)),
        );
      },
      async process(job) {
        const result = await predict(job);
        heartbeat.add(job.payload.files.length);
        return result;
      },
    });
    return {
      async close() {
        await worker.close();
        await threads.close();
        await practising;
      },
    };
  };
  const workers = [start("predict", settings.threads), start("score", settings.bulkThreads)];
  return {
    async close() {
      await Promise.all(workers.map(async (worker) => worker.close()));
      await heartbeat.stop();
      await readers.close();
    },
  };
}

/** Optional: a worker that cannot warm up still works. */
async function practise(
  { models: store, logger }: Services,
  threads: PredictThreads,
  nThreads: number,
  models: ReturnType<typeof modelCache>,
): Promise<void> {
  try {
    const current = await store.find();
    if (current !== undefined) await warmUp(threads, nThreads, await models(current));
  } catch (error) {
    logger.debug({ queue: "predict", error: String(error) }, "no practice");
  }
}

/** Opens each directory or bucket once. */
function openReaders(
  openObjects: OpenObjects,
  maxBytes: number,
): {
  open: (store: string) => Promise<RecordingReader>;
  close: () => Promise<void>;
} {
  const opened = new PromiseCache<RecordingReader>();
  return {
    open: async (store) => opened.get(store, async () => new RecordingReader(await openObjects(store), { maxBytes })),
    async close() {
      await Promise.allSettled((await opened.loaded()).map(async (reader) => reader.close()));
    },
  };
}
