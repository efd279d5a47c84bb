import type { RedisClient } from "../shared/redis/connectRedis.js";
import { ModelStore } from "./modelStore.js";
import { ObjectBlobStore } from "./objectBlobStore.js";
import type { OpenObjects } from "../shared/objects/openObjectStore.js";
import { RedisBlobStore } from "./redisBlobStore.js";

/**
 * @param kept  number of trainings of a run whose models are kept
 * @param place "redis", a directory or s3://bucket/prefix
 * @throws ConfigError for any other place, or if its settings are missing
 */
export async function openModelStore(
  place: string,
  redis: RedisClient,
  prefix: string,
  openObjects: OpenObjects,
  kept: number,
): Promise<ModelStore> {
  const blobs = place === "redis" ? new RedisBlobStore(redis, prefix) : new ObjectBlobStore(await openObjects(place));
  return new ModelStore(blobs, kept);
}
