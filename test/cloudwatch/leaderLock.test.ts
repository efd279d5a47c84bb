import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LeaderLock } from "../../src/cloudwatch/leaderLock.js";
import { connectRedis, type RedisClient } from "../../src/shared/redis/connectRedis.js";
import { testRedis } from "../support/redis.js";
import { longTimeout } from "../support/longTimeout.js";

/** A busy machine may be slow. */
const anHour = 3_600_000;

describe("LeaderLock", () => {
  let redis: RedisClient;
  let key: string;

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    redis = await connectRedis(url);
    key = `${prefix}:leader`;
  });
  afterEach(() => redis.disconnect());

  test("is held by one of two processes", async () => {
    const [first, second] = [new LeaderLock(redis, key, anHour), new LeaderLock(redis, key, anHour)];
    expect([await first.take(), await second.take()]).toEqual([true, false]);
  });

  test("is renewed by its holder", async () => {
    const lock = new LeaderLock(redis, key, anHour);
    await lock.take();
    await redis.pexpire(key, 60_000);
    expect(await lock.take()).toBe(true);
    expect(await redis.pttl(key)).toBeGreaterThan(60_000);
  });

  test("passes to another process when its holder releases it", async () => {
    const [first, second] = [new LeaderLock(redis, key, anHour), new LeaderLock(redis, key, anHour)];
    await first.take();
    await first.release();
    expect(await second.take()).toBe(true);
  });

  test("passes to another process when its holder falls silent", async () => {
    const [first, second] = [new LeaderLock(redis, key, 20), new LeaderLock(redis, key, anHour)];
    await first.take();
    await vi.waitFor(async () => expect(await second.take()).toBe(true), longTimeout);
  });

  test("stays with its holder if another process releases it", async () => {
    const [first, second] = [new LeaderLock(redis, key, anHour), new LeaderLock(redis, key, anHour)];
    await first.take();
    await second.release();
    expect(await second.take()).toBe(false);
  });
});
