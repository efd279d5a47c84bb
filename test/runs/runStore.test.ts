import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LockLostError, type JobLock } from "../../src/runs/jobLock.js";
import { emptyListing } from "../../src/runs/listing.js";
import { ownVersions } from "../../src/runs/makes.js";
import type { Rejection } from "../../src/runs/rejection.js";
import { ShardIndex } from "../../src/runs/rows/shardIndex.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { RunStore } from "../../src/runs/runStore.js";
import { ThroughputHistory } from "../../src/runs/throughputHistory.js";
import { connectRedis, type RedisClient } from "../../src/shared/redis/connectRedis.js";
import { takeLock } from "../support/jobLock.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";

const settings = runSettings({ source: "/corpus" });
const shard = shardName(["a.wav", "b.wav"]);
const rejection = (key: string, of: Partial<Rejection> = {}): Rejection => ({
  ...{ key, code: "too-short", message: "no frame", shard, attempts: 1 },
  ...of,
});
const candidate = (modality: "audio-only" | "audio-video", key: string) => ({
  ...{ trial: "01-03-02-01-01-02", modality, key },
  etag: "1",
});

let redis: RedisClient;
let prefix: string;
let runs: RunStore;
let lock: JobLock;
let stale: JobLock;

beforeEach(async () => {
  const { url, prefix: own } = await testRedis();
  redis = await connectRedis(url);
  prefix = own;
  runs = new RunStore(redis, prefix);
  lock = await takeLock({ redis, prefix }, "train", "job");
  stale = { ...lock, token: "lost" };
});
afterEach(() => redis.disconnect());

describe("a run's record", () => {
  test("is created once, with its settings, needs, time and command line", async () => {
    expect(await runs.create("r", settings, 1_000, "ser run /corpus")).toBe(true);
    expect(await runs.create("r", runSettings({ source: "/other" }), 2_000, "ser run /other")).toBe(false);
    expect(await runs.require("r")).toEqual({
      name: "r",
      settings,
      needs: expect.arrayContaining([expect.stringMatching(/^rows-v/)]) as string[],
      listing: emptyListing,
      round: 0,
      times: { createdAt: 1_000 },
      commandLine: "ser run /corpus",
    });
    expect(ownVersions).toEqual(expect.arrayContaining([...(await runs.require("r")).needs]));
    expect(await runs.madeAt("r")).toBe("1000");
    expect(await runs.names()).toEqual(["r"]);
  });

  test("has no command line if the run was not started from one", async () => {
    await runs.create("r", settings, 1_000);
    expect(await runs.get("r")).not.toHaveProperty("commandLine");
    expect(await redis.hexists(`${prefix}:run:r`, "commandLine")).toBe(0);
  });

  test("does not exist for another name", async () => {
    expect(await runs.get("r")).toBeUndefined();
    expect(await runs.madeAt("r")).toBeUndefined();
    await expect(runs.require("r")).rejects.toThrow("run r: no such run; ser status lists the runs");
  });

  test("is listed by time, the newest first", async () => {
    for (const [name, at] of [["b", 2_000] as const, ["c", 3_000] as const, ["a", 1_000] as const])
      await runs.create(name, settings, at);
    expect(await runs.names()).toEqual(["c", "b", "a"]);
    expect(await redis.zrange(`${prefix}:runs`, "0", "-1")).toEqual(["a", "b", "c"]); // where other versions look for them
  });

  test("has each milestone once; resuming clears the cancellation", async () => {
    await runs.create("r", settings, 1_000);
    await runs.mark("r", "cancelledAt", 2_000);
    await runs.mark("r", "cancelledAt", 3_000);
    await runs.mark("r", "extractStartedAt", 1_500, lock);
    expect((await runs.require("r")).times).toEqual({ createdAt: 1_000, cancelledAt: 2_000, extractStartedAt: 1_500 });
    await runs.resume("r");
    expect((await runs.require("r")).times).toEqual({ createdAt: 1_000, extractStartedAt: 1_500 });
    await expect(runs.mark("r", "endedAt", 4_000, stale)).rejects.toThrow(LockLostError);
  });

  test("keeps tags and note, each unchanged when only the other is set", async () => {
    await expect(runs.annotate("r", { note: "n" })).rejects.toThrow("no such run");
    await runs.create("r", settings, 1_000);
    expect(await runs.notes("r")).toEqual({ tags: [], note: "" });
    await runs.annotate("r", { tags: ["paper"] });
    expect(await runs.notes("r")).toEqual({ tags: ["paper"], note: "" });
    await runs.annotate("r", { note: "as published" });
    expect(await runs.notes("r")).toEqual({ tags: ["paper"], note: "as published" });
  });

  test("is removed with everything that belongs to it, and takes memory before", async () => {
    await runs.create("r", settings, 1_000);
    const sizes = [await runs.bytes("r")];
    const grow = async (write: () => Promise<unknown>): Promise<void> => {
      await write();
      sizes.push(await runs.bytes("r"));
    };
    await grow(async () => runs.reject("r", [rejection("a.wav"), rejection("b.wav")]));
    await grow(async () => runs.reopen("r", [rejection("a.wav")]));
    await runs.beginTraining("r", "t", lock);
    await grow(async () => runs.saveResults("r", "t", new Map([["final-all", {}]])));
    await grow(async () => runs.saveBlob("r", "report", Buffer.alloc(10)));
    await grow(async () => runs.offerTrials("r", [candidate("audio-only", "a.wav")]));
    await grow(async () => new ThroughputHistory(redis, prefix, "r").add(1, 1_000));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(sizes).size).toBe(sizes.length);
    const measured = (await redis.keys(`${prefix}:*:r`)).filter((key) => key !== `${prefix}:shards:r`);
    expect(measured).toHaveLength(7);
    const each = await Promise.all(measured.map(async (key) => (await redis.memory("USAGE", key)) ?? 0));
    expect(sizes.at(-1)).toBe(each.reduce((sum, size) => sum + size, 0));
    await redis.hset(`${prefix}:labels:r`, "shard", "labels");
    await runs.create("other", settings, 2_000);
    await runs.remove("r");
    await new ShardIndex(redis, prefix, "r").forget();
    expect(await runs.names()).toEqual(["other"]);
    expect(await redis.keys(`${prefix}:*:r`)).toEqual([]);
    expect(await runs.get("other")).toBeDefined();
  });
});

