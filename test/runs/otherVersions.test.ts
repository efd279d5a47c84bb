import { Queue } from "bullmq";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { embeddingName } from "../../src/embedding/embeddingName.js";
import { embeddingOptionsSchema } from "../../src/embedding/embeddingOptions.js";
import { enqueueRun } from "../../src/producer/main.js";
import { ownVersions, OtherVersionError } from "../../src/runs/makes.js";
import { startWorker, type RunningWorker } from "../../src/runs/queues/worker.js";
import { runStatus } from "../../src/runs/runStatus.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { WorkerRegistry, type WorkerInfo } from "../../src/runs/workerRegistry.js";
import { redisNow } from "../../src/shared/redis/clock.js";
import { startExtractWorker } from "../../src/workers/extract/main.js";
import type { Logger } from "../../src/shared/logger.js";
import { temporaryDirectory } from "../support/corpus.js";
import { silentLogger } from "../support/logger.js";
import { longTimeout } from "../support/longTimeout.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";

const later = ownVersions.map((one) => one.replace(/^mean161-v.*/, "mean161-v99"));

describe("a run of another version", () => {
  let services: Services;
  let queue: Queue;
  const closing: RunningWorker[] = [];
  const said: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (...words: unknown[]) => void said.push(String(words.at(-1))),
    child: () => logger,
  };

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = { ...(await openServices(url, prefix, logger)), logger };
    queue = new Queue("extract", { connection: services.address.redis, prefix });
    said.length = 0;
  });
  afterEach(async () => {
    for (const worker of closing.splice(0)) await worker.close();
    await queue.close();
    await services.close();
  });

  /** A run whose record was written by a later version. */
  async function beginLaterRun(): Promise<void> {
    const settings = runSettings({ source: await temporaryDirectory() });
    await services.runs.create("r", settings, await redisNow(services.address.redis));
    const record = JSON.stringify({ ...settings, needs: later });
    await services.address.redis.hset(`${services.address.prefix}:run:r`, "settings", record);
  }

  function start(concurrency: number, otherVersionPauseMs: number, process: () => Promise<object>): void {
    const payload = z.object({});
    closing.push(
      startWorker(services.address, { queue: "extract", payload, concurrency, logger, otherVersionPauseMs, process }),
    );
  }

  test("leaves its jobs to workers of its version, without losing a job or an attempt", async () => {
    let left = 0;
    start(2, 50, () => {
      left += 1;
      return Promise.reject(new OtherVersionError("r", ["mean161-v99"]));
    });
    const jobs = await queue.addBulk(
      Array.from({ length: 20 }, () => ({ name: "job", data: {}, opts: { attempts: 1 } })),
    );
    await vi.waitFor(() => expect(left).toBeGreaterThan(3), longTimeout);
    start(2, 50, () => Promise.resolve({}));
    await vi.waitFor(async () => expect(await queue.getCompletedCount()).toBe(jobs.length), longTimeout);
    expect(await queue.getFailedCount()).toBe(0);
    expect(said.filter((line) => line.includes("needs mean161-v99"))).toHaveLength(1);
  });

  test("has a returned job processed by other workers before the worker that returned it takes another", async () => {
    let left = 0;
    start(1, 4_000, () => {
      left += 1;
      return Promise.reject(new OtherVersionError("r", ["mean161-v99"]));
    });
    await queue.add("job", {});
    await vi.waitFor(() => expect(left).toBe(1), longTimeout);
    start(1, 4_000, () => Promise.resolve({}));
    await vi.waitFor(async () => expect(await queue.getCompletedCount()).toBe(1), longTimeout);
    expect(left).toBe(1);
  });

  test("is not extracted by a worker of this version, and its status shows that there is no other", async () => {
    await beginLaterRun();
    const job = await queue.add("extract", { run: "r", keys: ["a.wav"] });
    closing.push(startExtractWorker(services, { threads: 1, maxBytes: 1_000 }));
    await vi.waitFor(() => expect(said.join()).toContain("run r needs mean161-v99"), longTimeout);
    await vi.waitFor(async () => {
      const status = await runStatus(services, "r");
      expect(status?.otherVersions).toContain("no extract worker of this run's version (mean161-v99) is running");
    }, longTimeout);
    expect(await services.features.shardIndex("r").count()).toBe(0);
    expect((await queue.getJob(job.id!))?.attemptsMade).toBe(0);
  });

  test("is distinguished from a run of this version with some workers of another version", async () => {
    await beginLaterRun();
    const registry = new WorkerRegistry(services.address);
    const worker = async (id: string, makes: readonly string[]): Promise<void> => {
      const seenAt = await redisNow(services.address.redis);
      const of: WorkerInfo = {
        id,
        kind: "extract",
        host: "h",
        pid: 1,
        threads: 1,
        perSec: 0,
        seenAt,
        makes: [...makes],
      };
      await registry.note(of);
    };
    await worker("a", later);
    expect((await runStatus(services, "r"))?.otherVersions).toBeNull();
    await worker("b", ownVersions);
    expect((await runStatus(services, "r"))?.otherVersions).toBe(
      "1 of 2 extract workers is of another version and leaves this run's jobs to the others (mean161-v99)",
    );
  });

  test("or of an embedding model that no worker has is not extracted, and its status says so", async () => {
    const [sha256, options] = ["a".repeat(64), embeddingOptionsSchema.parse({ input: "samples" })];
    const block = embeddingName({ columns: 8, sha256, options: "b".repeat(64) });
    const source = await temporaryDirectory();
    const settings = runSettings({ source, embedding: { block, sha256, options } });
    await services.runs.create("r", settings, await redisNow(services.address.redis));
    expect((await runStatus(services, "r"))?.otherVersions).toBeNull();
    await queue.add("extract", { run: "r", keys: ["a.wav"] });
    closing.push(startExtractWorker(services, { threads: 1, maxBytes: 1_000 }));
    await vi.waitFor(async () => {
      expect((await runStatus(services, "r"))?.otherVersions).toBe(
        "no running extract worker has the run's embedding model (SHA-256 aaaaaaaaaaaa…): start one with --embedding MODEL.onnx",
      );
    }, longTimeout);
    const seenAt = await redisNow(services.address.redis);
    const able = { id: "b", kind: "extract", host: "h", pid: 1, threads: 1, perSec: 0, seenAt } as const;
    await new WorkerRegistry(services.address).note({ ...able, makes: [...ownVersions] });
    expect((await runStatus(services, "r"))?.otherVersions).toBe(
      "1 of 2 extract workers lacks the run's embedding model and leaves its jobs to the others",
    );
  });

  test("is not resumed by a producer of this version", async () => {
    await beginLaterRun();
    const { settings } = await services.runs.require("r");
    await expect(enqueueRun(services, "r", settings)).rejects.toThrow(
      "run r was created by another version of this program (mean161-v99)",
    );
  });

  test("is reported as such, not as broken, if its settings cannot be read", async () => {
    await beginLaterRun();
    const record = JSON.stringify({ source: "s", engine: "of next year", needs: later });
    await services.address.redis.hset(`${services.address.prefix}:run:r`, "settings", record);
    await expect(services.runs.get("r")).rejects.toThrow(OtherVersionError);
  });
});
