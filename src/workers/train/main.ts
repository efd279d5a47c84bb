import { trainPayloadSchema } from "../../runs/jobs.js";
import { startWorker, type RunningWorker } from "../../runs/queues/worker.js";
import type { Services } from "../../runs/services.js";
import { events } from "../../runs/telemetry/events.js";
import { startHeartbeat } from "../../runs/workerRegistry.js";
import { createThreadPool } from "../../shared/threads/threadPool.js";
import { fitPayloadSchema, fitProcessor } from "./fitProcessor.js";
import type { FitThreadResult, FitThreadTask } from "./fitThread.js";
import type { ReportParts } from "./reportParts.js";
import type { ReportFiles } from "./reportThread.js";
import { trainProcessor } from "./processor.js";

/** `ser work train`: takes training and fit jobs of all runs until it is closed. */
export function startTrainWorker(services: Services, settings: { readonly threads: number }): RunningWorker {
  const threads = createThreadPool<FitThreadTask, FitThreadResult>(
    new URL("./fitThread.js", import.meta.url),
    settings.threads,
  );
  const reports = createThreadPool<ReportParts, ReportFiles>(new URL("./reportThread.js", import.meta.url), 1);
  const heartbeat = startHeartbeat(services.address, "train", settings.threads);
  events.threadsStarted.publish({ pool: "fit", load: threads.load });
  events.threadsStarted.publish({ pool: "report", load: reports.load });
  const fitOne = fitProcessor(services.runs, threads);
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
