import { Job, Queue, Worker } from "bullmq";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { InputError, TransientError } from "../../../src/shared/errors.js";
import { NotForThisWorkerError } from "../../../src/runs/makes.js";
import type { QueueAddress } from "../../../src/runs/queues/queueAddress.js";
import { RunQueues } from "../../../src/runs/queues/runQueues.js";
import { startWorker, type RunningWorker, type WorkerSettings } from "../../../src/runs/queues/worker.js";
import { events, type JobOver, type JobTaken } from "../../../src/runs/telemetry/events.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { longTimeout } from "../../support/longTimeout.js";
import { recordingLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";

const payload = z.object({ run: z.string() });
type Payload = z.infer<typeof payload>;

describe("a worker", () => {
  let address: QueueAddress;
  let queue: Queue;
  let lines: unknown[][];
  let told: (JobTaken | JobOver)[];
  let unsubscribe: (() => void)[];
  const workers: RunningWorker[] = [];

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    address = { redis: await connectRedis(url), prefix };
    queue = new Queue("extract", { connection: address.redis, prefix });
    lines = [];
    told = [];
    const note = (event: JobTaken | JobOver): void => void told.push(event);
    unsubscribe = [events.jobTaken.subscribe(note), events.jobOver.subscribe(note)];
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    for (const stop of unsubscribe) stop();
    await queue.close();
    address.redis.disconnect();
  });

  function start(settings: Pick<WorkerSettings<Payload>, "process"> & Partial<WorkerSettings<Payload>>): RunningWorker {
    const recording = recordingLogger();
    lines = recording.lines;
    const worker = startWorker(address, {
      ...{ queue: "extract", payload, concurrency: 1, logger: recording.logger },
      ...settings,
    });
    workers.push(worker);
    return worker;
  }
  const add = async (data: unknown = { run: "r" }, attempts = 1): Promise<Job> =>
    queue.add("job", data, { jobId: "the-job", attempts, backoff: { type: "fixed", delay: 1 } });
  const until = async (job: Job, state: string): Promise<void> => {
    await vi.waitFor(async () => expect(await job.getState()).toBe(state), longTimeout);
  };
  const said = (message: string): unknown => lines.find((line) => line.at(-1) === message)?.[1];

  test("logs errors of its connection to Redis", async () => {
    const duplicate = vi.spyOn(address.redis, "duplicate");
    const job = await add();
    start({ process: () => Promise.resolve({}) });
    await until(job, "completed"); // it is connected now
    const own = duplicate.mock.results[0]!.value as QueueAddress["redis"];
    own.emit("error", new Error("connection lost"));
    const expected = { queue: "extract", error: "connection lost", times: 1 };
    await vi.waitFor(() => expect(said("error on the queue's connection")).toEqual(expected), longTimeout);
  });

  test("publishes how long a job waited and ran", async () => {
    const before = performance.now();
    const job = await add();
    start({ process: () => new Promise((resolve) => setTimeout(() => resolve({}), 20)) });
    await until(job, "completed");
    await vi.waitFor(() => expect(told).toHaveLength(2), longTimeout);
    const [taken, over] = told as [JobTaken, JobOver];
    const most = performance.now() - before + 1_000;
    expect(taken.waitedMs).toBeGreaterThanOrEqual(0);
    expect(taken.waitedMs).toBeLessThan(most);
    expect(over.durationMs).toBeGreaterThan(15);
    expect(over.durationMs).toBeLessThan(most);
    const { durationMs } = said("job done") as { durationMs: number };
    expect(durationMs).toBeGreaterThanOrEqual(15);
    expect(durationMs).toBeLessThan(most);
  });

  test("publishes how long a job waited for it, by the clocks of the machines; never less than nothing", async () => {
    const job = await queue.add("job", { run: "r" }, { timestamp: Date.now() - 60_000 });
    const ahead = await queue.add("job", { run: "r" }, { timestamp: Date.now() + 600_000 });
    start({ process: () => Promise.resolve({}) });
    for (const each of [job, ahead]) await until(each, "completed");
    const waited = told.flatMap((event) => ("waitedMs" in event ? [event.waitedMs] : []));
    expect(waited).toEqual([expect.any(Number), 0]);
    const { processedOn, timestamp } = (await queue.getJob(job.id!)) as Job;
    expect(waited[0]).toBe(processedOn! - timestamp);
    expect(waited[0]).toBeGreaterThanOrEqual(60_000);
  });

  test("counts completed and failed jobs by the minute for Bull Board's history", async () => {
    const worker = start({ process: () => Promise.resolve({}) });
    await until(await add(), "completed");
    await worker.close();
    expect((await queue.getMetrics("completed")).meta.count).toBe(1);
    expect(await address.redis.exists(`${address.prefix}:extract:metrics:completed`)).toBe(1);
  });

  test("leaves a job to workers of another version, without counting an attempt, and says so once", async () => {
    const pauseMs = 2_000;
    const moved = vi.spyOn(Job.prototype, "moveToDelayed");
    const before = Date.now();
    const jobs = [await add(), await queue.add("job", { run: "r" }), await queue.add("job", { run: "r" })];
    const other = start({
      concurrency: jobs.length,
      otherVersionPauseMs: pauseMs,
      process: () => Promise.reject(new NotForThisWorkerError("run r needs rows-v9")),
    });
    await vi.waitFor(() => expect(moved).toHaveBeenCalledTimes(jobs.length), longTimeout);
    const after = Date.now();
    for (const [at] of moved.mock.calls) {
      expect(at).toBeGreaterThanOrEqual(before + pauseMs / 20);
      expect(at).toBeLessThanOrEqual(after + pauseMs / 20); // long before the worker takes another job
    }
    moved.mockRestore();
    const ownLines = lines;
    start({ process: () => Promise.resolve({}) });
    for (const job of jobs) {
      await until(job, "completed");
      expect((await queue.getJob(job.id!))!.attemptsMade).toBe(1);
    }
    expect(ownLines).toEqual([["warn", { run: "r" }, "run r needs rows-v9"]]);
    const ends = told.flatMap((event) => ("end" in event ? [event.end] : []));
    expect(ends).toEqual([...jobs.map(() => "put_back"), ...jobs.map(() => "done")]);
    await other.close();
  });

  test("locks a job for 15 seconds unless set otherwise, and checks for stalled jobs three times in that period", () => {
    const listening = vi.spyOn(Worker.prototype, "on");
    start({ process: () => Promise.resolve({}) });
    start({ process: () => Promise.resolve({}), lockDurationMs: 300 });
    const made = [...new Set(listening.mock.contexts as Worker[])];
    listening.mockRestore();
    expect(made.map(({ opts }) => [opts.lockDuration, opts.stalledInterval])).toEqual([
      [15_000, 5_000],
      [300, 100],
    ]);
  });

  test("reports a job's progress", async () => {
    const job = await add();
    start({
      async process(own) {
        await own.report({ phase: "searching" });
        return {};
      },
    });
    await until(job, "completed");
    expect((await queue.getJob(job.id!))!.progress).toEqual({ phase: "searching" });
  });

  test("says when a job failed, will be retried and was given up, and calls for each end once", async () => {
    const ends: string[] = [];
    const job = await add({ run: "r" }, 2);
    const worker = start({
      process: () => Promise.reject(new TransientError("S3 is slow")),
      onGivenUp: ({ run }, reason) => Promise.resolve(void ends.push(`given up ${run}: ${reason}`)),
      onEnd: async ({ run }) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        ends.push(`end ${run}`);
      },
    });
    await until(job, "failed");
    await vi.waitFor(() => expect(said("job given up")).toBeDefined(), longTimeout);
    await worker.close();
    expect(ends).toEqual(["given up r: S3 is slow", "end r"]);
    const failure = { queue: "extract", jobId: "the-job", run: "r", error: "S3 is slow" };
    expect(said("job failed and will be retried")).toEqual({ ...failure, attempt: 1 });
    expect(said("job given up")).toEqual({ ...failure, attempt: 2 });
  });

  test("calls for the end of a job that was given up also if nothing is to be called for that", async () => {
    const ends: string[] = [];
    const job = await add();
    const worker = start({
      process: () => Promise.reject(new InputError("missing-object", "no file")),
      onEnd: ({ run }) => Promise.resolve(void ends.push(run)),
    });
    await until(job, "failed");
    await vi.waitFor(() => expect(ends).toEqual(["r"]), longTimeout);
    await worker.close();
    expect(said("error on the queue's connection")).toBeUndefined();
  });

  test("calls when a job is done, and logs what goes wrong then", async () => {
    const job = await add();
    start({ process: () => Promise.resolve({}), onEnd: () => Promise.reject(new Error("no disk")) });
    await until(job, "completed");
    const expected = { queue: "extract", jobId: "the-job", error: "Error: no disk" };
    await vi.waitFor(() => expect(said("could not clean up after a job")).toEqual(expected), longTimeout);
  });

  test("logs what goes wrong when it records a job that was given up", async () => {
    const job = await add();
    start({
      process: () => Promise.reject(new InputError("missing-object", "no file")),
      onGivenUp: () => Promise.reject(new Error("no disk")),
    });
    await until(job, "failed");
    const expected = { queue: "extract", jobId: "the-job", error: "Error: no disk" };
    await vi.waitFor(() => expect(said("could not record a job that was given up")).toEqual(expected), longTimeout);
  });

  test.each([{ run: 7 }, { other: "r" }, "text", null])("names no run that a job has not (%j)", async (data) => {
    const job = await add(data);
    start({ process: () => Promise.resolve({}) });
    await until(job, "failed");
    await vi.waitFor(() => expect(said("job given up")).toBeDefined(), longTimeout);
    expect(said("job given up")).not.toHaveProperty("run");
    expect((said("job given up") as { error: string }).error).toMatch(/^job the-job: /);
  });

  test("says that a job starts again whose lock expired, and that its late result is not stored", async () => {
    const job = await add({ run: "r" }, 2);
    let tries = 0;
    start({
      concurrency: 2,
      lockDurationMs: 300,
      async process({ lock, released }) {
        tries += 1;
        if (tries > 1) return {};
        await address.redis.del(lock.key);
        await new Promise((resolve) => released.addEventListener("abort", resolve));
        return new Promise(() => undefined);
      },
    });
    await until(job, "completed");
    await vi.waitFor(() => expect(said("the job's result is not stored")).toBeDefined(), longTimeout);
    expect((said("the job's result is not stored") as { reason: string }).reason).toContain("the-job:lock: lost");
    expect(said("worker died: its job starts again")).toEqual({ queue: "extract", jobId: "the-job" });
    expect(told).toContainEqual({ queue: "extract", end: "stalled", durationMs: undefined });
  });

  test("waits for memory if Redis is full, and says what to do", async () => {
    const job = await add();
    let tries = 0;
    start({
      redisFullDelayMs: 300,
      process: () => (++tries === 1 ? Promise.reject(new Error("OOM command not allowed")) : Promise.resolve({})),
    });
    await until(job, "delayed");
    await until(job, "completed");
    expect((await queue.getJob(job.id!))!.attemptsMade).toBe(1);
    const line = lines.find(([, , message]) => String(message).startsWith("Redis is full: the job waits for memory"));
    expect(line?.[1]).toEqual({ retryInMs: 300, error: "Error: OOM command not allowed" });
    expect(told.map((event) => ("end" in event ? event.end : "taken"))).toEqual(["taken", "put_back", "taken", "done"]);
  });

  test("on a machine that is shutting down leaves each job to others, before it does any work", async () => {
    const release = new AbortController();
    address = { ...address, releaseSignal: release.signal };
    release.abort();
    let tries = 0;
    await add();
    const worker = start({ process: () => Promise.resolve((tries++, {})) });
    await vi.waitFor(() => expect(said("job requeued for another worker")).toBeUndefined(), longTimeout);
    await vi.waitFor(
      () => expect(lines.some(([, message]) => message === "job requeued for another worker")).toBe(true),
      longTimeout,
    );
    await worker.close();
    expect(tries).toBe(0);
  });

  test("ends an attempt at a job that waits for its children, and starts it again after them", async () => {
    const queues = new RunQueues(address);
    await queues.startRun("r", 1);
    const order: string[] = [];
    const training = start({
      queue: "train",
      async process(own) {
        order.push("train");
        if (order.length === 2) await queues.addFitJobs("r", "t", [{ id: "final-all", data: { run: "r" } }]);
        await own.waitForChildren();
        order.push("report");
        return {};
      },
    });
    start({ queue: "list", process: () => Promise.resolve((order.push("list"), {})) });
    start({ queue: "fit", process: () => Promise.resolve((order.push("fit"), {})) });
    await queues.waitForTraining("r", new AbortController().signal);
    await training.close();
    expect(order).toEqual(["list", "train", "fit", "train", "report"]);
    const ends = told.flatMap((event) => ("end" in event && event.queue === "train" ? [event.end] : []));
    expect(ends).toEqual(["waits", "done"]);
    await queues.close();
  });
});