describe("the progress of a listing", () => {
  const page = { ...emptyListing, pages: 1, listed: 10, queued: 8, after: "page-1" };

  test("is empty before the first page, and is saved by part", async () => {
    expect(await runs.listing("r", 0)).toEqual(emptyListing);
    expect(await runs.saveListing("r", 0, page, lock)).toBe(true);
    expect(await runs.listing("r", 0)).toEqual(page);
    expect(await runs.listing("r", 1)).toEqual(emptyListing);
  });

  test("is saved only on the number of pages that it continues", async () => {
    expect(await runs.saveListing("r", 0, page, undefined, 1)).toBe(false);
    expect(await runs.listing("r", 0)).toEqual(emptyListing);
    expect(await runs.saveListing("r", 0, page, undefined, 0)).toBe(true);
    expect(await runs.saveListing("r", 0, { ...page, pages: 2 }, undefined, 0)).toBe(false);
    expect(await runs.saveListing("r", 0, { ...page, pages: 2 }, undefined, 1)).toBe(true);
    expect((await runs.listing("r", 0)).pages).toBe(2);
    expect(await runs.saveListing("r", 0, { ...page, pages: 7 })).toBe(true); // whatever it continues
  });

  test("is not saved by a listing that another producer has taken over", async () => {
    await expect(runs.saveListing("r", 0, page, stale)).rejects.toThrow(LockLostError);
    expect(await runs.listing("r", 0)).toEqual(emptyListing);
  });

  test("keeps the best file of each trial", async () => {
    await runs.offerTrials("r", [candidate("audio-video", "A.mp4"), candidate("audio-only", "b.wav")]);
    expect(await runs.chosenTrials("r")).toEqual([candidate("audio-only", "b.wav")]);
    expect(await runs.chosenTrials("other")).toEqual([]);
  });
});

