import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { evalHeld, LockLostError, requireHeld } from "../../src/runs/jobLock.js";
import { connectRedis, type RedisClient } from "../../src/shared/redis/connectRedis.js";
import { takeLock } from "../support/jobLock.js";
import { testRedis } from "../support/redis.js";

const put = 'redis.call("SET", KEYS[2], ARGV[2] .. ARGV[3]) return "put"';

describe("a write with a job's lock", () => {
  let redis: RedisClient;
  let prefix: string;
  let key: string;

  beforeEach(async () => {
    const { url, prefix: own } = await testRedis();
    redis = await connectRedis(url);
    prefix = own;
    key = `${prefix}:value`;
  });
  afterEach(() => redis.disconnect());

  test("is made while the lock is held, with its own keys and arguments from the second on", async () => {
    const lock = await takeLock({ redis, prefix }, "extract", "job");
    expect(await evalHeld(redis, lock, put, [key], ["a", 1])).toBe("put");
    expect(await redis.get(key)).toBe("a1");
    await requireHeld(redis, lock);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["another worker has the lock", async () => takeLock({ redis, prefix }, "extract", "job", "another")],
    ["the lock has expired", async () => redis.del(`${prefix}:extract:job:lock`)],
  ])("is not made if %s", async (_, lose) => {
    const lock = await takeLock({ redis, prefix }, "extract", "job");
    await lose();
    const late = evalHeld(redis, lock, put, [key], ["a", 1]);
    await expect(late).rejects.toThrow(LockLostError);
    await expect(late).rejects.toThrow(
      `${prefix}:extract:job:lock: lost: its run was cancelled, or this worker was cut off for so long that another one does the job`,
    );
    await expect(late).rejects.toMatchObject({ name: "LockLostError" });
    expect(await redis.exists(key)).toBe(0);
    await expect(requireHeld(redis, lock)).rejects.toThrow(LockLostError);
  });

  test("is made without a lock if it belongs to no job, whatever it answers", async () => {
    await redis.set(key, "before");
    expect(await evalHeld(redis, undefined, put, [key], ["a", 1])).toBe("put");
    expect(await evalHeld(redis, undefined, 'return "lock lost"', [key], [])).toBe("lock lost");
  });
});
