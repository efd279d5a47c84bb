import { Writable } from "node:stream";
import { Queue } from "bullmq";
import { pino } from "pino";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { InputError, TransientError } from "../../../src/shared/errors.js";
import type { Logger } from "../../../src/shared/logger.js";
import { startWorker, type Processor, type RunningWorker } from "../../../src/runs/queues/worker.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { events } from "../../../src/runs/telemetry/events.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

const payload = z.object({ run: z.string() });
type Payload = z.infer<typeof payload>;

describe("a worker publishes the outcomes of its jobs", () => {
  let redis: RedisClient;
  let prefix: string;
  let queue: Queue;
  let worker: RunningWorker | undefined;
  let told: unknown[][];

  const subscriptions = [
    events.jobTaken.subscribe((job) => void told.push(["taken", job.queue, job.run, typeof job.waitedMs])),
    events.jobOver.subscribe((job) => void told.push([job.end, job.queue, typeof job.durationMs])),
  ];
  afterAll(() => {
    for (const unsubscribe of subscriptions) unsubscribe();
  });

  beforeEach(async () => {
    told = [];
    const settings = await testRedis();
    redis = await connectRedis(settings.url);
    prefix = settings.prefix;
    queue = new Queue("extract", { connection: redis, prefix });
  });

  afterEach(async () => {
    await worker?.close();
    await queue.close();
    redis.disconnect();
  });

  /** Runs one job of two tries to its end. */
  async function run(process: Processor<Payload>, logger: Logger = silentLogger): Promise<void> {
    const job = await queue.add("job", { run: "may" }, { attempts: 2, jobId: "the-job" });
    worker = startWorker({ redis, prefix }, { queue: "extract", payload, concurrency: 1, logger, process });
    while ((await job.getState()) !== "completed" && (await job.getState()) !== "failed")
      await new Promise((resolve) => setTimeout(resolve, 5));
    await worker.close();
  }

  test("when one starts and when it is done", async () => {
    await run(() => Promise.resolve({}));
    expect(told).toEqual([
      ["taken", "extract", "may", "number"],
      ["done", "extract", "number"],
    ]);
  });

  test("when an attempt fails and when the last one is given up; only the first one waited", async () => {
    await run(() => Promise.reject(new TransientError("S3 is slow")));
    expect(told).toEqual([
      ["taken", "extract", "may", "number"],
      ["failed", "extract", "number"],
      ["taken", "extract", "may", "undefined"],
      ["given_up", "extract", "number"],
    ]);
  });

  test("when one with a bad input is given up immediately", async () => {
    await run(() => Promise.reject(new InputError("bad-payload", "no")));
    expect(told.map(([what]) => what)).toEqual(["taken", "given_up"]);
  });

  test("when one is requeued", async () => {
    let tries = 0;
    await run(async (job) => (++tries === 1 ? job.requeue() : {}));
    expect(told.map(([what]) => what)).toEqual(["taken", "put_back", "taken", "done"]);
  });

  test("in its log, with queue, job and run, in its own lines and its processor's", async () => {
    const lines: Record<string, unknown>[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    });
    const process: Processor<Payload> = (job) => {
      job.logger.info({ key: "a.wav" }, "said by the processor");
      return job.attempt === 1 ? Promise.reject(new TransientError("S3 is slow")) : Promise.resolve({});
    };
    await run(process, pino({ level: "debug" }, stream));
    expect(lines.map(({ msg }) => msg)).toEqual([
      "said by the processor",
      "job failed and will be retried",
      "said by the processor",
      "job done",
    ]);
    for (const line of lines) expect(line).toMatchObject({ queue: "extract", jobId: "the-job", run: "may" });
    expect(lines[0]).toMatchObject({ key: "a.wav" });
  });
});
