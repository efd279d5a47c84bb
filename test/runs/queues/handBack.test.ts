import { Job as BullJob, Queue } from "bullmq";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { startWorker, type JobContext } from "../../../src/runs/queues/worker.js";
import type { QueueAddress } from "../../../src/runs/queues/queueAddress.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

const payload = z.object({ number: z.int() });
type Job = JobContext<z.infer<typeof payload>>;

describe("a worker on a machine that is being terminated", () => {
  let redis: RedisClient;
  let address: QueueAddress;
  let queue: Queue;
  let handBack: AbortController;

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    redis = await connectRedis(url);
    handBack = new AbortController();
    address = { redis, prefix, releaseSignal: handBack.signal };
    queue = new Queue("extract", { connection: redis, prefix });
  });

  afterEach(async () => {
    await queue.close();
    redis.disconnect();
  });

  function start(process: (job: Job) => Promise<object | undefined>, at = address): { close(): Promise<void> } {
    return startWorker(at, { queue: "extract", payload, concurrency: 1, logger: silentLogger, process });
  }

  /** A worker with a job that never ends. */
  async function stuckWorker(): Promise<{ job: Job; close: () => Promise<void> }> {
    return new Promise((resolve) => {
      const worker = start(async (job) => {
        resolve({ job, close: async () => worker.close() });
        return new Promise(() => undefined);
      });
    });
  }

  test("requeues the running job immediately, without counting an attempt", async () => {
    const added = await queue.add("job", { number: 1 });
    const stuck = await stuckWorker();
    handBack.abort();
    await stuck.close();
    expect(await added.getState()).toBe("waiting");
    expect((await queue.getJob(added.id!))?.attemptsMade).toBe(0);
  });

  test("leaves the job to another worker, which need not wait for a lock to expire", async () => {
    const added = await queue.add("job", { number: 1 });
    const stuck = await stuckWorker();
    handBack.abort();
    await stuck.close();
    expect(await redis.exists(`${address.prefix}:extract:${added.id!}:lock`)).toBe(0);

    let attempt: number | undefined;
    const done = new Promise<void>((resolve) => {
      const other = start(
        (job) => {
          attempt = job.attempt;
          void other.close().then(resolve);
          return Promise.resolve({});
        },
        { redis, prefix: address.prefix },
      );
    });
    await done;
    expect(await added.getState()).toBe("completed");
    expect(attempt).toBe(1);
  });

  test("tells the processor that its job now belongs to another worker", async () => {
    await queue.add("job", { number: 1 });
    const stuck = await stuckWorker();
    expect(stuck.job.released.aborted).toBe(false);
    handBack.abort();
    await stuck.close();
    expect(stuck.job.released.aborted).toBe(true);
  });

  test("leaves a job that it cannot requeue, until its lock expires", async () => {
    const added = await queue.add("job", { number: 1 });
    const stuck = await stuckWorker();
    const requeue = vi.spyOn(BullJob.prototype, "moveToWait").mockRejectedValueOnce(new Error("Redis is down"));
    handBack.abort();
    await stuck.close();
    requeue.mockRestore();
    expect(await added.getState()).toBe("active");
    expect((await queue.getJob(added.id!))?.attemptsMade).toBe(0);
  });

  test("finishes the running job if there is time", async () => {
    const added = await queue.add("job", { number: 1 });
    let finish = (): void => undefined;
    const worker = await new Promise<{ close(): Promise<void> }>((resolve) => {
      const started = start(async () => {
        resolve(started);
        return new Promise((done) => (finish = () => done({})));
      });
    });
    const closing = worker.close();
    finish();
    await closing;
    expect(await added.getState()).toBe("completed");
  });
});
