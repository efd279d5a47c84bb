import { expect, test, vi } from "vitest";
import { uploadsStayWarning, warnOfRedisSettings } from "../../src/cli/redisWarnings.js";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { connectRedis } from "../../src/shared/redis/connectRedis.js";
import { temporaryDirectory } from "../support/corpus.js";
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

test("warns the user starting a dashboard if uploads stay in Redis's files", async () => {
  const { url } = await testRedis();
  const redis = await connectRedis(url);
  expect(await uploadsStayWarning(redis)).toBeUndefined();
  redis.disconnect();

  const server = await startLocalRedis({ dir: await temporaryDirectory(), persist: true });
  const durable = await connectRedis(server.url);
  expect(await uploadsStayWarning(durable)).toMatch(/to an append-only file,.*set SER_UPLOADS/);
  await durable.config("SET", "save", "60 1");
  await durable.config("SET", "appendonly", "no");
  expect(await uploadsStayWarning(durable)).toMatch(/to snapshots,.*set SER_UPLOADS/);
  durable.disconnect();
  await server.stop();
});

test("warns about a machine whose clock is an hour ahead of Redis", async () => {
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
