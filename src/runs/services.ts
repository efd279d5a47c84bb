import type { Logger } from "../shared/logger.js";
import { PredictQueues } from "./queues/predictQueues.js";
import { RunQueues } from "./queues/runQueues.js";
import type { QueueAddress } from "./queues/worker.js";
import { connectRedis, requireOneSlot } from "../shared/redis/connectRedis.js";
import { sparingly } from "../shared/repeats.js";
import { noTelemetry, type Telemetry } from "./telemetry/telemetry.js";
import { FeatureStoreFactory } from "./rows/featureStoreFactory.js";
import type { ModelStore } from "../models/modelStore.js";
import { openModelStore } from "../models/openModelStore.js";
import { RunStore } from "./runStore.js";
import { RedisUploadStore, type UploadStore } from "./uploadStore.js";

/** What every program works with: one connection to Redis, and the stores and queues on it. */
export interface Services {
  readonly address: QueueAddress;
  /** the same that the address names */
  readonly telemetry: Telemetry;
  readonly queues: RunQueues;
  readonly predictions: PredictQueues;
  readonly runs: RunStore;
  readonly features: FeatureStoreFactory;
  readonly models: ModelStore;
  readonly uploads: UploadStore;
  readonly logger: Logger;
  close(): Promise<void>;
}

/**
 * @param modelsPlace "redis", a directory or s3://bucket/prefix
 * @param telemetry   observer of metrics and traces
 * @throws ConfigError if Redis does not answer, or there can be no models at that place
 */
export async function openServices(
  redisUrl: string,
  prefix: string,
  logger: Logger,
  modelsPlace = "redis",
  telemetry: Telemetry = noTelemetry,
): Promise<Services> {
  const redis = await connectRedis(redisUrl);
  requireOneSlot(redis, prefix);
  // After the start, the connection recovers by itself: log its errors instead of crashing.
  const warn = sparingly((error, times) => logger.warn({ error, times }, "Redis connection"));
  redis.on("error", (error: Error) => warn(error.message));
  const models = await openModelStore(modelsPlace, redis, prefix).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const address = { redis, prefix, telemetry };
  const queues = new RunQueues(address);
  const predictions = new PredictQueues(address);
  const features = new FeatureStoreFactory(redis, prefix);
  return {
    address,
    telemetry,
    queues,
    predictions,
    runs: new RunStore(redis, prefix),
    features,
    models,
    uploads: new RedisUploadStore(redis, prefix),
    logger,
    async close() {
      await queues.close();
      await predictions.close();
      await models.close();
      await features.close();
      redis.disconnect();
    },
  };
}
