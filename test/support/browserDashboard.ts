import { readFileSync } from "node:fs";
import { startDashboard, type DashboardSettings, type RunningDashboard } from "../../src/dashboard/main.js";
import { enqueueRun, startListing } from "../../src/producer/main.js";
import { retry } from "../../src/producer/retry.js";
import type { RunSettings } from "../../src/runs/jobs.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { startExtractWorker } from "../../src/workers/extract/main.js";
import { startPredictWorker } from "../../src/workers/predict/main.js";
import { startTrainWorker } from "../../src/workers/train/main.js";
import { smallCorpus } from "./corpus.js";
import { silentLogger } from "./logger.js";
import { testRedis } from "./redis.js";
import { runSettings } from "./settings.js";

export interface BrowserDashboard {
  readonly services: Services;
  readonly dashboard: RunningDashboard;
  readonly source: string;
  /** Starts another run of the corpus. */
  start(run: string): Promise<void>;
  close(): Promise<void>;
}

/** One candidate and no nested estimate: the run takes seconds. */
export const quick: Partial<RunSettings> = {
  grid: { name: "one", text: readFileSync(new URL("../fixtures/oneCandidate.json", import.meta.url), "utf8") },
  nested: false,
};

/**
 * A dashboard with all workers in this process, and a real finished run named "first" of a small corpus.
 *
 * @param given overrides of the dashboard's settings
 */
export async function browserDashboard(given: Partial<DashboardSettings> = {}): Promise<BrowserDashboard> {
  const source = await smallCorpus(4);
  const { url, prefix } = await testRedis();
  const services = await openServices(url, prefix, silentLogger);
  const stop = new AbortController();
  const workers = [
    startListing(services, stop.signal),
    startExtractWorker(services, { threads: 2, maxBytes: 50_000_000 }),
    startTrainWorker(services, { threads: 2 }),
    startPredictWorker(services, { threads: 1, bulkThreads: 1, maxBytes: 50_000_000 }),
  ];
  await enqueueRun(services, "first", runSettings({ ...quick, source }));
  await services.queues.waitForTraining("first", stop.signal);
  await services.models.promote("first");
  const dashboard = await startDashboard(services, {
    host: "127.0.0.1",
    port: 0,
    login: undefined,
    readOnly: false,
    maxUploadBytes: 10_000_000,
    allowedSources: undefined,
    version: "0.0.0",
    actions: {
      async startRun(name, settings) {
        await enqueueRun(services, name, { ...settings, ...quick });
      },
      retryRejected: async (name) => retry(services, name, undefined, stop.signal),
    },
    ...given,
  });
  return {
    services,
    dashboard,
    source,
    async start(run) {
      await enqueueRun(services, run, runSettings({ ...quick, source }));
    },
    async close() {
      stop.abort();
      await dashboard.close();
      await Promise.all(workers.map(async (worker) => worker.close()));
      await services.close();
    },
  };
}
