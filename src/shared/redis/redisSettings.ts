import type { RedisClient } from "./connectRedis.js";

/** What BullMQ and a run that shall outlive a restart ask of a Redis server. */
export interface RedisSettings {
  /** "7.0.15"; Valkey names the Redis whose protocol it speaks */
  readonly version: string;
  readonly maxmemoryPolicy: string;
  readonly appendOnly: boolean;
  /** it writes snapshots; undefined where it does not say: managed servers refuse CONFIG */
  readonly snapshots: boolean | undefined;
}

/** One setting that is wrong, and how it is mended. */
export interface RedisProblem {
  readonly problem: string;
  /** a command or what to change */
  readonly remedy: string;
}

/** BullMQ's scripts use commands that came with this version. */
const leastVersion = "6.2";

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

/** What is wrong with these settings; nothing where all is well. */
export function redisProblems(settings: RedisSettings): RedisProblem[] {
  const { version, maxmemoryPolicy, appendOnly, snapshots } = settings;
  const problems: RedisProblem[] = [];
  if (isOlder(version, leastVersion))
    problems.push({
      problem: `Redis ${version} is too old: BullMQ needs ${leastVersion} or newer`,
      remedy: "install Redis 7, or Valkey",
    });
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

/** Compares by numbers: 6.10 is newer than 6.2. A version that is none is not called old. */
function isOlder(version: string, than: string): boolean {
  const [found, least] = [version, than].map((text) => text.split(".").map(Number));
  for (const [i, part] of least!.entries()) {
    const difference = (found![i] ?? 0) - part;
    if (Number.isNaN(difference) || difference > 0) return false;
    if (difference < 0) return true;
  }
  return false;
}
