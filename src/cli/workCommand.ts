import { aborted, stopSignal } from "../shared/lifecycle.js";
import type { RunningWorker } from "../shared/queues/worker.js";
import type { Services } from "../shared/services.js";
import { startExtractWorker, type ExtractWorkerSettings } from "../workers/extract/main.js";
import { startPredictWorker } from "../workers/predict/main.js";
import { startTrainWorker } from "../workers/train/main.js";
import { warnOfRedisSettings } from "./redisWarnings.js";
import { withServices } from "./session.js";

/** `ser work extract` */
export async function workExtract(settings: ExtractWorkerSettings): Promise<void> {
  await work("extract", (services) => startExtractWorker(services, settings));
}

/** `ser work train` */
export async function workTrain(settings: { threads: number }): Promise<void> {
  await work("train", (services) => startTrainWorker(services, settings));
}

/** `ser work predict` */
export async function workPredict(settings: { threads: number; maxBytes: number }): Promise<void> {
  await work("predict", (services) =>
    startPredictWorker(services, { ...settings, bulkThreads: settings.threads, warm: true }),
  );
}

/** Runs a worker until the process is told to stop; the jobs in hand are finished first. */
async function work(name: string, start: (services: Services) => RunningWorker): Promise<void> {
  await withServices(async (services) => {
    await warnOfRedisSettings(services);
    const worker = start(services);
    services.logger.info({ worker: name }, "waiting for jobs");
    await aborted(
      stopSignal(() => services.logger.info({ worker: name }, "stopping: the jobs in hand are finished first")),
    );
    await worker.close();
  });
}
