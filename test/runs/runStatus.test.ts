import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { embeddingName } from "../../src/embedding/embeddingName.js";
import { embeddingOptionsSchema } from "../../src/embedding/embeddingOptions.js";
import { cancelRun } from "../../src/runs/cancelRun.js";
import { emptyListing, type Listing } from "../../src/runs/listing.js";
import { ownVersions } from "../../src/runs/makes.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { runSnapshot } from "../../src/runs/runSnapshot.js";
import { runStatus, type RunStatus } from "../../src/runs/runStatus.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { WorkerRegistry, type WorkerInfo } from "../../src/runs/workerRegistry.js";
import { redisNow } from "../../src/shared/redis/clock.js";
import { featureRow, putRows, recordingKeys } from "../support/featureRows.js";
import { takeLock } from "../support/jobLock.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";
import { completeNext, failNext } from "../support/takeJob.js";

const settings = runSettings({ source: "/corpus" });
let services: Services;

beforeEach(async () => {
  const { url, prefix } = await testRedis();
  services = await openServices(url, prefix, silentLogger);
  await services.runs.create("r", settings, 1_000);
});
afterEach(async () => services.close());

const status = async (at = 20_000): Promise<RunStatus> => (await runStatus(services, "r", at))!;

/** Saves the listing, as a whole unless it says otherwise. */
async function listed(counts: Partial<Listing>, complete = true): Promise<void> {
  await services.runs.saveListing("r", 0, { ...emptyListing, complete, ...counts });
  if (complete) await services.runs.saveListing("r", "end", { ...emptyListing, complete });
}

/** Stores rows of the first files, and rejections of the next ones. */
async function extracted(rows: number, rejected: number): Promise<void> {
  const keys = recordingKeys(rows + rejected);
  const features = await services.features.of(await services.runs.require("r"));
  await putRows(
    features,
    keys.slice(0, rows).map((key) => featureRow(key)),
    keys,
  );
  const shard = shardName(keys);
  const rejections = keys.slice(rows).map((key) => ({ key, code: "too-short", message: "", shard, attempts: 1 }));
  await services.runs.reject("r", rejections);
}

describe("the status of a run", () => {
  test("does not exist without the run", async () => {
    expect(await runStatus(services, "nothing")).toBeUndefined();
    expect(await runSnapshot(services, "nothing")).toBeUndefined();
  });

  test("has counts and no rates before its first file", async () => {
    expect(await status()).toEqual({
      run: "r",
      source: "/corpus",
      synthetic: false,
      stage: "listing",
      files: { listed: 0, queued: 0, done: 0, skipped: {}, rejected: 0 },
      filesPerSec: null,
      secondsLeft: null,
      training: null,
      failure: null,
      otherVersions: null,
    });
  });

  test("has the mean rate since the first extraction, without reused rows, and the time left", async () => {
    await listed({ listed: 10, queued: 8, skipped: { duplicate: 2 }, reused: 1, synthetic: true });
    await extracted(2, 1);
    expect(await status()).toMatchObject({ stage: "extracting", filesPerSec: null, secondsLeft: null });
    await services.runs.mark("r", "extractStartedAt", 10_000);
    expect(await status(10_000)).toMatchObject({ filesPerSec: null, secondsLeft: null });
    expect(await status(20_000)).toMatchObject({
      synthetic: true,
      files: { listed: 10, queued: 8, done: 2, skipped: { duplicate: 2 }, rejected: 1 },
      filesPerSec: 0.2,
      secondsLeft: 25,
    });
    await services.runs.mark("r", "trainStartedAt", 14_000);
    expect(await status(20_000)).toMatchObject({ stage: "training", filesPerSec: 0.5 });
  });

  test("has no negative rate or time left, and none while no file is done", async () => {
    await services.runs.mark("r", "extractStartedAt", 10_000);
    await listed({ listed: 10, queued: 8, reused: 4 });
    await extracted(2, 1);
    expect(await status()).toMatchObject({ filesPerSec: 0, secondsLeft: null });
    await listed({ listed: 2, queued: 2, reused: 1 });
    expect(await status()).toMatchObject({ filesPerSec: 0.2, secondsLeft: 0 });
  });

  test("is by Redis' clock, unless a time is given", async () => {
    const { redis } = services.address;
    await services.runs.mark("r", "extractStartedAt", (await redisNow(redis)) - 10_000);
    await listed({ listed: 10, queued: 8 });
    await extracted(2, 0);
    expect((await runStatus(services, "r"))!.filesPerSec).toBeCloseTo(0.2, 2);
  });

  test("has the stage of its last milestone; a failure comes first, then the end, then a cancellation", async () => {
    const stages: string[] = [];
    const note = async (): Promise<number> => stages.push((await status()).stage);
    await services.queues.startRun("r", 1);
    await listed({ complete: false }, false);
    await note();
    await listed({});
    await note();
    await services.runs.mark("r", "trainStartedAt", 2_000);
    await note();
    await services.runs.mark("r", "cancelledAt", 3_000);
    await note();
    await services.runs.mark("r", "endedAt", 4_000);
    await note();
    await failNext(services.address, "list", "the bucket is empty");
    await failNext(services.address, "train", "the bucket is empty");
    await note();
    expect(stages).toEqual(["listing", "extracting", "training", "cancelled", "done", "failed"]);
  });

  test("says why it failed", async () => {
    await services.queues.startRun("r", 1);
    await completeNext(services.address, "list");
    await failNext(services.address, "train", "too few recordings");
    expect((await status()).failure).toBe("too few recordings");
    const { redis, prefix } = services.address;
    await redis.hdel(`${prefix}:train:train-r`, "failedReason");
    expect((await status()).failure).toBe("for an unknown reason");
  });
});

