import type { Logger } from "../shared/logger.js";
import { PredictQueues } from "./queues/predictQueues.js";
import { RunQueues } from "./queues/runQueues.js";
import type { QueueAddress } from "./queues/queueAddress.js";
import { connectRedis, requireOneSlot } from "../shared/redis/connectRedis.js";
import { sparingly } from "../shared/repeats.js";
import type { QueueTelemetry } from "./telemetry/queueTelemetry.js";
import { FeatureStoreFactory } from "./rows/featureStoreFactory.js";
import { openObjectStore, type OpenObjects } from "../shared/objects/openObjectStore.js";
import type { S3Settings } from "../shared/objects/s3/client.js";
import { defaultKeptModels } from "../shared/config.js";
import type { ModelStore } from "../models/modelStore.js";
import { openModelStore } from "../models/openModelStore.js";
import { RunStore } from "./runStore.js";
import { UploadStore, type UploadSettings } from "./uploads/uploadStore.js";

/** The services of every program: one connection to Redis, and the stores and queues on it. */
export interface Services {
  readonly address: QueueAddress;
  readonly queues: RunQueues;
  readonly predictions: PredictQueues;
  readonly runs: RunStore;
  readonly features: FeatureStoreFactory;
  readonly models: ModelStore;
  readonly uploads: UploadStore;
  readonly logger: Logger;
  readonly openObjects: OpenObjects;
  close(): Promise<void>;
}

/** The services' part of the configuration. */
export interface ServiceSettings {
  /** "redis", a directory or s3://bucket/prefix */
  readonly models?: string;
  /** number of trainings of a run whose models are kept */
  readonly keptModels?: number;
  readonly s3?: S3Settings;
  /** follow symbolic links that leave the directory. @defaultValue false */
  readonly followLinks?: boolean | undefined;
  /** propagates traces through jobs. @defaultValue none */
  readonly queueTelemetry?: QueueTelemetry | undefined;
  /** where uploads wait for their prediction, and their limits. @defaultValue in Redis */
  readonly uploads?: UploadSettings;
}

/**
 * @throws ConfigError if Redis does not respond, or `models` is not usable
 */
export async function openServices(
  redisUrl: string,
  prefix: string,
  logger: Logger,
  {
    models: modelsPlace = "redis",
    keptModels = defaultKeptModels,
    s3 = {},
    followLinks = false,
    queueTelemetry,
    uploads: uploadSettings = {},
  }: ServiceSettings = {},
): Promise<Services> {
  const redis = await connectRedis(redisUrl);
  requireOneSlot(redis, prefix);
  // After the start, the connection recovers by itself: log its errors instead of crashing.
  const warn = sparingly((error, times) => logger.warn({ error, times }, "Redis connection"));
  redis.on("error", (error: Error) => warn(error.message));
  const openObjects: OpenObjects = async (place) => openObjectStore(place, { ...s3, followLinks });
  const models = await openModelStore(modelsPlace, redis, prefix, openObjects, keptModels).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const address: QueueAddress = { redis, prefix, telemetry: queueTelemetry };
  const queues = new RunQueues(address);
  const predictions = new PredictQueues(address);
  const features = new FeatureStoreFactory(redis, prefix, openObjects);
  const uploads = new UploadStore(redis, prefix, uploadSettings);
  return {
    address,
    queues,
    predictions,
    runs: new RunStore(redis, prefix),
    features,
    models,
    uploads,
    logger,
    openObjects,
    async close() {
      uploads.close();
      await queues.close();
      await predictions.close();
      await models.close();
      await features.close();
      redis.disconnect();
    },
  };
}
