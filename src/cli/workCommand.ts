import { commandConfig } from "./commandConfig.js";
import { instanceNotice } from "../shared/process/instanceNotice.js";
import { aborted, stopSignal } from "../shared/process/lifecycle.js";
import type { RunningWorker } from "../runs/queues/worker.js";
import type { Services } from "../runs/services.js";
import { startExtractWorker, type ExtractWorkerSettings } from "../workers/extract/main.js";
import { startPredictWorker } from "../workers/predict/main.js";
import { startTrainWorker } from "../workers/train/main.js";
import { warnOfRedisSettings } from "./redisWarnings.js";
import { withServices } from "./session.js";

/** Options for a worker's monitoring and shutdown. */
export interface WorkOptions {
  /** where /metrics and /healthz are served, instead of SER_METRICS_PORT */
  readonly metricsPort?: number;
  /** on shutdown, jobs still running after this are requeued */
  readonly drainSec: number;
  /** also shut down when EC2 announces a spot interruption or scale-in */
  readonly spot?: boolean;
  /** follow symbolic links that leave a source directory */
  readonly followLinks?: boolean;
  /** path of the embedding model, instead of SER_EMBEDDING */
  readonly embedding?: string;
}

/** `ser work extract` */
export async function workExtract(settings: ExtractWorkerSettings & WorkOptions): Promise<void> {
  await work("extract", settings, (services) =>
    startExtractWorker(services, { ...settings, embedding: embeddingOf(settings) }),
  );
}

/** `ser work train` */
export async function workTrain(settings: { threads: number } & WorkOptions): Promise<void> {
  await work("train", settings, (services) => startTrainWorker(services, settings));
}

/** `ser work predict` */
export async function workPredict(settings: { threads: number; maxBytes: number } & WorkOptions): Promise<void> {
  await work("predict", settings, (services) =>
    startPredictWorker(services, {
      ...settings,
      bulkThreads: settings.threads,
      warm: true,
      embedding: embeddingOf(settings),
    }),
  );
}

function embeddingOf({ embedding }: WorkOptions): string | undefined {
  return embedding ?? commandConfig().embedding;
}

/**
 * Runs a worker until the process is told to stop; running jobs are finished first, or requeued when the time is up.
 */
async function work(name: string, options: WorkOptions, start: (services: Services) => RunningWorker): Promise<void> {
  const handBack = new AbortController();
  const config = commandConfig();
  const port = options.metricsPort ?? config.metricsPort;
  const workUntilTold = async (services: Services): Promise<void> => {
    const worker = start({ ...services, address: { ...services.address, releaseSignal: handBack.signal } });
    services.logger.info({ worker: name }, "waiting for jobs");
    await toldToStop(name, options, services);
    const timer = setTimeout(() => handBack.abort(), options.drainSec * 1_000);
    await worker.close();
    clearTimeout(timer);
  };
  await withServices(
    async (services, metrics) => {
      await warnOfRedisSettings(services);
      if (metrics === undefined || port === undefined) return workUntilTold(services);
      const { withWorkerPages } = await import("./workerPages.js");
      const address = { host: config.metricsHost, port };
      return withWorkerPages(services, metrics, address, async () => workUntilTold(services));
    },
    { metrics: port !== undefined, followLinks: options.followLinks },
  );
  // Requeued work may still be running here, for instance waiting for a file: do not wait for it.
  if (handBack.signal.aborted) process.exit();
}

async function toldToStop(name: string, { drainSec, spot }: WorkOptions, { logger }: Services): Promise<void> {
  const stop = stopSignal(() => logger.info({ worker: name, drainSec }, "stopping after the running jobs"));
  if (spot !== true) return aborted(stop);
  const notice = await instanceNotice({ metadataUrl: commandConfig().instanceMetadataUrl, logger, stop });
  if (notice !== undefined)
    logger.info(
      { worker: name, drainSec, ...notice },
      "EC2 is terminating this instance: stopping after the running jobs",
    );
}
