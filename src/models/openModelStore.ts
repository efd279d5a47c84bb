import { readConfig } from "../shared/config.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";
import { ModelStore } from "./modelStore.js";
import { ObjectBlobStore } from "./objectBlobStore.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { RedisBlobStore } from "./redisBlobStore.js";

/**
 * @param place "redis", a directory or s3://bucket/prefix
 * @throws ConfigError for a place that is none of these, or whose settings are missing
 */
export async function openModelStore(place: string, redis: RedisClient, prefix: string): Promise<ModelStore> {
  const blobs =
    place === "redis" ? new RedisBlobStore(redis, prefix) : new ObjectBlobStore(await openObjectStore(place));
  return new ModelStore(blobs, readConfig().keptModels);
}
