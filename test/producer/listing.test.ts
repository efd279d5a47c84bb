import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Queue } from "bullmq";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { enqueueRun } from "../../src/producer/main.js";
import { listingProcessor } from "../../src/producer/enqueue.js";
import type { ExtractPayload, RunSettings } from "../../src/runs/jobs.js";
import type { ListOptions } from "../../src/shared/objects/objectStore.js";
import { LockLostError, type JobLock } from "../../src/runs/jobLock.js";
import type { JobContext } from "../../src/runs/queues/worker.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { temporaryDirectory } from "../support/corpus.js";
import { featureRow, putRows, recordingKeys } from "../support/featureRows.js";
import { waitingJobs } from "../support/jobs.js";
import { takeLock } from "../support/jobLock.js";
import { inByteOrder } from "../support/listAll.js";
import { silentLogger } from "../support/logger.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";
import { longTimeout } from "../support/longTimeout.js";

const never = new AbortController().signal;

/** Of the listing itself, not of a folder in which copies are looked for. */
const isPage = ({ prefix }: ListOptions): boolean => prefix === "";

describe("a listing", () => {
  let services: Services;
  let source: string;
  let held: JobLock;
  const keys = recordingKeys(2_300); // three pages

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
    held = await takeLock(services.address, "list", "list");
    source = join(await temporaryDirectory(), "corpus");
    await files(keys);
  });
  afterEach(async () => services.close());

  /** Empty files: a listing only needs names. */
  async function files(names: readonly string[]): Promise<void> {
    for (const folder of new Set(names.map((name) => dirname(join(source, name)))))
      await mkdir(folder, { recursive: true });
    await Promise.all(names.map(async (name) => writeFile(join(source, name), "")));
  }

  async function begin(name: string, given: Partial<RunSettings> = {}): Promise<RunSettings> {
    const settings = runSettings({ source, filesPerJob: 10, ...given });
    await services.runs.create(name, settings, Date.now());
    await services.features.registerRun({ name, settings });
    await services.queues.startRun(name, settings.prefixes.length);
    return settings;
  }

  function context(run: string, part: number): JobContext<{ run: string; part: number }> {
    return {
      id: "list",
      payload: { run, part },
      attempt: 1,
      isLastAttempt: false,
      lock: held,
      released: never,
      logger: silentLogger,
      report: () => Promise.resolve(),
      waitForChildren: () => Promise.resolve(),
      requeue: () => Promise.reject(new Error("put back")),
    };
  }

  type Ports = Parameters<typeof listingProcessor>[0];

  async function list(run: string, given: Partial<Ports> = {}, part = 0): Promise<void> {
    const { runs, queues, features, logger } = services;
    const process = listingProcessor({
      runs,
      queues,
      features,
      logger,
      openStore: openObjectStore,
      stop: never,
      ...given,
    });
    await process(context(run, part));
  }

  async function jobsOf(run: string): Promise<ExtractPayload[]> {
    return (await waitingJobs(services)).filter((job) => job.run === run);
  }

  /** Every key that is waiting for a worker, with repetitions. */
  async function waitingKeys(run: string): Promise<string[]> {
    return inByteOrder((await jobsOf(run)).flatMap((job) => job.keys));
  }

  test("enqueues every recording once and counts it", async () => {
    await begin("r");
    await list("r");
    expect(await waitingKeys("r")).toEqual(keys);
    expect((await services.runs.get("r"))!.listing).toMatchObject({ complete: true, listed: 2_300, queued: 2_300 });
  });

  test("that was interrupted resumes after its last page, and enqueues nothing twice", async () => {
    await begin("r");
    let pages = 0;
    const breaking = async (text: string): ReturnType<typeof openObjectStore> => {
      const store = await openObjectStore(text);
      const listPage = store.listPage.bind(store);
      store.listPage = async (options) =>
        isPage(options) && ++pages === 3 ? Promise.reject(new Error("killed")) : listPage(options);
      return store;
    };
    await expect(list("r", { openStore: breaking })).rejects.toThrow("killed");
    expect((await services.runs.listing("r", 0)).listed).toBe(2_000);
    await list("r", { openStore: breaking });
    expect(pages).toBe(4);
    expect(await waitingKeys("r")).toEqual(keys);
  });

  test("killed after enqueuing a page, before recording it, enqueues nothing twice", async () => {
    await begin("r");
    const save = vi.spyOn(services.runs, "saveListing").mockRejectedValueOnce(new Error("killed"));
    await expect(list("r")).rejects.toThrow("killed");
    save.mockRestore();
    await list("r");
    expect(await waitingKeys("r")).toEqual(keys);
    expect((await services.runs.get("r"))!.listing.queued).toBe(2_300);
  });

  test("of a producer that was stopped for longer than its lock does not set the record back", async () => {
    await begin("r");
    const openStore = async (text: string): ReturnType<typeof openObjectStore> => {
      const store = await openObjectStore(text);
      const listPage = store.listPage.bind(store);
      store.listPage = async (options) => {
        const page = await listPage(options);
        if (options.after !== null) await takeLock(services.address, "list", "list", "another"); // after the first page
        return page;
      };
      return store;
    };
    await expect(list("r", { openStore })).rejects.toThrow(LockLostError);
    expect((await services.runs.listing("r", 0)).listed).toBe(1_000);
  });

  test("resumes from the recorded position when Redis has lost its last second", async () => {
    await begin("r");
    let pages = 0;
    const openStore = async (text: string): ReturnType<typeof openObjectStore> => {
      const store = await openObjectStore(text);
      const listPage = store.listPage.bind(store);
      let afterFirst = new Map<string, string>();
      store.listPage = async (options) => {
        if (!isPage(options)) return listPage(options);
        pages += 1;
        const { redis, prefix } = services.address;
        if (pages === 2) afterFirst = new Map(Object.entries(await redis.hgetall(`${prefix}:run:r`)));
        if (pages === 3) {
          // The results of the second page are lost.
          const lost = (await waitingJobs(services)).filter(({ keys: [key] }) => key! > keys[999]!);
          const queue = new Queue("extract", { connection: redis, prefix });
          for (const job of await queue.getWaiting(0, -1))
            if (lost.some(({ keys: [key] }) => key === (job.data as ExtractPayload).keys[0])) await job.remove();
          await queue.close();
          await redis.hset(`${prefix}:run:r`, afterFirst);
        }
        return listPage(options);
      };
      return store;
    };
    await list("r", { openStore });
    expect(await waitingKeys("r")).toEqual(keys);
    expect((await services.runs.get("r"))!.listing).toMatchObject({ listed: 2_300, queued: 2_300 });
  });

  describe("whose jobs Redis has lost", () => {
    /** Lists, and calls `lose` to damage Redis when two of three pages are enqueued and recorded. */
    async function listLosing(lose: () => Promise<unknown>): Promise<void> {
      let pages = 0;
      await list("r", {
        openStore: async (text) => {
          const store = await openObjectStore(text);
          const listPage = store.listPage.bind(store);
          store.listPage = async (options) => {
            if (isPage(options) && ++pages === 3) await lose();
            return listPage(options);
          };
          return store;
        },
      });
    }

    async function removeJobsOf(lost: (key: string) => boolean): Promise<void> {
      const { redis, prefix } = services.address;
      const queue = new Queue("extract", { connection: redis, prefix });
      for (const job of await queue.getWaiting(0, -1))
        if (lost((job.data as ExtractPayload).keys[0]!)) await job.remove();
      await queue.close();
    }

    test("adds the jobs again, with or without their entries in the index", async () => {
      await begin("r");
      await listLosing(async () => {
        await removeJobsOf((key) => key > keys[999]!);
        const { redis, prefix } = services.address;
        const digests = await redis.hkeys(`${prefix}:shards:r`);
        await redis.hdel(`${prefix}:shards:r`, ...digests.slice(0, 50));
      });
      expect(await waitingKeys("r")).toEqual(keys);
      expect((await services.runs.get("r"))!.listing).toMatchObject({ complete: true, listed: 2_300, queued: 2_300 });
    });

    test("adds a job again if only its data is left, in no list", async () => {
      await begin("r");
      const { redis, prefix } = services.address;
      await listLosing(async () => redis.del(`${prefix}:extract:wait`));
      expect(await waitingKeys("r")).toEqual(keys);
    });

    test("adds the jobs again when a producer starts and finds everything listed", async () => {
      const settings = await begin("r");
      await list("r");
      await removeJobsOf((key) => key.startsWith("0001/"));
      expect((await waitingKeys("r")).length).toBeLessThan(keys.length);
      await enqueueRun(services, "r", settings);
      expect(await waitingKeys("r")).toEqual(keys);
    });

    test("adds the jobs of a labels file's segments again, with their labels", async () => {
      const names = ["a.wav", "b.wav", "c.wav"];
      await files(names);
      const labels = join(dirname(source), "labels.csv");
      const lines = names.flatMap((name) => [`${name},happy,1,0,1`, `${name},sad,1,1,2`]);
      await writeFile(labels, ["file,emotion,speaker,start,end", ...lines].join("\n"));
      const settings = await begin("r", { labels, filesPerJob: 2 });
      await list("r");
      const before = await waitingKeys("r");
      expect(before).toHaveLength(6);
      await removeJobsOf((key) => key > "b");
      await services.address.redis.del(`${services.address.prefix}:labels:r`);
      await enqueueRun(services, "r", settings);
      expect(await waitingKeys("r")).toEqual(before);
      const again = (await jobsOf("r")).map((job) => job.keys).filter(([key]) => key! > "b");
      for (const keys of again) {
        const stored = await services.features.labels("r").of(shardName(keys));
        expect([...stored.values()].map((each) => each?.emotion)).toEqual(["happy", "sad"]);
      }
    });

    test("adds no job for a file that has a row", async () => {
      const settings = await begin("r");
      await list("r");
      const [first, ...others] = await waitingJobs(services);
      const features = await services.features.of({ name: "r", settings });
      await putRows(
        features,
        first!.keys.map((key) => featureRow(key)),
      );
      await removeJobsOf(() => true);
      await enqueueRun(services, "r", settings);
      expect(await waitingKeys("r")).toEqual(inByteOrder(others.flatMap((job) => job.keys)));
    });
  });

  test("waits while more files are queued than the limit", async () => {
    await begin("r", { maxQueued: 500 });
    const listing = list("r");
    const most: number[] = [];
    const waiting = async (): Promise<number> => (await services.queues.waitingExtractJobs()) * 10;
    let taken = 0;
    while (taken < keys.length) {
      await vi.waitFor(async () => expect(await waiting()).toBeGreaterThan(0), longTimeout);
      most.push(await waiting());
      taken += await takeAll();
    }
    await listing;
    expect(Math.max(...most)).toBeLessThanOrEqual(500 + 1_000);
  });

  /** Removes waiting jobs from the queue, as workers would. @returns the number of files */
  async function takeAll(): Promise<number> {
    const jobs = await waitingJobs(services, { remove: true });
    return jobs.reduce((sum, job) => sum + job.keys.length, 0);
  }

  test("of several prefixes includes each of their files once and no others", async () => {
    const prefixes = ["0000/Actor_01/", "0001/"];
    await begin("r", { prefixes });
    await Promise.all([list("r", {}, 0), list("r", {}, 1)]);
    expect(await waitingKeys("r")).toEqual(keys.filter((key) => prefixes.some((prefix) => key.startsWith(prefix))));
    expect((await services.runs.get("r"))!.listing).toMatchObject({ complete: true, queued: 60 + 860 });
  });

  test("of several prefixes chooses one file per trial across all of them", async () => {
    const both = ["a/Actor_01/01-01-03-01-01-01-01.mp4", "b/Actor_01/03-01-03-01-01-01-01.wav"];
    await files(both);
    await begin("r", { prefixes: ["a/", "b/"], modality: "any" });
    await list("r", {}, 0);
    expect(await waitingKeys("r")).toEqual([]);
    await list("r", {}, 1);
    expect(await waitingKeys("r")).toEqual([both[1]]);
  });

  describe("of a source that an earlier run has processed", () => {
    beforeEach(async () => {
      const settings = await begin("before");
      await list("before");
      const { entries } = await all();
      const etags = new Map(entries.map(({ key, etag }) => [key, etag]));
      const features = await services.features.of({ name: "before", settings });
      for (const job of await waitingJobs(services, { remove: true }))
        await putRows(
          features,
          job.keys.map((key) => featureRow(key, etags.get(key))),
        );
    });

    async function all(): Promise<{ entries: { key: string; etag: string }[] }> {
      const store = await openObjectStore(source);
      const entries = [];
      for (let after: string | null = null; ;) {
        const page = await store.listPage({ after });
        entries.push(...page.entries);
        if (page.next === null) return { entries };
        after = page.next;
      }
    }

    test("enqueues nothing, and the new run has all rows", async () => {
      await begin("after");
      await list("after");
      expect(await jobsOf("after")).toEqual([]);
      expect(await services.features.shardIndex("after").count()).toBe(2_300);
      expect((await services.runs.get("after"))!.listing).toMatchObject({ queued: 2_300, reused: 2_300 });
    });

    test("enqueues changed and new files, and no others", async () => {
      const changed = keys[700]!;
      const added = "0000/Actor_07/03-02-01-01-01-01-07.wav";
      await writeFile(join(source, changed), "other sound");
      await files([added]);
      await begin("after");
      await list("after");
      expect(await waitingKeys("after")).toEqual(inByteOrder([changed, added]));
      expect(await services.features.shardIndex("after").count()).toBe(2_299);
    });

    test("enqueues everything if all rows are to be recomputed", async () => {
      await begin("after", { recompute: true });
      await list("after");
      expect(await waitingKeys("after")).toEqual(keys);
    });

    test("enqueues everything if the analysis settings differ", async () => {
      await begin("after", { maxDurationSec: 1 });
      await list("after");
      expect(await waitingKeys("after")).toEqual(keys);
    });

    test("does not enqueue a file again that was rejected for its content, and reports the reason", async () => {
      const bad = "0000/Actor_07/03-02-01-01-01-01-07.wav";
      await files([bad]);
      const { etag } = (await all()).entries.find(({ key }) => key === bad)!;
      const rejection = { key: bad, etag, code: "too-short", message: "empty", shard: "s", attempts: 1 };
      await services.features.rejectionCache(runSettings({ source })).note([rejection]);
      await begin("after");
      await list("after");
      expect(await jobsOf("after")).toEqual([]);
      expect(await services.runs.rejections("after")).toMatchObject([
        { key: bad, code: "too-short", message: "empty" },
      ]);
    });
  });
});
