import { expect, test, vi } from "vitest";
import { uploadsStayWarning, warnOfRedisSettings } from "../../src/cli/redisWarnings.js";
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

test("tells who starts a dashboard whether uploads stay in Redis' files", async () => {
  const { url } = await testRedis();
  const redis = await connectRedis(url);
  expect(await uploadsStayWarning(redis)).toBeUndefined();
  const info = vi.spyOn(redis, "info").mockResolvedValue("redis_version:7.0.15\r\naof_enabled:1\r\n");
  expect(await uploadsStayWarning(redis)).toMatch(/append-only file.*set SER_UPLOADS/);
  info.mockRestore();
  redis.disconnect();
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
