import { access } from "node:fs/promises";
import { join } from "node:path";
import { commandConfig } from "./commandConfig.js";
import { ConfigError, TransientError, UsageError } from "../shared/errors.js";
import { keepHealthFile } from "../shared/process/healthFile.js";
import { localRedisUrl, startLocalRedis } from "../shared/redis/private/localRedis.js";
import { createLogger } from "../shared/logger.js";
import { openServices, type Services } from "../runs/services.js";
import { startTelemetry } from "../runs/telemetry/startTelemetry.js";
import type { WorkMetrics } from "../runs/telemetry/workMetrics.js";

export interface SessionOptions {
  /** instead of REDIS_URL */
  readonly redisUrl?: string;
  /** only warnings are logged, unless LOG_LEVEL says otherwise */
  readonly quiet?: boolean;
  /** the model store, instead of SER_MODELS */
  readonly models?: string;
  /** The directory of the `ser run` whose private Redis this is: it ends with that run, and so does this command. */
  readonly ofRun?: string;
  /** count work for /metrics */
  readonly metrics?: boolean;
  /** the upload store, instead of SER_UPLOADS */
  readonly uploadsDir?: string;
  /** follow symbolic links that leave the source */
  readonly followLinks?: boolean | undefined;
}

/**
 * Opens the services that a command needs, and always closes them.
 *
 * @param use also receives the counters, if the options request them
 */
export async function withServices<T>(
  use: (services: Services, metrics: WorkMetrics | undefined) => Promise<T>,
  options: SessionOptions = {},
): Promise<T> {
  const config = commandConfig();
  const redisUrl = options.redisUrl ?? config.redisUrl;
  if (redisUrl === undefined)
    throw new UsageError(
      "REDIS_URL is not set: this command needs the Redis that holds the queues, e.g. REDIS_URL=redis://127.0.0.1:6379",
    );
  const logger = createLogger(config.logLevel ?? (options.quiet === true ? "warn" : "info"));
  const watching = await startTelemetry({ metrics: options.metrics === true, tracing: config.tracing }, logger);
  const { prefix } = config;
  const services = await openServices(redisUrl, prefix, logger, {
    models: options.models ?? config.models,
    keptModels: config.keptModels,
    s3: config.s3,
    uploads: { dir: options.uploadsDir ?? config.uploadsDir },
    followLinks: options.followLinks,
    queueTelemetry: watching.queueTelemetry,
  });
  const health =
    config.healthFile === undefined
      ? undefined
      : keepHealthFile(config.healthFile, async () => services.address.redis.ping());
  const loss = new AbortController();
  const lost = new Promise<never>((_, reject) => {
    if (options.ofRun !== undefined)
      services.address.redis.once("close", () => {
        loss.abort();
        reject(new TransientError(`${options.ofRun}: its ser run has just ended; run the command again`));
      });
  });
  try {
    return await Promise.race([use(services, watching.metrics), lost]);
  } finally {
    await health?.close();
    if (loss.signal.aborted) services.address.redis.disconnect();
    else await services.close();
    await watching.close();
  }
}

/**
 * Like withServices, with less logging; if a directory of a `ser run` is given, on its private Redis: the one that runs
 * there, or one started for the duration of `use`.
 *
 * @param use receives whether that `ser run` is running; true without a directory
 */
export async function withRedisOf<T>(
  dir: string | undefined,
  use: (services: Services, isUnderWay: boolean) => Promise<T>,
): Promise<T> {
  const whileRunning = async (services: Services): Promise<T> => use(services, true);
  if (dir === undefined) return withServices(whileRunning, { quiet: true });
  const redisDir = join(dir, "redis");
  await access(redisDir).catch(() => {
    throw new ConfigError([`${dir}: not the output directory of a ser run`]);
  });
  const running = await localRedisUrl(redisDir);
  if (running !== null) return withServices(whileRunning, { quiet: true, redisUrl: running, ofRun: dir });
  const redis = await startLocalRedis({ dir: redisDir, persist: true });
  try {
    return await withServices(async (services) => use(services, false), { quiet: true, redisUrl: redis.url });
  } finally {
    await redis.stop();
  }
}
