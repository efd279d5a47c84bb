import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { RejectionCache, type RejectedContent } from "../../../src/runs/rows/rejectionCache.js";
import { testRedis } from "../../support/redis.js";

let redis: RedisClient;
let prefix: string;
let cache: RejectionCache;
let caches = 0;

beforeAll(async () => {
  const test = await testRedis();
  redis = await connectRedis(test.url);
  prefix = test.prefix;
});
afterAll(() => {
  redis.disconnect();
});
beforeEach(() => {
  cache = new RejectionCache(redis, prefix, `lineage ${++caches}`);
});

function rejected(given: Partial<RejectedContent> = {}): RejectedContent {
  return {
    key: "a.wav",
    etag: "1",
    code: "truncated-audio",
    message: "12 of 80 bytes",
    shard: "s",
    attempts: 1,
    ...given,
  };
}
const find = async (etag = "1"): Promise<unknown> => (await cache.find([{ key: "a.wav", etag }]))[0];

describe("a rejection", () => {
  test("of verified bytes is found for the same content, and not for another", async () => {
    await cache.note([rejected()]);
    expect(await find()).toEqual({ etag: "1", code: "truncated-audio", message: "12 of 80 bytes" });
    expect(await find("2")).toBeUndefined();
  });

  test("of unverified bytes is only found after it was seen twice", async () => {
    await cache.note([rejected({ isUnverified: true })]);
    expect(await find()).toBeUndefined();
    await cache.note([rejected({ isUnverified: true })]);
    expect(await find()).toEqual({ etag: "1", code: "truncated-audio", message: "12 of 80 bytes" });
  });

  test.each([
    ["other content", { etag: "2" }],
    ["another reason", { code: "too-short" }],
    ["other bytes", { message: "40 of 80 bytes" }],
  ])("of unverified bytes does not count as seen twice if the second was for %s", async (_, other) => {
    await cache.note([rejected({ isUnverified: true })]);
    await cache.note([rejected({ isUnverified: true, ...other })]);
    expect([await find("1"), await find("2")]).toEqual([undefined, undefined]);
  });

  test("that does not depend on the bytes is never kept", async () => {
    await cache.note([rejected({ code: "missing-object" }), rejected({ code: "timed-out" })]);
    expect(await find()).toBeUndefined();
  });

  test("is found only for its own file, and only if the content is known", async () => {
    expect(await cache.find([])).toEqual([]);
    await cache.note([rejected(), { key: "b.wav", code: "truncated-audio", message: "", shard: "s", attempts: 1 }]);
    const files = ["a.wav", "b.wav", "c.wav"].map((key) => ({ key, etag: "1" }));
    expect((await cache.find(files)).map((found) => found !== undefined)).toEqual([true, false, false]);
    expect((await cache.find([{ key: "b.wav", etag: "" }]))[0]).toBeUndefined();
    expect(await cache.find([])).toEqual([]);
  });
});
