import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startLocalRedis } from "../../../src/shared/redis/private/localRedis.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { readRedisSettings, redisProblems, type RedisSettings } from "../../../src/shared/redis/redisSettings.js";

const good: RedisSettings = { version: "7.0.15", maxmemoryPolicy: "noeviction", appendOnly: true, snapshots: true };

describe("redisProblems", () => {
  test("is empty if nothing is evicted and everything is written to disk", () => {
    expect(redisProblems(good)).toEqual([]);
  });

  test.each(["6.0.16", "5.0.3", "3.2"])("reports Redis %s as too old", (version) => {
    expect(redisProblems({ ...good, version })).toMatchObject([
      { problem: expect.stringContaining(version) as string },
    ]);
  });

  test.each(["6.2.0", "6.10.1", "7.2.4", "255.255.255"])("accepts Redis %s", (version) => {
    expect(redisProblems({ ...good, version })).toEqual([]);
  });

  test("explains how to fix a policy that evicts", () => {
    expect(redisProblems({ ...good, maxmemoryPolicy: "allkeys-lru" })).toEqual([
      {
        problem: "maxmemory-policy is allkeys-lru: Redis may drop jobs and rows when its memory is full",
        remedy: "redis-cli CONFIG SET maxmemory-policy noeviction",
      },
    ]);
  });

  test("reports a server that writes neither log nor snapshots", () => {
    const problems = redisProblems({ ...good, appendOnly: false, snapshots: false });
    expect(problems).toMatchObject([{ remedy: "redis-cli CONFIG SET appendonly yes" }]);
  });

  test("accepts a managed server that does not reveal its snapshot settings", () => {
    expect(redisProblems({ ...good, appendOnly: false, snapshots: undefined })).toEqual([]);
  });
});

describe("readRedisSettings", () => {
  test("reads a server's settings, and the suggested remedies fix them", async () => {
    const dir = await mkdtemp(join(tmpdir(), "ser-settings-"));
    const server = await startLocalRedis({ dir, persist: false });
    const redis = await connectRedis(server.url);
    try {
      await redis.config("SET", "maxmemory-policy", "allkeys-lru");
      const bad = await readRedisSettings(redis);
      expect(bad).toMatchObject({ maxmemoryPolicy: "allkeys-lru", appendOnly: false, snapshots: false });
      for (const { remedy } of redisProblems(bad)) {
        const [, , verb, name, value] = remedy.split(" ");
        await redis.config(verb as "SET", name!, value!);
      }
      expect(redisProblems(await readRedisSettings(redis))).toEqual([]);
    } finally {
      await redis.config("SET", "appendonly", "no"); // a server that has just begun its log is slow to stop
      redis.disconnect();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    }
  });
});
