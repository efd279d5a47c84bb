import { trainPayloadSchema } from "../../shared/jobs.js";
import { startWorker, type RunningWorker } from "../../shared/queues/worker.js";
import type { Services } from "../../shared/services.js";
import type { Report } from "../../shared/report.js";
import { startHeartbeat } from "../../shared/stores/workerRegistry.js";
import { createThreadPool } from "../../shared/threadPool.js";
import { fitPayloadSchema, fitProcessor } from "./fitProcessor.js";
import type { FitThreadResult, FitThreadTask } from "./fitThread.js";
import type { ReportParts } from "./reportParts.js";
import { trainProcessor } from "./processor.js";

/** `ser work train`: takes training and fit jobs of all runs until it is closed. */
export function startTrainWorker(services: Services, settings: { readonly threads: number }): RunningWorker {
  const threads = createThreadPool<FitThreadTask, FitThreadResult>(import.meta.url, "fitThread", settings.threads);
  const reports = createThreadPool<ReportParts, Report>(import.meta.url, "reportThread", 1);
  const heartbeat = startHeartbeat(services.address, "train", settings.threads);
  services.telemetry.threads("fit", threads.load);
  services.telemetry.threads("report", reports.load);
  const fitOne = fitProcessor(services.runs, threads, services.telemetry);
  const train = startWorker(services.address, {
    queue: "train",
    payload: trainPayloadSchema,
    concurrency: 1,
    logger: services.logger,
    process: trainProcessor(services, async (parts) => reports.run(parts)),
  });
  const fit = startWorker(services.address, {
    queue: "fit",
    payload: fitPayloadSchema,
    concurrency: settings.threads,
    logger: services.logger,
    async process(job) {
      const result = await fitOne(job);
      heartbeat.add(1);
      return result;
    },
  });
  return {
    async close() {
      await Promise.all([train.close(), fit.close()]);
      await heartbeat.stop();
      await Promise.all([threads.close(), reports.close()]);
    },
  };
}
