import { clockSkewMs, describeSkew, mostSkewMs } from "../shared/redis/clock.js";
import { readRedisSettings, redisProblems } from "../shared/redis/redisSettings.js";
import type { Services } from "../runs/services.js";

/** A line in the log for each setting of Redis that endangers a run; nothing where all is well. */
export async function warnOfRedisSettings({ address, logger }: Pick<Services, "address" | "logger">): Promise<void> {
  for (const { problem, remedy } of redisProblems(await readRedisSettings(address.redis)))
    logger.warn({ remedy }, problem);
  const skewMs = await clockSkewMs(address.redis);
  if (Math.abs(skewMs) > mostSkewMs)
    logger.warn({ remedy: "sudo timedatectl set-ntp true, here and where Redis runs" }, describeSkew(skewMs));
}
