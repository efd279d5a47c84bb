import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../../src/shared/errors.js";
import { extractPayloadSchema, listPayloadSchema, trainPayloadSchema, type QueueName } from "../../../src/runs/jobs.js";
import { RunQueues } from "../../../src/runs/queues/runQueues.js";
import type { ExtractBatch } from "../../../src/runs/queues/extractBatch.js";
import { startWorker, type Processor, type RunningWorker } from "../../../src/runs/queues/worker.js";
import type { QueueAddress } from "../../../src/runs/queues/queueAddress.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

const never = new AbortController().signal;

const batch = (...keys: string[]): ExtractBatch => ({ shard: shardName(keys), keys });

describe("a run's queues", () => {
  let address: QueueAddress;
  let queues: RunQueues;
  const workers: RunningWorker[] = [];

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    address = { redis: await connectRedis(url), prefix };
    queues = new RunQueues(address);
  });

  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    await queues.close();
    address.redis.disconnect();
  });

  function work<P>(
    queue: QueueName,
    payload: Parameters<typeof startWorker<P>>[1]["payload"],
    process: Processor<P>,
    settings: { readonly concurrency?: number; readonly lockDurationMs?: number } = {},
  ): void {
    const common = { queue, payload, process, concurrency: 2, logger: silentLogger };
    workers.push(startWorker(address, { ...common, ...settings }));
  }

  test("start training only when the listing and the last extraction have finished", async () => {
    const order: string[] = [];
    work("train", trainPayloadSchema, () => Promise.resolve((order.push("train"), {})));
    await queues.startRun("r", 1);
    work("list", listPayloadSchema, async ({ payload }) => {
      await queues.addExtractJobs(payload.run, [batch("a.wav", "b.wav"), batch("c.wav")]);
      order.push("list");
      return {};
    });
    await queues.waitForListings("r", 1, never);
    expect((await queues.trainingState("r")).state).toBe("waiting-for-files");
    work("extract", extractPayloadSchema, ({ payload }) => Promise.resolve((order.push(...payload.keys), {})));
    await queues.waitForTraining("r", never);
    expect(order[0]).toBe("list");
    expect(order.slice(1, -1).sort()).toEqual(["a.wav", "b.wav", "c.wav"]);
    expect(order.at(-1)).toBe("train");
  });

  test("start training when an extraction fails permanently, and list its files with the reason", async () => {
    await queues.startRun("r", 1);
    work("list", listPayloadSchema, async ({ payload }) => {
      await queues.addExtractJobs(payload.run, [batch("a.wav"), batch("b.wav")]);
      return {};
    });
    work("extract", extractPayloadSchema, ({ payload }) =>
      payload.keys[0] === "a.wav" ? Promise.reject(new InputError("bad-payload", "no good")) : Promise.resolve({}),
    );
    work("train", trainPayloadSchema, () => Promise.resolve({}));
    await queues.waitForTraining("r", never);
    expect(await queues.givenUp("r")).toEqual([{ ...batch("a.wav"), reason: "no good", attempts: 1 }]);
  });

  test("list the files of a job whose workers kept dying, with its attempts", async () => {
    await queues.startRun("r", 1);
    work("list", listPayloadSchema, async ({ payload }) => {
      await queues.addExtractJobs(payload.run, [batch("a.wav")]);
      return {};
    });
    let tries = 0;
    let release = (): void => undefined;
    const released = new Promise<object>((resolve) => (release = () => resolve({})));
    const settings = { concurrency: 5, lockDurationMs: 300 };
    work(
      "extract",
      extractPayloadSchema,
      async ({ lock }) => {
        tries += 1;
        await address.redis.del(lock.key); // as it runs out when the worker is gone
        return released;
      },
      settings,
    );
    work("train", trainPayloadSchema, () => Promise.resolve({}));
    await queues.waitForTraining("r", never);
    release();
    expect(tries).toBe(4);
    const reason = "its worker died or was cut off 4 times";
    expect(await queues.givenUp("r")).toEqual([{ ...batch("a.wav"), reason, attempts: 4 }]);
  });

  test("do not block a run whose page is listed again after one of its jobs has failed permanently", async () => {
    await queues.startRun("r", 1);
    let listings = 0;
    work("list", listPayloadSchema, async (job) => {
      listings += 1;
      const [isThere] = await queues.hasExtractJobs("r", [batch("a.wav").shard]);
      if (isThere !== true) await queues.addExtractJobs("r", [batch("a.wav")]);
      if (listings > 1) return {};
      while ((await queues.givenUp("r")).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      return job.requeue(); // as if the producer had died before it noted the page
    });
    work("extract", extractPayloadSchema, () => Promise.reject(new InputError("bad-payload", "no good")));
    work("train", trainPayloadSchema, () => Promise.resolve({}));
    await queues.waitForTraining("r", never);
    expect(listings).toBe(2);
  });

  test("fail a run whose listing fails permanently, with the listing's reason", async () => {
    await queues.startRun("r", 1);
    work("list", listPayloadSchema, () => Promise.reject(new InputError("too-few-recordings", "the bucket is empty")));
    work("train", trainPayloadSchema, () => Promise.resolve({}));
    await expect(queues.waitForTraining("r", never)).rejects.toThrow("the bucket is empty");
    expect(await queues.trainingState("r")).toMatchObject({ state: "failed", reason: "the bucket is empty" });
  });

  test("add the same batches only once", async () => {
    await queues.startRun("r", 1);
    for (let i = 0; i < 3; i++) await queues.addExtractJobs("r", [batch("a.wav"), batch("b.wav")]);
    expect(await queues.waitingExtractJobs()).toBe(2);
  });

  test("leave no listener on the connection when they are closed", async () => {
    await queues.startRun("r", 1);
    const before = address.redis.listenerCount("error");
    const others = new RunQueues(address);
    await others.startRun("other", 1);
    expect(address.redis.listenerCount("error")).toBeGreaterThan(before);
    await others.close();
    expect(address.redis.listenerCount("error")).toBe(before);
  });
});
