import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ThroughputHistory, slotOf } from "../../src/runs/throughputHistory.js";
import { connectRedis, type RedisClient } from "../../src/shared/redis/connectRedis.js";
import { testRedis } from "../support/redis.js";

describe("slotOf", () => {
  test.each([
    [-5, 0, 1_000],
    [0, 0, 1_000],
    [1_999, 1_000, 1_000],
    [511_999, 511_000, 1_000],
    [512_000, 512_000, 2_000],
    [515_000, 514_000, 2_000],
    [1_024_000, 1_024_000, 4_000],
  ])("assigns %i ms after the start to the slot from %i, %i long", (elapsedMs, startMs, lengthMs) => {
    expect(slotOf(elapsedMs)).toEqual({ startMs, lengthMs });
  });

  test("returns slots without gaps, fewer than 4,000 for a week", () => {
    let [slots, at] = [0, 0];
    for (; at < 7 * 86_400_000; slots++) {
      const { startMs, lengthMs } = slotOf(at);
      expect(startMs).toBe(at);
      at = startMs + lengthMs;
    }
    expect(slots).toBeLessThan(4_000);
  });
});

describe("SpeedHistory", () => {
  let redis: RedisClient;
  let prefix: string;
  beforeAll(async () => {
    const settings = await testRedis();
    prefix = settings.prefix;
    redis = await connectRedis(settings.url);
  });
  afterAll(() => redis.disconnect());

  const history = (run: string): ThroughputHistory => new ThroughputHistory(redis, prefix, run);

  test("adds up the files of a slot, whichever worker processed them", async () => {
    await history("two").add(32, 1_000_000);
    await history("two").add(16, 1_000_400);
    await history("two").add(8, 1_003_900);
    await history("two").add(4, 1_002_900);
    expect(await history("two").slots()).toEqual([
      { at: 1_000_000, lengthMs: 1_000, files: 48 },
      { at: 1_002_000, lengthMs: 1_000, files: 4 },
      { at: 1_003_000, lengthMs: 1_000, files: 8 },
    ]);
  });

  test("has its slots in chronological order, whichever came first", async () => {
    const days = [0, 90, 60, 1, 75];
    for (const day of days) await history("mixed").add(1, 1_000_000 + day * 86_400_000);
    const times = (await history("mixed").slots()).map(({ at }) => at);
    expect(times).toHaveLength(days.length);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("counts files of a worker whose clock is behind in the first slot", async () => {
    await history("behind").add(1, 1_000_000);
    await history("behind").add(1, 990_000);
    expect(await history("behind").slots()).toEqual([{ at: 1_000_000, lengthMs: 1_000, files: 2 }]);
  });

  test("reads the start of the run once per worker", async () => {
    const worker = history("once");
    await worker.add(1, 1_000_000);
    const asked = vi.spyOn(redis, "hget");
    await worker.add(1, 1_002_500);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    expect(await worker.slots()).toEqual([
      { at: 1_000_000, lengthMs: 1_000, files: 1 },
      { at: 1_002_000, lengthMs: 1_000, files: 1 },
    ]);
  });

  test("can be read even if a worker adds counts after the run was removed", async () => {
    const worker = history("removed");
    await worker.add(1, 1_000_000);
    await redis.unlink(`${prefix}:speed:removed`);
    await worker.add(2, 1_005_000);
    expect(await worker.slots()).toEqual([{ at: 1_005_000, lengthMs: 1_000, files: 2 }]);
  });

  test("has no slots while the run is being removed", async () => {
    await redis.hset(`${prefix}:speed:removing`, "0", "3");
    expect(await history("removing").slots()).toEqual([]);
  });

  test("counts nothing for a run that is removed while a worker reads its start", async () => {
    const worker = history("vanishing");
    const read = vi.spyOn(redis, "hget").mockResolvedValueOnce(null);
    await worker.add(1, 1_000_000);
    read.mockRestore();
    expect(await worker.slots()).toEqual([]);
    await worker.add(2, 1_001_000);
    expect(await worker.slots()).toEqual([{ at: 1_001_000, lengthMs: 1_000, files: 2 }]);
  });

  test("has no slots for a run without files", async () => {
    expect(await history("none").slots()).toEqual([]);
  });
});
