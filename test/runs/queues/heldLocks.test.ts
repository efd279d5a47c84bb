import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { HeldLocks } from "../../../src/runs/queues/heldLocks.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { takeLock } from "../../support/jobLock.js";
import { longTimeout } from "../../support/longTimeout.js";
import { testRedis } from "../../support/redis.js";

const never = new AbortController().signal;

describe("the locks that a worker holds", () => {
  let redis: RedisClient;
  let prefix: string;
  let locks: HeldLocks;

  beforeEach(async () => {
    const { url, prefix: own } = await testRedis();
    redis = await connectRedis(url);
    prefix = own;
    locks = new HeldLocks(redis);
  });
  afterEach(() => redis.disconnect());

  test("are lost to another worker one by one, and those that are still held or no longer watched are not", async () => {
    const [first, second, ended] = await Promise.all(
      ["first", "second", "ended"].map(async (job) => {
        const lock = await takeLock({ redis, prefix }, "extract", job);
        return { lock, held: locks.hold(lock, never) };
      }),
    );
    ended!.held.end();
    await redis.del(ended!.lock.key);
    await takeLock({ redis, prefix }, "extract", "second", "another");
    await vi.waitFor(() => expect(second!.held.isLost()).toBe(true), longTimeout);
    expect(second!.held.signal.aborted).toBe(true);
    for (const { held } of [first!, ended!]) expect([held.isLost(), held.signal.aborted]).toEqual([false, false]);
    for (const { held } of [first!, second!]) held.end();
  });

  test("are watched anew after a time without any", async () => {
    const lock = await takeLock({ redis, prefix }, "extract", "job");
    locks.hold(lock, never).end();
    const held = locks.hold(lock, never);
    await redis.del(lock.key);
    await vi.waitFor(() => expect(held.isLost()).toBe(true), longTimeout);
    held.end();
  });

  test("are released on request without being lost, unless the work has ended", async () => {
    const release = new AbortController();
    const held = locks.hold(await takeLock({ redis, prefix }, "extract", "job"), release.signal);
    const ended = locks.hold(await takeLock({ redis, prefix }, "extract", "ended"), release.signal);
    ended.end();
    expect(held.signal.aborted).toBe(false);
    release.abort();
    expect([held.signal.aborted, held.isLost()]).toEqual([true, false]);
    expect([ended.signal.aborted, ended.isLost()]).toEqual([false, false]);
    held.end();
  });

  test("are no longer looked up once the last has ended", () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const [first, last] = ["first", "last"].map((job) =>
      locks.hold({ key: `${prefix}:extract:${job}:lock`, token: "mine" }, never),
    );
    const lookUp = vi.spyOn(redis, "mget");
    first!.end();
    vi.advanceTimersByTime(1_000);
    expect(lookUp).toHaveBeenCalledTimes(1);
    last!.end();
    vi.advanceTimersByTime(10_000);
    expect(lookUp).toHaveBeenCalledTimes(1);
  });
});