describe("the training of a run", () => {
  const best = { set: "all", macroF1: 0.5, params: "{}" };

  beforeEach(async () => {
    const lock = await takeLock(services.address, "train", "train-r");
    await services.runs.planResults("r", 4, { groups: { candidate: 1 }, total: 4 }, lock);
    await services.runs.beginTraining("r", "t");
  });

  test("has neither rate nor time left before it starts", async () => {
    expect((await status()).training).toEqual({
      done: 0,
      planned: 4,
      phase: "",
      elapsedSec: 0,
      secondsLeft: null,
      fitsPerSec: null,
      best: null,
    });
    await services.runs.saveResults("r", "t", new Map([["candidate-0", 1]]));
    expect((await status()).training).toMatchObject({ done: 1, fitsPerSec: null });
  });

  test("has its rate and the time left by the work done, until it ends", async () => {
    await services.runs.mark("r", "trainStartedAt", 10_000);
    expect((await status()).training).toMatchObject({ elapsedSec: 10, fitsPerSec: null, secondsLeft: null });
    await services.runs.saveResults("r", "t", new Map([["candidate-0", 1]]));
    await services.runs.noteScore("r", "t", best);
    expect((await status()).training).toMatchObject({
      done: 1,
      elapsedSec: 10,
      fitsPerSec: 0.1,
      secondsLeft: 30,
      best,
    });
    expect((await status(9_000)).training).toMatchObject({ elapsedSec: 0, fitsPerSec: null });
    await services.runs.mark("r", "endedAt", 15_000);
    expect((await status()).training).toMatchObject({ elapsedSec: 5, fitsPerSec: 0.2, secondsLeft: null });
  });

  test("has the phase that its job last reported", async () => {
    await services.queues.startRun("r", 1);
    const { redis, prefix } = services.address;
    await redis.hset(`${prefix}:train:train-r`, "progress", JSON.stringify({ phase: "searching" }));
    expect((await status()).training?.phase).toBe("searching");
  });
});

