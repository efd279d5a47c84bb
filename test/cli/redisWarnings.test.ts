import { expect, test } from "vitest";
import { warnOfRedisSettings } from "../../src/cli/redisWarnings.js";
import { connectRedis } from "../../src/shared/redis/connectRedis.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";

test("warns once for each setting that is wrong, with its remedy", async () => {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  const warnings: unknown[][] = [];
  const logger = { ...silentLogger, warn: (...said: unknown[]) => void warnings.push(said) };
  await warnOfRedisSettings({ address: { redis, prefix }, logger });
  redis.disconnect();
  expect(warnings).toEqual([
    [{ remedy: "redis-cli CONFIG SET appendonly yes" }, "persistence is off: a restart of Redis loses every run"],
  ]);
});