describe("a run's rejected files", () => {
  let shards: ShardIndex;

  beforeEach(async () => {
    shards = new ShardIndex(redis, prefix, "r");
    await shards.plan([{ shard, files: 2 }]);
  });

  test("are kept in the order of their keys, and each counts once", async () => {
    await runs.reject("r", []);
    expect(await runs.rejectedCount("r")).toBe(0);
    await runs.reject("r", [rejection("b.wav"), rejection("a.wav", { size: 10, etag: "1" })], lock);
    await runs.reject("r", [rejection("b.wav", { message: "again" })]);
    expect(await runs.rejectedCount("r")).toBe(2);
    expect(await runs.rejections("r")).toEqual([
      rejection("a.wav", { size: 10, etag: "1" }),
      rejection("b.wav", { message: "again" }),
    ]);
    expect(await shards.entries([shard])).toMatchObject([{ files: 2, rejected: 2 }]);
  });

  test("are in byte order of their keys, however many there are", async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `${String(i).padStart(2, "0")}.wav`);
    const shuffled = keys.map((_, i) => keys[(7 * i) % keys.length]!);
    await runs.reject(
      "r",
      shuffled.map((key) => rejection(key)),
    );
    expect((await runs.rejections("r")).map(({ key }) => key)).toEqual(keys);
  });

  test("are not changed by a job that another worker has taken over", async () => {
    await expect(runs.reject("r", [rejection("a.wav")], stale)).rejects.toThrow(LockLostError);
    expect(await runs.rejectedCount("r")).toBe(0);
    await runs.reject("r", [], stale); // writes nothing
  });

  test("are tried again when the run is reopened, and its training is forgotten", async () => {
    await runs.create("r", settings, 1_000);
    await runs.reject("r", [rejection("a.wav"), rejection("b.wav")]);
    await runs.mark("r", "trainStartedAt", 2_000);
    await runs.mark("r", "endedAt", 3_000);
    await runs.beginTraining("r", "t");
    await runs.saveResults("r", "t", new Map([["final-all", 1]]));
    await runs.saveBlob("r", "report", Buffer.from("{}"));
    await runs.planResults("r", 3, { groups: { final: 1 }, total: 3 }, lock);
    await runs.noteScore("r", "t", { set: "all", macroF1: 0.5, params: "{}" });
    await runs.reopen("r", [rejection("b.wav")]);
    expect(await runs.again("r")).toEqual([rejection("b.wav")]);
    expect(await runs.rejections("r")).toEqual([rejection("a.wav")]);
    expect(await shards.entries([shard])).toMatchObject([{ rejected: 1 }]);
    expect(await runs.require("r")).toMatchObject({ round: 1, times: { createdAt: 1_000 } });
    expect((await runs.require("r")).times).toEqual({ createdAt: 1_000 });
    expect(await runs.blob("r", "report")).toBeUndefined();
    expect(await runs.resultCounts("r")).toEqual({ done: 0, planned: 0, share: 0, best: null });
    expect(await runs.saveResults("r", "t", new Map([["final-all", 1]]))).toBe(false);
    await runs.reopen("r", [rejection("a.wav")]);
    expect(await runs.again("r")).toEqual([rejection("a.wav"), rejection("b.wav")]);
    expect((await runs.require("r")).round).toBe(2);
    await runs.againEnqueued("r");
    expect(await runs.again("r")).toEqual([]);
  });
});

describe("a run's training results", () => {
  test("are kept for one training; those of another one are dropped and not taken in", async () => {
    await runs.beginTraining("r", "one", lock);
    const results = new Map<string, unknown>([
      ["candidate-0", { f1: 0.5 }],
      ["final-all", [1, 2]],
    ]);
    expect(await runs.saveResults("r", "one", results)).toBe(true);
    await runs.beginTraining("r", "one", lock); // the same: nothing is dropped
    expect(await runs.results("r")).toEqual(results);
    expect([await runs.hasResult("r", "final-all"), await runs.hasResult("r", "final-men")]).toEqual([true, false]);
    await runs.beginTraining("r", "two", lock);
    expect(await runs.results("r")).toEqual(new Map());
    expect(await runs.saveResults("r", "one", results)).toBe(false);
    expect(await runs.results("r")).toEqual(new Map());
    await expect(runs.beginTraining("r", "three", stale)).rejects.toThrow(LockLostError);
  });

  test("are counted, with their share of the planned work", async () => {
    expect(await runs.resultCounts("r")).toEqual({ done: 0, planned: 0, share: 0, best: null });
    await runs.planResults("r", 3, { groups: { candidate: 3, final: 1 }, total: 4 }, lock);
    await runs.beginTraining("r", "t", lock);
    await runs.saveResults("r", "t", new Map([["candidate-0", {}]]));
    expect(await runs.resultCounts("r")).toEqual({ done: 1, planned: 3, share: 0.75, best: null });
    await expect(runs.planResults("r", 9, { groups: {}, total: 9 }, stale)).rejects.toThrow(LockLostError);
    expect((await runs.resultCounts("r")).planned).toBe(3);
  });

  test("have the best score of this training so far", async () => {
    const score = (macroF1: number, set = "all") => ({ set, macroF1, params: `{"f1":${macroF1}}` });
    await runs.beginTraining("r", "one");
    await runs.noteScore("r", "one", score(0.5));
    await runs.noteScore("r", "one", score(0.5, "women")); // not better
    await runs.noteScore("r", "one", score(0.4));
    await runs.noteScore("r", "of another training", score(0.9));
    expect((await runs.resultCounts("r")).best).toEqual(score(0.5));
    await runs.noteScore("r", "one", score(0.6));
    expect((await runs.resultCounts("r")).best).toEqual(score(0.6));
    await runs.beginTraining("r", "two");
    expect((await runs.resultCounts("r")).best).toBeNull();
  });

  test("include larger products, which only the holder of the job may save", async () => {
    expect(await runs.blob("r", "report")).toBeUndefined();
    const bytes = Uint8Array.of(0, 255, 1).subarray(1);
    await runs.saveBlob("r", "report", bytes, lock);
    expect(await runs.blob("r", "report")).toEqual(Buffer.from([255, 1]));
    await expect(runs.saveBlob("r", "report", Uint8Array.of(9), stale)).rejects.toThrow(LockLostError);
    expect(await runs.blob("r", "report")).toEqual(Buffer.from([255, 1]));
  });
});
