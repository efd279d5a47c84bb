import { readRedisSettings, redisProblems } from "../shared/redis/redisSettings.js";
import type { Services } from "../runs/services.js";

/** A line in the log for each setting of Redis that endangers a run; nothing where all is well. */
export async function warnOfRedisSettings({ address, logger }: Pick<Services, "address" | "logger">): Promise<void> {
  for (const { problem, remedy } of redisProblems(await readRedisSettings(address.redis)))
    logger.warn({ remedy }, problem);
}
