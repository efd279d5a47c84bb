import { Queue, type Job } from "bullmq";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { jobIds, retryPolicy, type QueueName } from "../../../src/runs/jobs.js";
import type { ExtractBatch } from "../../../src/runs/queues/extractBatch.js";
import type { QueueAddress } from "../../../src/runs/queues/queueAddress.js";
import { RunQueues } from "../../../src/runs/queues/runQueues.js";
import { digestOf, shardName } from "../../../src/runs/rows/shardName.js";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { testRedis } from "../../support/redis.js";
import { completeNext, failNext, takeJob } from "../../support/takeJob.js";

const never = new AbortController().signal;
const batch = (...keys: string[]): ExtractBatch => ({ shard: shardName(keys), keys });
const [one, two] = [batch("a.wav", "b.wav"), batch("c.wav")];
const digest = ({ shard }: ExtractBatch): string => digestOf(shard);

let address: QueueAddress;
let queues: RunQueues;
let opened: Map<QueueName, Queue>;

beforeEach(async () => {
  const { url, prefix } = await testRedis();
  address = { redis: await connectRedis(url), prefix };
  queues = new RunQueues(address);
  const names = ["train", "list", "extract", "fit"] as const;
  opened = new Map(names.map((name) => [name, new Queue(name, { connection: address.redis, prefix })]));
});
afterEach(async () => {
  await queues.close();
  for (const queue of opened.values()) await queue.close();
  address.redis.disconnect();
});

async function job(queue: QueueName, id: string): Promise<Job | undefined> {
  return (await opened.get(queue)!.getJob(id)) as Job | undefined;
}
const ids = async (queue: QueueName): Promise<(string | undefined)[]> =>
  (await opened.get(queue)!.getJobs()).map(({ id }) => id).sort();
const retries = { attempts: retryPolicy.attempts, backoff: { ...retryPolicy.backoff } };

