import { Queue, type Job } from "bullmq";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { extractPayloadSchema, type PredictPayload } from "../../../src/runs/jobs.js";
import { PredictQueues } from "../../../src/runs/queues/predictQueues.js";
import type { QueueAddress } from "../../../src/runs/queues/queueAddress.js";
import { RunQueues } from "../../../src/runs/queues/runQueues.js";
import { startWorker } from "../../../src/runs/queues/worker.js";
import type { QueueTelemetry } from "../../../src/runs/telemetry/queueTelemetry.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { longTimeout } from "../../support/longTimeout.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

const trace = "the trace of a test";
const question: PredictPayload = {
  models: { run: "r", version: "v" },
  gender: "auto",
  minGenderConfidence: 0.8,
  files: [{ kind: "upload", id: "u1", name: "a.wav" }],
};

/** Telemetry that keeps the names of operations and the traces of the jobs processed. */
function recordingTelemetry(): { telemetry: QueueTelemetry<object>; operations: string[]; carried: string[] } {
  const operations: string[] = [];
  const carried: string[] = [];
  const nothing = (): void => undefined;
  const span = { setAttribute: nothing, setAttributes: nothing, addEvent: nothing, recordException: nothing };
  return {
    operations,
    carried,
    telemetry: {
      tracer: {
        startSpan(name) {
          operations.push(name);
          return { ...span, setSpanOnContext: (context: object) => context, end: nothing };
        },
      },
      contextManager: {
        with: (_context, run) => run() as never,
        active: () => ({}),
        getMetadata: () => trace,
        fromMetadata(context: object, metadata) {
          carried.push(metadata);
          return context;
        },
      },
    },
  };
}

describe("a job", () => {
  let address: QueueAddress;
  let close: (() => Promise<void>)[];

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    const redis = await connectRedis(url);
    address = { redis, prefix };
    close = [];
    return async () => {
      for (const each of close) await each();
      redis.disconnect();
    };
  });

  async function traceOf(name: "train" | "extract" | "predict"): Promise<string | undefined> {
    const queue = new Queue(name, { connection: address.redis, prefix: address.prefix });
    const [job] = (await queue.getJobs()) as Job[];
    await queue.close();
    return job!.opts.telemetry?.metadata;
  }

  /** Adds a run with one extraction job, and a prediction. */
  async function addJobs(to: QueueAddress): Promise<void> {
    const runs = new RunQueues(to);
    const predictions = new PredictQueues(to);
    close.push(
      async () => runs.close(),
      async () => predictions.close(),
    );
    await runs.startRun("r", 1);
    await runs.addExtractJobs("r", [{ shard: "s", keys: ["a.wav"] }]);
    await predictions.submit("predict", question);
  }

  test("carries the trace of the process that added it to the worker that processes it", async () => {
    const adding = recordingTelemetry();
    await addJobs({ ...address, telemetry: adding.telemetry });
    expect(adding.operations).toEqual(
      expect.arrayContaining(["addFlow train", "addBulk extract", "add predict.predict"]),
    );
    for (const name of ["train", "extract", "predict"] as const) expect(await traceOf(name)).toBe(trace);
    const working = recordingTelemetry();
    const process = vi.fn(() => Promise.resolve({}));
    const worker = startWorker(
      { ...address, telemetry: working.telemetry },
      { queue: "extract", payload: extractPayloadSchema, process, concurrency: 1, logger: silentLogger },
    );
    await vi.waitFor(() => expect(process).toHaveBeenCalled(), longTimeout);
    await worker.close();
    expect(working.operations).toContain("process extract");
    expect(working.carried).toContain(trace);
  });

  test("carries no trace if its process is not traced", async () => {
    await addJobs(address);
    for (const name of ["train", "extract", "predict"] as const) expect(await traceOf(name)).toBeUndefined();
  });
});
