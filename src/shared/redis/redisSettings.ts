import type { RedisClient } from "./connectRedis.js";
import { tooOld, type RedisProblem } from "./redisVersion.js";

/** The settings of a Redis server on which BullMQ and the durability of runs depend. */
export interface RedisSettings {
  /** "7.0.15"; Valkey reports the compatible Redis version */
  readonly version: string;
  readonly maxmemoryPolicy: string;
  readonly appendOnly: boolean;
  /** it writes snapshots; undefined if unknown: managed servers reject CONFIG */
  readonly snapshots: boolean | undefined;
}

export type { RedisProblem };

/** @throws ioredis's error if the connection is lost */
export async function readRedisSettings(redis: RedisClient): Promise<RedisSettings> {
  const facts = new Map<string, string>();
  for (const line of (await redis.info()).split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) facts.set(line.slice(0, colon), line.slice(colon + 1));
  }
  const save: unknown = await redis.config("GET", "save").catch(() => undefined);
  const schedule: unknown = Array.isArray(save) ? save[1] : undefined;
  return {
    version: facts.get("redis_version") ?? "unknown",
    maxmemoryPolicy: facts.get("maxmemory_policy") ?? "unknown",
    appendOnly: facts.get("aof_enabled") === "1",
    snapshots: schedule === undefined ? undefined : schedule !== "",
  };
}

/** The problems with these settings; empty if there are none. */
export function redisProblems(settings: RedisSettings): RedisProblem[] {
  const { version, maxmemoryPolicy, appendOnly, snapshots } = settings;
  const problems: RedisProblem[] = [];
  const old = tooOld(version);
  if (old !== undefined) problems.push(old);
  if (maxmemoryPolicy !== "noeviction")
    problems.push({
      problem: `maxmemory-policy is ${maxmemoryPolicy}: Redis may drop jobs and rows when its memory is full`,
      remedy: "redis-cli CONFIG SET maxmemory-policy noeviction",
    });
  if (!appendOnly && snapshots === false)
    problems.push({
      problem: "persistence is off: a restart of Redis loses every run",
      remedy: "redis-cli CONFIG SET appendonly yes",
    });
  return problems;
}