describe("workers that leave a run's jobs to others", () => {
  const later = ownVersions.map((one) => one.replace(/^rows-v.*/, "rows-v99").replace(/^fits-v.*/, "fits-v99"));

  async function worker(id: string, of: Partial<WorkerInfo>): Promise<void> {
    const common = { id, kind: "extract", host: "h", pid: 1, threads: 1, perSec: 0, seenAt: 20_000 } as const;
    await new WorkerRegistry(services.address).note({ ...common, makes: [...ownVersions], ...of });
  }
  const shown = async (): Promise<string | null> => (await status()).otherVersions;

  test("are named by what they lack, while others take the jobs", async () => {
    await worker("a", {});
    expect(await shown()).toBeNull();
    await worker("b", { makes: later });
    expect(await shown()).toMatch(
      /^1 of 2 extract workers is of another version and leaves this run's jobs to the others \(rows-v\d+, fits-v\d+\)$/,
    );
    await worker("c", { makes: later });
    expect(await shown()).toMatch(
      /^2 of 3 extract workers are of another version and leave this run's jobs to the others \(rows-v\d+, fits-v\d+\)$/,
    );
  });

  test("and without any that takes them, the user learns that nothing will happen", async () => {
    await worker("a", { makes: undefined });
    expect(await shown()).toMatch(
      /^no extract worker of this run's version \(.*rows-v\d+, fits-v\d+\) is running, and the 1 of another version do not take its jobs: update them$/,
    );
  });

  test("are those that train, once the run trains, and none when it is over", async () => {
    await worker("a", { makes: later });
    await services.runs.mark("r", "trainStartedAt", 2_000);
    expect(await shown()).toBeNull();
    await worker("b", { kind: "train", makes: later });
    expect(await shown()).toMatch(/^no train worker of this run's version \(/);
    await services.runs.mark("r", "endedAt", 3_000);
    expect(await shown()).toBeNull();
  });

  test("may lack its embedding model", async () => {
    const [sha256, options] = ["0123456789ab".padEnd(64, "c"), embeddingOptionsSchema.parse({ input: "samples" })];
    const block = embeddingName({ columns: 8, sha256, options: "b".repeat(64) });
    await services.runs.remove("r");
    await services.runs.create("r", runSettings({ source: "/corpus", embedding: { block, sha256, options } }), 1_000);
    await worker("a", { lacksEmbeddingOf: ["another"] });
    expect(await shown()).toBeNull();
    await worker("a", { lacksEmbeddingOf: ["r"] });
    expect(await shown()).toBe(
      "no running extract worker has the run's embedding model (SHA-256 0123456789ab…): start one with --embedding MODEL.onnx",
    );
    await worker("b", {});
    expect(await shown()).toBe(
      "1 of 2 extract workers lacks the run's embedding model and leaves its jobs to the others",
    );
    await worker("c", { lacksEmbeddingOf: ["another", "r"] });
    await worker("d", { kind: "train", lacksEmbeddingOf: ["r"] });
    expect(await shown()).toBe(
      "2 of 3 extract workers lack the run's embedding model and leave its jobs to the others",
    );
    await services.runs.mark("r", "trainStartedAt", 2_000);
    expect(await shown()).toBeNull();
  });

  test("lack nothing of a run without an embedding model, whatever they report", async () => {
    await worker("a", { lacksEmbeddingOf: ["r"] });
    expect(await shown()).toBeNull();
  });
});

describe("a run's snapshot", () => {
  test("has its status and the live workers, all at one time by Redis' clock", async () => {
    const { redis } = services.address;
    const before = await redisNow(redis);
    const worker = { kind: "extract", host: "h", pid: 1, threads: 1, perSec: 0 } as const;
    const registry = new WorkerRegistry(services.address);
    await registry.note({ ...worker, id: "live", seenAt: before });
    await registry.note({ ...worker, id: "gone", seenAt: before - 60_000 });
    const snapshot = (await runSnapshot(services, "r"))!;
    expect(snapshot.at).toBeGreaterThanOrEqual(before);
    expect(snapshot.at).toBeLessThanOrEqual(await redisNow(redis));
    expect(snapshot.status).toEqual(await status());
    expect(snapshot.workers.map(({ id }) => id)).toEqual(["live"]);
  });
});

describe("cancelling a run", () => {
  test("removes its jobs, marks it and says how far it had come; again, it does nothing", async () => {
    await services.queues.startRun("r", 1);
    await listed({ listed: 4, queued: 4 });
    const before = await redisNow(services.address.redis);
    expect(await cancelRun(services, "r")).toMatchObject({ stage: "extracting", files: { queued: 4 } });
    const { cancelledAt } = (await services.runs.require("r")).times;
    expect(cancelledAt).toBeGreaterThanOrEqual(before);
    expect((await services.queues.trainingState("r")).state).toBe("unknown");
    expect((await cancelRun(services, "r")).stage).toBe("cancelled");
    expect((await services.runs.require("r")).times.cancelledAt).toBe(cancelledAt);
  });

  test("is rejected if it is over or does not exist", async () => {
    await expect(cancelRun(services, "nothing")).rejects.toThrow("run nothing: no such run");
    await services.runs.mark("r", "endedAt", 2_000);
    await expect(cancelRun(services, "r")).rejects.toThrow("run r is over (done): there is nothing to cancel");
    expect((await services.runs.require("r")).times.cancelledAt).toBeUndefined();
  });
});
