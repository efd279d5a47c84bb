import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { predictPayloadSchema, type PredictPayload } from "../../../src/runs/jobs.js";
import type { PredictOutcome } from "../../../src/models/outcome.js";
import { JobChanges } from "../../../src/runs/queues/jobChanges.js";
import { PredictQueues, type PredictionState } from "../../../src/runs/queues/predictQueues.js";
import { startWorker, type Processor, type RunningWorker } from "../../../src/runs/queues/worker.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

const outcome: PredictOutcome = { ok: false, code: "too-short", message: "for a test" };
const question: PredictPayload = {
  models: { run: "run", version: "version" },
  gender: "auto",
  minGenderConfidence: 0.8,
  files: [{ kind: "upload", id: "u1", name: "a.wav" }],
};
const never = new AbortController().signal;

let redis: RedisClient;
let prefix: string;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  const server = await testRedis();
  redis = await connectRedis(server.url);
  prefix = server.prefix;
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  redis.disconnect();
});

function queues(own: string): PredictQueues {
  const made = new PredictQueues({ redis, prefix: `${prefix}${own}` });
  closing.push(async () => made.close());
  return made;
}

function work(own: string, process: Processor<PredictPayload>): RunningWorker {
  const worker = startWorker(
    { redis, prefix: `${prefix}${own}` },
    { queue: "predict", payload: predictPayloadSchema, process, concurrency: 4, logger: silentLogger },
  );
  closing.push(async () => worker.close());
  return worker;
}

async function states(from: PredictQueues, id: string): Promise<PredictionState["state"][]> {
  const seen: PredictionState["state"][] = [];
  for await (const { state } of from.watch("predict", id, never)) seen.push(state);
  return seen;
}

describe("PredictQueues", () => {
  test("delivers the worker's result to the requesting process and to any other", async () => {
    const asking = queues("a");
    const other = queues("a");
    work("a", async () => Promise.resolve({ outcomes: [outcome] }));
    const id = await asking.submit("predict", question);
    expect(await asking.end("predict", id, never)).toEqual({ state: "done", outcomes: [outcome] });
    expect(await other.end("predict", id, never)).toEqual({ state: "done", outcomes: [outcome] });
    expect(await other.find("predict", id)).toEqual({ state: "done", outcomes: [outcome] });
  });

  test("reports each state as it changes", async () => {
    const asking = queues("b");
    let goOn!: () => void;
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    const id = await asking.submit("predict", question);
    const seen: string[] = [];
    for await (const { state } of asking.watch("predict", id, never)) {
      seen.push(state);
      if (state === "waiting")
        work("b", async () => {
          await mayGoOn;
          return { outcomes: [outcome] };
        });
      if (state === "computing") goOn();
    }
    expect(seen).toEqual(["waiting", "computing", "done"]);
  });

  test("reports why a prediction was given up", async () => {
    const asking = queues("c");
    work("c", async () => Promise.reject(new Error("S3 does not respond")));
    const id = await asking.submit("predict", question);
    expect(await asking.end("predict", id, never)).toEqual({ state: "failed", reason: "S3 does not respond" });
  });

  test("does not find an id that was never assigned", async () => {
    const asking = queues("d");
    expect(await asking.find("predict", "unknown-id")).toBeUndefined();
    expect(await states(asking, "unknown-id")).toEqual([]);
  });

  test("stops waiting on request", async () => {
    const asking = queues("e");
    const id = await asking.submit("predict", question);
    const stop = new AbortController();
    const waiting = asking.end("predict", id, stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
  });

  test("serves many predictions at the same time, each with its own result", async () => {
    const asking = queues("f");
    work("f", async ({ payload }) => {
      const [file] = payload.files;
      const message = file?.kind === "upload" ? file.name : "";
      return Promise.resolve({ outcomes: [{ ...outcome, message }] });
    });
    const names = Array.from({ length: 40 }, (_, i) => `file ${i}`);
    const ends = await Promise.all(
      names.map(async (name) => {
        const id = await asking.submit("predict", { ...question, files: [{ kind: "upload", id: "u", name }] });
        return asking.end("predict", id, never);
      }),
    );
    expect(ends).toEqual(names.map((message) => ({ state: "done", outcomes: [{ ...outcome, message }] })));
  });

  test("counts the workers that process predictions", async () => {
    const asking = queues("g");
    expect(await asking.workers("predict")).toBe(0);
    const worker = work("g", async () => Promise.resolve({ outcomes: [outcome] }));
    const id = await asking.submit("predict", question);
    await asking.end("predict", id, never); // it is connected now
    expect(await asking.workers("predict")).toBe(1);
    await worker.close();
  });

  test("keeps a result for an hour, and retries a prediction soon", async () => {
    const asking = queues("h");
    const id = await asking.submit("predict", question);
    const another = await asking.submit("predict", question);
    expect(another).not.toBe(id);
    const queue = new Queue("predict", { connection: redis, prefix: `${prefix}h` });
    const kept = { age: 3_600, count: 10_000 };
    expect((await queue.getJob(id))!.opts).toMatchObject({
      removeOnComplete: kept,
      removeOnFail: kept,
      attempts: 3,
      backoff: { type: "exponential", delay: 200, jitter: 0.5 },
    });
    await queue.close();
  });

  test("reports a state once, however many attempts it takes, and ends with a failure", async () => {
    const asking = queues("i");
    const seen = asking.submit("predict", question).then(async (id) => states(asking, id));
    work("i", async () => Promise.reject(new Error("S3 does not respond")));
    expect((await seen).slice(-2)).toEqual(["computing", "failed"]);
    expect(new Set(await seen).size).toBe((await seen).length);
  });

  test("stops watching at once on request, not at the next poll", async () => {
    const asking = queues("j");
    const id = await asking.submit("predict", question);
    const stop = new AbortController();
    const since = performance.now();
    for await (const { state } of asking.watch("predict", id, stop.signal)) {
      expect(state).toBe("waiting");
      setTimeout(() => stop.abort(), 10);
    }
    expect(performance.now() - since).toBeLessThan(4_000);
  });

  test("waits for no change any more when its watcher leaves", async () => {
    const asking = queues("l");
    const waiting = vi.spyOn(JobChanges.prototype, "next");
    const id = await asking.submit("predict", question);
    for await (const { state } of asking.watch("predict", id, never)) if (state === "waiting") break;
    const [wait] = waiting.mock.results;
    waiting.mockRestore();
    const over = (wait!.value as Promise<void>).then(() => "over");
    expect(await Promise.race([over, sleep(3_000, "still waiting", { ref: false })])).toBe("over");
  });

  test("opens one event stream a queue, in advance if asked to, and closes it", async () => {
    const before = redis.listenerCount("error");
    const asking = new PredictQueues({ redis, prefix: `${prefix}k` });
    const duplicate = vi.spyOn(redis, "duplicate");
    onTestFinished(() => {
      duplicate.mockRestore();
    });
    await asking.listen("predict");
    expect(duplicate).toHaveBeenCalledTimes(1);
    expect(await states(asking, "unknown-id")).toEqual([]);
    expect(duplicate).toHaveBeenCalledTimes(1);
    const stream = duplicate.mock.results[0]!.value as RedisClient;
    const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
    stream.emit("error", new Error("connection lost"));
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
    await asking.close();
    expect(stream.status).toBe("end");
    expect(redis.listenerCount("error")).toBe(before);
  });
});
