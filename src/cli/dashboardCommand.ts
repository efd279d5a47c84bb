import { join, resolve } from "node:path";
import type { DashboardActions } from "../dashboard/api/actions.js";
import { startDashboard } from "../dashboard/main.js";
import { enqueueRun, startListing } from "../producer/main.js";
import { retry } from "../producer/retry.js";
import type { Config } from "../shared/config.js";
import { commandConfig } from "./commandConfig.js";
import { UsageError } from "../shared/errors.js";
import { makeDirectory } from "../shared/objects/makeDirectory.js";
import { aborted, stopSignal } from "../shared/process/lifecycle.js";
import { startLocalRedis } from "../shared/redis/private/localRedis.js";
import { keepFilesPrivate } from "../shared/process/privateFiles.js";
import { packageVersion } from "../shared/packageVersion.js";
import type { Services } from "../runs/services.js";
import { startExtractWorker } from "../workers/extract/main.js";
import { startPredictWorker } from "../workers/predict/main.js";
import { startTrainWorker } from "../workers/train/main.js";
import { uploadsStayWarning } from "./redisWarnings.js";
import { withServices } from "./session.js";
import { say } from "./say.js";

export interface DashboardOptions {
  readonly port: number;
  readonly host: string;
  readonly withWorkers?: boolean;
  readonly readOnly?: boolean;
  readonly models?: string;
  /** directory of a finished `ser run`: its private Redis is used */
  readonly out?: string;
  readonly basePath?: string;
  /** sources from which runs may be started, in addition to SER_ALLOWED_SOURCES */
  readonly source?: readonly string[];
  readonly threads: number;
  readonly maxBytes: number;
  readonly maxUpload: number;
  readonly installRedis?: boolean;
}

/** `ser dashboard`: serves until it is stopped. */
export async function dashboardCommand(options: DashboardOptions): Promise<void> {
  const config = commandConfig();
  if (config.redisUrl === undefined && options.out === undefined)
    throw new UsageError(
      "REDIS_URL is not set: set it, or name the output directory of a run (ser dashboard --out DIR)",
    );
  if (options.out === undefined) {
    await serve(undefined, config, options);
    return;
  }
  keepFilesPrivate();
  await makeDirectory(options.out);
  const redis = await startLocalRedis({
    dir: join(options.out, "redis"),
    persist: true,
    log: say,
    install: options.installRedis,
  });
  try {
    // Beside the queues' append-only file, not in it: there, recordings of people would stay long after their prediction.
    await serve({ redisUrl: redis.url, uploadsDir: join(options.out, "uploads") }, config, options);
  } finally {
    await redis.stop();
  }
}

async function serve(
  ofOut: { readonly redisUrl: string; readonly uploadsDir: string } | undefined,
  config: Config,
  options: DashboardOptions,
): Promise<void> {
  const places = {
    ...ofOut,
    ...(options.models === undefined ? {} : { models: options.models }),
  };
  await withServices(
    async (services, metrics) => {
      const stop = stopSignal(() => say("stopping after the running jobs"));
      const dashboard = await startDashboard(services, {
        host: options.host,
        port: options.port,
        login: config.dashboardLogin,
        trustedProxies: config.trustedProxies,
        hosts: config.dashboardHosts,
        readOnly: options.readOnly === true,
        basePath: options.basePath,
        maxUploadBytes: options.maxUpload,
        allowedSources: allowed(config.allowedSources, options.source),
        version: packageVersion(),
        metrics,
        actions: options.readOnly === true ? undefined : actionsOn(services, stop),
      });
      // With --out, only this process can process jobs of the private Redis.
      const works = options.withWorkers ?? (ofOut !== undefined && options.readOnly !== true);
      // Lists the sources of runs started here, which this process has checked; the workers may run elsewhere.
      const listing = options.readOnly === true ? [] : [startListing(services, stop)];
      const workers = [...listing, ...(works ? startWorkers(services, options, config) : [])];
      if (dashboard.warning !== undefined) say(dashboard.warning);
      const isInRedis = (ofOut?.uploadsDir ?? config.uploadsDir) === undefined;
      const staying =
        isInRedis && options.readOnly !== true ? await uploadsStayWarning(services.address.redis) : undefined;
      if (staying !== undefined) say(staying);
      say(`dashboard: ${dashboard.url}`);
      await aborted(stop);
      await dashboard.close();
      await Promise.all(workers.map(async (worker) => worker.close()));
    },
    { quiet: true, metrics: true, ...places },
  );
}

/** Directories as absolute paths, as in a run's record: independent of the server's working directory. */
function allowed(
  configured: readonly string[] | undefined,
  given: readonly string[] | undefined,
): readonly string[] | undefined {
  if (given === undefined) return configured;
  return [...(configured ?? []), ...given.map((place) => (/^s3:\/\//i.test(place) ? place : resolve(place)))];
}

/** The actions that the dashboard offers. */
function actionsOn(services: Services, stop: AbortSignal): DashboardActions {
  return {
    async startRun(name, settings) {
      await enqueueRun(services, name, settings);
    },
    retryRejected: async (name) => retry(services, name, undefined, stop),
  };
}

function startWorkers(
  services: Services,
  { threads, maxBytes }: DashboardOptions,
  { embedding }: Config,
): { close(): Promise<void> }[] {
  return [
    startExtractWorker(services, { threads, maxBytes, embedding }),
    startTrainWorker(services, { threads }),
    startPredictWorker(services, { threads, bulkThreads: threads, maxBytes, embedding }),
  ];
}
