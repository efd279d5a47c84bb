import { Queue } from "bullmq";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Registry } from "prom-client";
import { FleetMetrics } from "../../../src/runs/fleet/fleetMetrics.js";
import { FleetWatch, type FleetView } from "../../../src/runs/fleet/fleetView.js";
import { emptyListing } from "../../../src/runs/listing.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import { WorkerRegistry, type WorkerKind } from "../../../src/runs/workerRegistry.js";
import { expositionOf } from "../../support/exposition.js";
import { takeLock } from "../../support/jobLock.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";
import { runSettings } from "../../support/settings.js";
import { failNext, takeJob } from "../../support/takeJob.js";

const keys = ["a", "b", "c", "d", "e", "f"];
const batch = (...of: string[]) => ({ shard: shardName(of), keys: of });
const batches = [batch("a", "b"), batch("c", "d"), batch("e", "f")];

describe("the view of the fleet", () => {
  let services: Services;
  let watch: FleetWatch;

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
    watch = new FleetWatch(services);
  });
  afterEach(async () => {
    await watch.close();
    await services.close();
  });

  /** A run of six enqueued files in three jobs, and three skipped ones. */
  async function makeRun(name: string): Promise<void> {
    await services.runs.create(name, runSettings({ source: "/corpus" }), 1_000);
    await services.queues.startRun(name, 1);
    const skipped = { duplicate: 1, "no-recording": 2 };
    await services.runs.saveListing(name, 0, { ...emptyListing, listed: 9, queued: 6, skipped, complete: true });
    await services.runs.saveListing(name, "end", { ...emptyListing, complete: true });
    await services.features.shardIndex(name).plan(batches.map(({ shard }) => ({ shard, files: 2 })));
    await services.queues.addExtractJobs(name, batches);
  }
  const view = async (): Promise<FleetView> => watch.look(10_000);
  const files = async (): Promise<object> => (await view()).runs[0]!.files;

  test("has nothing without runs, and leaves out a run that is deleted meanwhile", async () => {
    await services.address.redis.zadd(`${services.address.prefix}:runs`, 1, "deleted");
    expect(await view()).toMatchObject({ runs: [], workers: [], backlogFiles: 0 });
  });

  test("leaves no listener on the connection when it is closed", async () => {
    const { redis } = services.address;
    const before = redis.listenerCount("error");
    const another = new FleetWatch(services);
    await another.look();
    await another.close();
    expect(redis.listenerCount("error")).toBe(before);
  });

  test("counts delayed jobs among those to do", async () => {
    const queue = new Queue("extract", { connection: services.address.redis, prefix: services.address.prefix });
    await queue.add("extract", {}, { delay: 60_000 });
    expect((await view()).backlogFiles).toBe(1);
    await queue.close();
  });

  test("has a run's files and fits by state", async () => {
    await makeRun("r");
    expect((await view()).runs).toEqual([
      {
        run: "r",
        stage: "extracting",
        files: { listed: 9, queued: 6, done: 0, skipped: 3, rejected: 0, given_up: 0 },
        fits: { done: 0, planned: 0 },
      },
    ]);
    const lock = await takeLock(services.address, "train", "train-r");
    await services.runs.planResults("r", 4, { groups: {}, total: 4 }, lock);
    await services.runs.beginTraining("r", "t");
    await services.runs.saveResults("r", "t", new Map([["final-all", 1]]));
    expect((await view()).runs[0]!.fits).toEqual({ done: 1, planned: 4 });
  });

  test("counts given-up files once, before and after they are recorded as rejected", async () => {
    await makeRun("r");
    const rejection = { key: "a", code: "too-short", message: "", shard: batches[0]!.shard, attempts: 1 };
    await services.runs.reject("r", [rejection]);
    expect(await files()).toMatchObject({ rejected: 1, given_up: 0 });
    for (let i = 0; i < 2; i++) await failNext(services.address, "extract", "no good");
    expect(await files()).toMatchObject({ rejected: 1, given_up: 3 });
    for (const key of ["b", "c"]) await services.runs.reject("r", [{ ...rejection, key, code: "given-up" }]);
    expect(await files()).toMatchObject({ rejected: 1, given_up: 3 });
    await failNext(services.address, "extract", "no good");
    expect(await files()).toMatchObject({ rejected: 1, given_up: 5 });
  });

  test("has the files that wait for extraction, of runs that still extract, at least one a job", async () => {
    await makeRun("r");
    expect((await view()).backlogFiles).toBe(6);
    await services.features.shardIndex("r").commit({ ...batches[0]!, rejections: [], rows: 2, version: "" }, undefined);
    await takeJob(services.address, "extract");
    await failNext(services.address, "extract", "no good");
    expect((await view()).backlogFiles).toBe(2);
    await services.runs.mark("r", "trainStartedAt", 2_000);
    expect((await view()).backlogFiles).toBe(2); // two jobs
  });

  test("has no backlog without extraction jobs, and none of runs that are past their extraction", async () => {
    await services.runs.create("r", runSettings({ source: "/corpus" }), 1_000);
    await services.runs.saveListing("r", 0, { ...emptyListing, listed: 6, queued: 6 });
    expect(await view()).toMatchObject({ runs: [{ files: { queued: 6, done: 0 } }], backlogFiles: 0 });
    await makeRun("trained");
    await services.runs.mark("trained", "trainStartedAt", 2_000);
    await services.runs.saveListing("r", 0, emptyListing);
    expect((await view()).backlogFiles).toBe(3); // three jobs
  });

  test("has the backlog of a run that is still being listed, less what has a row, was rejected or was given up", async () => {
    await makeRun("r");
    const { address } = services;
    await address.redis.hdel(`${address.prefix}:run:r`, "listing:end");
    expect(await view()).toMatchObject({ runs: [{ stage: "listing" }], backlogFiles: 6 });
    const rejection = { code: "too-short", message: "", shard: batches[0]!.shard, attempts: 1 };
    await services.runs.reject("r", [{ ...rejection, key: "a" }]);
    expect((await view()).backlogFiles).toBe(5);
    await services.features.shardIndex("r").commit({ ...batches[1]!, rejections: [], rows: 1, version: "" }, undefined);
    expect((await view()).backlogFiles).toBe(4);
  });

  test("is polled without reading a run's jobs and rejections, unless more jobs or files have failed", async () => {
    const jobs = vi.spyOn(services.queues, "givenUp");
    const rejections = vi.spyOn(services.runs, "rejections");
    const reads = (): number[] => [jobs, rejections].map((spy) => spy.mock.calls.splice(0).length);
    await makeRun("r");
    await services.runs.reject("r", [
      { key: "a", code: "too-short", message: "", shard: batches[0]!.shard, attempts: 1 },
    ]);
    await view();
    expect(reads()).toEqual([0, 0]);
    await failNext(services.address, "extract", "no good");
    await view();
    expect(reads()).toEqual([1, 2]);
    for (let i = 0; i < 2; i++) await view();
    expect(reads()).toEqual([0, 0]);
    await failNext(services.address, "extract", "no good");
    await view();
    expect(reads()).toEqual([1, 2]);
  });

  test("is shown by kind of worker and with the age of the next job in seconds", async () => {
    const registry = new WorkerRegistry(services.address);
    const note = async (kind: WorkerKind, threads: number): Promise<void> =>
      registry.note({ id: `${kind}-${threads}`, kind, host: "h", pid: 1, threads, perSec: 0, seenAt: 9_000 });
    for (const [kind, threads] of [
      ["extract", 4],
      ["extract", 2],
      ["train", 8],
    ] as const)
      await note(kind, threads);
    await makeRun("r");
    const seen = await view();
    const registryOfPage = new Registry();
    const page = new FleetMetrics(registryOfPage, true);
    const added = seen.queues.find(({ queue }) => queue === "extract")!.oldestAddedAt!;
    page.show(seen, added + 5_000);
    const text = expositionOf(await registryOfPage.metrics());
    for (const [kind, count, threads] of [
      ["extract", 2, 6],
      ["train", 1, 8],
      ["predict", 0, 0],
    ] as const) {
      expect(text.value("ser_workers", { kind })).toBe(count);
      expect(text.value("ser_worker_threads", { kind })).toBe(threads);
    }
    expect(text.value("ser_queue_oldest_age_seconds", { queue: "extract" })).toBe(5);
    expect(text.value("ser_backlog_files_per_worker", {})).toBe(keys.length / 2);
    expect(text.value("ser_run_fits", { run: "r", state: "planned" })).toBe(0);
    page.show(seen, added - 5_000); // another machine's clock is ahead
    const later = expositionOf(await registryOfPage.metrics());
    expect(later.value("ser_queue_oldest_age_seconds", { queue: "extract" })).toBe(0);
  });
});
