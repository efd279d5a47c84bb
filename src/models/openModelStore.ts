import { readConfig } from "../shared/config.js";
import type { RedisClient } from "../shared/redis/redis.js";
import { ModelStore } from "./modelStore.js";
import { ObjectModelShelf } from "./objectModelShelf.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { RedisModelShelf } from "./redisModelShelf.js";

/**
 * @param place "redis", a directory or s3://bucket/prefix
 * @throws ConfigError for a place that is none of these, or whose settings are missing
 */
export async function openModelStore(place: string, redis: RedisClient, prefix: string): Promise<ModelStore> {
  const shelf =
    place === "redis" ? new RedisModelShelf(redis, prefix) : new ObjectModelShelf(await openObjectStore(place));
  return new ModelStore(shelf, readConfig().keptModels);
}
