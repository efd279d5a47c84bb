import { expect, test, vi } from "vitest";
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

test("warns of a machine whose clock is an hour ahead of Redis'", async () => {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  const warnings: unknown[] = [];
  const logger = { ...silentLogger, warn: (...said: unknown[]) => void warnings.push(said[1]) };
  const realNow = Date.now.bind(Date);
  const clock = vi.spyOn(Date, "now").mockImplementation(() => realNow() + 3_600_000);
  await warnOfRedisSettings({ address: { redis, prefix }, logger });
  clock.mockRestore();
  redis.disconnect();
  expect(warnings).toContainEqual(
    expect.stringMatching(/^this machine's clock is 3[56]\d{2}\.\d s ahead of that of Redis$/),
  );
});
