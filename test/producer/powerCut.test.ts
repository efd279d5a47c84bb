import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Queue } from "bullmq";
import { describe, expect, test, vi } from "vitest";
import { RedisServer } from "../chaos/redisServer.js";
import { enqueueRun, produce } from "../../src/producer/main.js";
import { openServices } from "../../src/runs/services.js";
import { temporaryDirectory } from "../support/corpus.js";
import { waitingJobs } from "../support/jobs.js";
import { silentLogger } from "../support/logger.js";
import { missingRedisServer } from "../support/redisServers.js";
import { runSettings } from "../support/settings.js";

const missing = await missingRedisServer();
const never = new AbortController().signal;
const names = ["03-01-01-01-01-01-01.wav", "03-01-03-01-02-01-02.wav", "03-01-04-01-02-01-03.wav"];

describe("a power cut at Redis", () => {
  if (missing !== undefined) {
    test("needs redis-server", ({ skip }) => skip(missing));
    return;
  }
  test("that undoes the end of a listing makes the producer list again before it exits", async () => {
    const dir = await temporaryDirectory();
    const source = await temporaryDirectory();
    await Promise.all(names.map(async (name) => writeFile(join(source, name), "")));
    const redis = await RedisServer.begin(join(dir, "redis"));
    const services = await openServices(redis.url(), "power", silentLogger);
    try {
      const settings = runSettings({ source, filesPerJob: 1 });
      await enqueueRun(services, "r1", settings);
      await redis.copyDisk();

      // Once the producer queries Redis's persistence, it has reached the end of the listing and would otherwise exit.
      const asks = vi.spyOn(services.address.redis, "info");
      const produced = produce(services, "r1", settings, never);
      await vi.waitUntil(() => asks.mock.calls.some(([section]) => String(section) === "persistence"), {
        timeout: 20_000,
      });
      expect((await services.runs.get("r1"))?.listing.complete).toBe(true);
      await redis.kill();
      await redis.loseSinceCopy();
      await redis.start();

      expect(await produced).toMatchObject({ complete: true, listed: names.length, queued: names.length });
      expect((await services.runs.get("r1"))?.listing).toMatchObject({ complete: true, queued: names.length });
      expect(await waitingJobs(services)).toHaveLength(names.length);
    } finally {
      await services.close();
      await redis.kill();
    }
  });

  test("that takes back only the end of the listing's job makes the producer process that job again", async () => {
    const source = await temporaryDirectory();
    await Promise.all(names.map(async (name) => writeFile(join(source, name), "")));
    const redis = await RedisServer.begin(join(await temporaryDirectory(), "redis"));
    const services = await openServices(redis.url(), "power", silentLogger);
    const queue = new Queue("list", { connection: services.address.redis, prefix: "power" });
    try {
      const asks = vi.spyOn(services.address.redis, "info");
      const produced = produce(services, "r1", runSettings({ source, filesPerJob: 1 }), never);
      await vi.waitUntil(() => asks.mock.calls.some(([section]) => String(section) === "persistence"), {
        timeout: 20_000,
      });
      const [job] = await queue.getCompleted();
      await job!.retry("completed");
      expect((await services.runs.get("r1"))?.listing.complete).toBe(true);

      expect(await produced).toMatchObject({ complete: true, queued: names.length });
      expect(await job!.getState()).toBe("completed");
      expect(await waitingJobs(services)).toHaveLength(names.length);
    } finally {
      await queue.close();
      await services.close();
      await redis.kill();
    }
  });
});
