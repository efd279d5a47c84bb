import { Queue } from "bullmq";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { InputError, ParameterError, TransientError } from "../../../src/shared/errors.js";
import { startWorker, type JobContext, type RunningWorker } from "../../../src/runs/queues/worker.js";
import type { QueueAddress } from "../../../src/runs/queues/queueAddress.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

const payload = z.object({ number: z.int() });
type Payload = z.infer<typeof payload>;

describe("a worker", () => {
  let redis: RedisClient;
  let address: QueueAddress;
  let queue: Queue;
  const workers: RunningWorker[] = [];

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    redis = await connectRedis(url);
    address = { redis, prefix };
    queue = new Queue("extract", { connection: redis, prefix });
  });

  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    await queue.close();
    redis.disconnect();
  });

  /** Runs one job to completion. @returns its outcome */
  async function outcome(
    data: unknown,
    process: (job: JobContext<Payload>) => Promise<object | undefined>,
    attempts = 3,
  ): Promise<{ state: string; attempts: number; reason: string | undefined; givenUp: Payload[] }> {
    const givenUp: Payload[] = [];
    const job = await queue.add("job", data, { attempts, backoff: { type: "fixed", delay: 1 } });
    workers.push(
      startWorker(address, {
        queue: "extract",
        payload,
        concurrency: 1,
        logger: silentLogger,
        process,
        onGivenUp: (each) => {
          givenUp.push(each);
          return Promise.resolve();
        },
      }),
    );
    for (;;) {
      const state = await job.getState();
      if (state === "completed" || state === "failed") {
        const ended = (await queue.getJob(job.id!)) as { attemptsMade: number; failedReason?: string };
        return { state, attempts: ended.attemptsMade, reason: ended.failedReason, givenUp };
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  test("retries after a transient error, and a later success counts", async () => {
    const ended = await outcome({ number: 1 }, (job) => {
      if (job.attempt < 3) return Promise.reject(new TransientError("S3 is slow"));
      return Promise.resolve({ ok: job.isLastAttempt });
    });
    expect(ended).toMatchObject({ state: "completed", attempts: 3 });
  });

  test("gives up after the last transient error and reports it", async () => {
    const ended = await outcome({ number: 7 }, () => Promise.reject(new TransientError("S3 is slow")));
    expect(ended).toMatchObject({ state: "failed", attempts: 3, reason: "S3 is slow" });
    expect(ended.givenUp).toEqual([{ number: 7 }]);
  });

  test.each([
    ["a bad input", new InputError("missing-object", "no such file")],
    ["an invalid argument of a pure function", new ParameterError("nFft", "a power of two", 3)],
  ])("fails immediately for %s", async (_, error) => {
    expect(await outcome({ number: 1 }, () => Promise.reject(error))).toMatchObject({ state: "failed", attempts: 1 });
  });

  test("fails immediately for an invalid payload, naming the field, without calling the processor", async () => {
    let called = false;
    const ended = await outcome({ number: "one" }, () => {
      called = true;
      return Promise.resolve({});
    });
    expect(ended).toMatchObject({ state: "failed", attempts: 1 });
    expect(ended.reason).toContain("number");
    expect(called).toBe(false);
  });

  test("passes a job its lock, which guards what it stores", async () => {
    let token: string | null = null;
    let lock: JobContext<Payload>["lock"] | undefined;
    await outcome({ number: 1 }, async (job) => {
      lock = job.lock;
      token = await redis.get(job.lock.key);
      return {};
    });
    expect(lock?.token).toBe(token);
    expect(await redis.exists(lock!.key)).toBe(0);
  });

  test("leaves a job that it requeues to the next worker, without losing an attempt", async () => {
    let starts = 0;
    const ended = await outcome({ number: 1 }, async (job) => {
      starts += 1;
      if (starts === 1) return job.requeue();
      return { attempt: job.attempt };
    });
    expect(ended).toMatchObject({ state: "completed", attempts: 1 });
    expect(starts).toBe(2);
  });

  test("takes many jobs at once without Node's warning of a leak", async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.name);
    process.on("warning", note);
    const count = 12; // one more than Node finds usual
    await queue.addBulk(Array.from({ length: count }, (_, number) => ({ name: "job", data: { number } })));
    let inHand = 0;
    await new Promise<void>((resolve) => {
      const allInHand = new Promise<void>((release) => {
        workers.push(
          startWorker(address, {
            queue: "extract",
            payload,
            concurrency: count,
            logger: silentLogger,
            process: async () => {
              inHand += 1;
              if (inHand === count) release();
              await allInHand;
              resolve();
              return undefined;
            },
          }),
        );
      });
    });
    process.off("warning", note);
    expect(warnings).not.toContain("MaxListenersExceededWarning");
  });
});
