import { clockSkewMs, describeSkew, maxSkewMs } from "../shared/redis/clock.js";
import { readRedisSettings, redisProblems } from "../shared/redis/redisSettings.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";
import type { Services } from "../runs/services.js";

/**
 * The warning for a dashboard whose uploads wait in a Redis that writes to disk: people's voices stay on disk long
 * after their predictions. Undefined if nothing stays.
 */
export async function uploadsStayWarning(redis: RedisClient): Promise<string | undefined> {
  const { appendOnly, snapshots } = await readRedisSettings(redis);
  if (!appendOnly && snapshots === false) return undefined;
  const where = appendOnly ? "an append-only file" : "snapshots";
  return `warning: uploads wait in Redis, which writes them to ${where}, where they stay after their predictions are done: set SER_UPLOADS to a directory that the dashboard and the predict workers share (docs/predictions.md)`;
}

/** Logs a line for each Redis setting that endangers a run. */
export async function warnOfRedisSettings({ address, logger }: Pick<Services, "address" | "logger">): Promise<void> {
  for (const { problem, remedy } of redisProblems(await readRedisSettings(address.redis)))
    logger.warn({ remedy }, problem);
  const skewMs = await clockSkewMs(address.redis);
  if (Math.abs(skewMs) > maxSkewMs)
    logger.warn({ remedy: "sudo timedatectl set-ntp true, here and where Redis runs" }, describeSkew(skewMs));
}