describe("the jobs of a run", () => {
  test("begin with its training, which waits for its listings; adding them again changes nothing", async () => {
    for (let i = 0; i < 2; i++) await queues.startRun("r", 2);
    expect(await ids("list")).toEqual(["list-r-0", "list-r-1"]);
    expect(await ids("train")).toEqual(["train-r"]);
    expect(await job("train", "train-r")).toMatchObject({ name: "train", data: { run: "r" }, opts: retries });
    expect(await job("list", "list-r-1")).toMatchObject({ name: "list", data: { run: "r", part: 1 }, opts: retries });
    expect(await (await job("train", "train-r"))!.getDependenciesCount()).toMatchObject({ unprocessed: 2 });
  });

  test("say which files to extract, and name the shard only if it is not that of these files", async () => {
    await queues.startRun("r", 1);
    await queues.addExtractJobs("r", []);
    expect(await ids("extract")).toEqual([]);
    await queues.addExtractJobs("r", [
      { ...one, sizes: [1, 2] },
      { ...two, shard: "s" },
    ]);
    expect((await job("extract", jobIds.extract("r", digest(one), 0)))!.data).toEqual({
      run: "r",
      keys: one.keys,
      sizes: [1, 2],
    });
    const other = (await job("extract", jobIds.extract("r", "s", 0)))!;
    expect(other).toMatchObject({ name: "extract", data: { run: "r", keys: ["c.wav"], shard: "s" } });
    expect(other.data).not.toHaveProperty("sizes");
    expect(other.opts).toMatchObject({ ...retries, removeOnComplete: { count: 1_000 } });
    expect(other.parent).toMatchObject({ id: "train-r" });
    await queues.addExtractJobs("r", [one], 1, true);
    expect((await job("extract", jobIds.extract("r", digest(one), 1)))!.data).toEqual({
      run: "r",
      keys: one.keys,
      shard: one.shard,
      again: true,
    });
  });

  test("exist in any state, by shard or digest and by round, until their remains are dropped", async () => {
    await queues.startRun("r", 1);
    await queues.addExtractJobs("r", [one]);
    await completeNext(address, "extract");
    const has = async (round?: number): Promise<boolean[]> =>
      queues.hasExtractJobs("r", [one.shard, digest(one), two.shard], round);
    expect(await has()).toEqual([true, true, false]);
    expect(await has(1)).toEqual([false, false, false]);
    await queues.dropRemains("r", [one.shard], 1);
    expect(await has()).toEqual([true, true, false]);
    await queues.dropRemains("r", [one.shard]);
    expect(await has()).toEqual([false, false, false]);
  });

  test("are done once completed, unless they were added again", async () => {
    await queues.startRun("r", 1);
    await queues.addExtractJobs("r", [one, two, batch("d.wav")]);
    const done = async (round?: number): Promise<ExtractBatch[]> =>
      queues.doneExtractJobs("r", [digest(one), digest(two), digest(batch("d.wav")), "unknown"], round);
    expect(await done()).toEqual([]);
    await completeNext(address, "extract");
    await failNext(address, "extract", "no good");
    expect(await done()).toEqual([one]);
    expect(await done(1)).toEqual([]);
    await queues.addExtractJobsAgain("r", [one]);
    expect(await done()).toEqual([]);
    await completeNext(address, "extract");
    await completeNext(address, "extract");
    expect(await done()).toEqual([batch("d.wav")]);
  });

  test("are added again in their round", async () => {
    await queues.startRun("r", 1);
    await queues.addExtractJobs("r", [one], 2);
    await completeNext(address, "extract");
    await queues.addExtractJobsAgain("r", [one], 2);
    expect(await queues.waitingExtractJobs()).toBe(1);
    expect((await job("extract", jobIds.extract("r", digest(one), 2)))!.data).toMatchObject({ again: true });
  });

  test("include completed listings again, and no others", async () => {
    await queues.startRun("r", 3);
    expect(await queues.listAgain("r", 3)).toBe(0);
    await completeNext(address, "list");
    await completeNext(address, "list");
    expect(await queues.areListingsCompleted("r", 2)).toBe(true);
    expect(await queues.areListingsCompleted("r", 3)).toBe(false);
    expect(await queues.listAgain("r", 3)).toBe(2);
    expect(await queues.areListingsCompleted("r", 2)).toBe(false);
    const again = (await job("list", "list-r-0"))!;
    expect(again).toMatchObject({ name: "list", data: { run: "r", part: 0 }, opts: retries });
    for (let i = 0; i < 2; i++) await completeNext(address, "list");
    expect((await queues.trainingState("r")).state).toBe("waiting-for-files");
    await failNext(address, "list", "the bucket is gone");
    await failNext(address, "train", "");
    expect(await queues.trainingState("r")).toMatchObject({ state: "failed", reason: "the bucket is gone" });
  });

  test("include listings again only of the given parts", async () => {
    await queues.startRun("r", 2);
    for (let i = 0; i < 2; i++) await completeNext(address, "list");
    expect(await queues.listAgain("r", 1)).toBe(1);
  });

  test("include fits, each once, and again if it is completed", async () => {
    await queues.startRun("r", 1);
    const fits = ["final-all", "final-men"].map((id) => ({ id, data: { run: "r", id } }));
    for (let i = 0; i < 2; i++) await queues.addFitJobs("r", "t", fits);
    expect(await ids("fit")).toEqual(["fit-r-t-final-all", "fit-r-t-final-men"]);
    const fit = (await job("fit", "fit-r-t-final-men"))!;
    expect(fit).toMatchObject({ name: "fit", data: { run: "r", id: "final-men" }, parent: { id: "train-r" } });
    expect(fit.opts).toMatchObject({ ...retries, removeOnComplete: { count: 1_000 } });
    await completeNext(address, "fit");
    await failNext(address, "fit", "no rows");
    await queues.addFitJobs("r", "t", fits);
    expect(await (await job("fit", "fit-r-t-final-all"))!.getState()).toBe("waiting");
    expect(await (await job("fit", "fit-r-t-final-men"))!.getState()).toBe("failed");
  });

  test("count while they wait for a worker or a retry, over all runs", async () => {
    expect(await queues.waitingExtractJobs()).toBe(0);
    for (const run of ["r", "s"]) {
      await queues.startRun(run, 1);
      await queues.addExtractJobs(run, [one, two]);
    }
    await opened.get("extract")!.add("extract", {}, { delay: 60_000 });
    await opened.get("extract")!.add("extract", {}, { priority: 1 });
    await completeNext(address, "extract");
    expect(await queues.waitingExtractJobs()).toBe(5);
  });
});

describe("the jobs of a run that were given up", () => {
  test("are listed while they are kept", async () => {
    expect(await queues.givenUp("r")).toEqual([]);
    await queues.startRun("r", 1);
    expect(await queues.givenUp("r")).toEqual([]);
    await queues.addExtractJobs("r", [one, { ...two, sizes: [5] }]);
    await failNext(address, "extract", "no good");
    await failNext(address, "extract", "nor this");
    expect(
      (await queues.givenUp("r")).sort((a, b) => a.attempts - b.attempts || (a.reason < b.reason ? -1 : 1)),
    ).toEqual([
      { ...one, reason: "no good", attempts: 1 },
      { ...two, sizes: [5], reason: "nor this", attempts: 1 },
    ]);
    await address.redis.del(`${address.prefix}:extract:${jobIds.extract("r", digest(one), 0)}`);
    expect(await queues.givenUp("r")).toEqual([{ ...two, sizes: [5], reason: "nor this", attempts: 1 }]);
  });

  test("count the attempts of workers that died, and say so if there were too many", async () => {
    await queues.startRun("r", 1);
    await queues.addExtractJobs("r", [one]);
    await failNext(address, "extract", "no good");
    const key = `${address.prefix}:extract:${jobIds.extract("r", digest(one), 0)}`;
    const stalled = async (times: number): Promise<object[]> => {
      await address.redis.hset(key, "stc", times);
      return queues.givenUp("r");
    };
    expect(await stalled(3)).toMatchObject([{ reason: "no good", attempts: 4 }]);
    expect(await stalled(4)).toMatchObject([{ reason: "its worker died or was cut off 4 times", attempts: 4 }]);
  });
});

