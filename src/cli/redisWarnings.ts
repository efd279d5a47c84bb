import { clockSkewMs, describeSkew, mostSkewMs } from "../shared/redis/clock.js";
import { readRedisSettings, redisProblems } from "../shared/redis/redisSettings.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";
import type { Services } from "../runs/services.js";

/**
 * What to tell who starts a dashboard whose uploads wait in a Redis that writes to disk: people's voices stay there when
 * their predictions are long answered. Undefined where nothing stays.
 */
export async function uploadsStayWarning(redis: RedisClient): Promise<string | undefined> {
  const { appendOnly, snapshots } = await readRedisSettings(redis);
  if (!appendOnly && snapshots === false) return undefined;
  const where = appendOnly ? "an append-only file" : "snapshots";
  return `warning: uploads wait in Redis, which writes them to ${where}, where they stay when they are answered: set SER_UPLOADS to a directory that the dashboard and the predict workers share (docs/predictions.md)`;
}

/** A line in the log for each setting of Redis that endangers a run; nothing where all is well. */
export async function warnOfRedisSettings({ address, logger }: Pick<Services, "address" | "logger">): Promise<void> {
  for (const { problem, remedy } of redisProblems(await readRedisSettings(address.redis)))
    logger.warn({ remedy }, problem);
  const skewMs = await clockSkewMs(address.redis);
  if (Math.abs(skewMs) > mostSkewMs)
    logger.warn({ remedy: "sudo timedatectl set-ntp true, here and where Redis runs" }, describeSkew(skewMs));
}