describe("waiting for a run", () => {
  test("fails if it has no jobs", async () => {
    await expect(queues.waitForTraining("r", never)).rejects.toThrow("no job train-r");
    await expect(queues.waitForListings("r", 1, never)).rejects.toThrow("no job list-r-0");
  });

  test("ends on request", async () => {
    await queues.startRun("r", 1);
    const stop = new AbortController();
    const waiting = queues.waitForTraining("r", stop.signal);
    stop.abort();
    await waiting;
    await queues.waitForTraining("nothing", AbortSignal.abort()); // is not even looked for
  });

  test("for its listings ends with the last one, and for its training with that", async () => {
    await queues.startRun("r", 2);
    const ended: string[] = [];
    const listings = queues.waitForListings("r", 2, never).then(() => ended.push("listings"));
    const training = queues.waitForTraining("r", never).then(() => ended.push("training"));
    await completeNext(address, "list");
    await queues.waitForListings("r", 1, never);
    expect(ended).toEqual([]);
    await completeNext(address, "list");
    await listings;
    expect(ended).toEqual(["listings"]);
    await completeNext(address, "train");
    await training;
  });

  test("says why the training failed: for its own reason, or for that of a fit", async () => {
    await queues.startRun("r", 1);
    await completeNext(address, "list");
    await failNext(address, "train", "out of memory");
    await expect(queues.waitForTraining("r", never)).rejects.toThrow("out of memory");
    expect(await queues.trainingState("r")).toEqual({ state: "failed", phase: "", reason: "out of memory" });
    await address.redis.hdel(`${address.prefix}:train:train-r`, "failedReason");
    await expect(queues.waitForTraining("r", never)).rejects.toThrow("job train-r failed");
    await queues.startRun("s", 1);
    await completeNext(address, "list");
    await queues.addFitJobs("s", "t", [{ id: "final-all", data: { run: "s" } }]);
    await failNext(address, "fit", "one class only");
    await address.redis.hset(`${address.prefix}:train:train-s`, "failedReason", "child failed");
    expect(await queues.trainingState("s")).toMatchObject({ state: "waiting", reason: undefined });
    await failNext(address, "train", "child failed");
    expect(await queues.trainingState("s")).toMatchObject({ state: "failed", reason: "one class only" });
    await address.redis.del(`${address.prefix}:fit:fit-s-t-final-all`);
    expect((await queues.trainingState("s")).reason).toBe("child failed");
  });

  test("has nothing to show for an unknown run", async () => {
    expect(await queues.trainingState("r")).toEqual({ state: "unknown", phase: "", reason: undefined });
  });
});

describe("removing a run's jobs", () => {
  test("removes all its jobs and no other's, and does nothing for an unknown run", async () => {
    await queues.removeRun("unknown");
    for (const run of ["r", "s"]) {
      await queues.startRun(run, 1);
      await queues.addExtractJobs(run, [one]);
      await queues.addFitJobs(run, "t", [{ id: "final-all", data: { run } }]);
    }
    await queues.removeRun("r");
    expect(await ids("train")).toEqual(["train-s"]);
    for (const name of ["list", "extract", "fit"] as const) expect(await ids(name)).toHaveLength(1);
  });

  test("takes running jobs from their workers when the run is cancelled, and leaves those of other runs", async () => {
    for (const run of ["r", "s"]) {
      await queues.startRun(run, 1);
      await queues.addExtractJobs(run, [one]);
      await queues.addFitJobs(run, "t", [{ id: "final-all", data: { run } }]);
    }
    for (const name of ["list", "extract", "fit"] as const) for (let i = 0; i < 2; i++) await takeJob(address, name);
    await queues.cancelRun("r");
    expect(await ids("train")).toEqual(["train-s"]);
    for (const name of ["list", "extract", "fit"] as const) {
      const [left, ...others] = await opened.get(name)!.getActive();
      expect(others).toEqual([]);
      expect((left!.data as { run: string }).run).toBe("s");
      expect(await address.redis.exists(`${address.prefix}:${name}:${left!.id!}:lock`)).toBe(1);
      expect(await address.redis.keys(`${address.prefix}:${name}:*-r-*:lock`)).toEqual([]);
    }
  });

  test("takes them again if a worker takes another job before they are removed, but not for ever", async () => {
    await queues.startRun("r", 1);
    const locked = new Error("a job is locked");
    const remove = vi.spyOn(queues, "removeRun").mockRejectedValueOnce(locked);
    await queues.cancelRun("r");
    expect(await ids("train")).toEqual([]);
    remove.mockReset().mockRejectedValue(locked);
    await expect(queues.cancelRun("r")).rejects.toBe(locked);
    expect(remove).toHaveBeenCalledTimes(100);
  });
});
