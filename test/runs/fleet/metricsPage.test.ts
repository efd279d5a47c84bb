import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startLocalRedis } from "../../../src/shared/redis/private/localRedis.js";
import { InputError } from "../../../src/shared/errors.js";
import { extractPayloadSchema, listPayloadSchema } from "../../../src/runs/jobs.js";
import { startWorker, type Processor, type RunningWorker } from "../../../src/runs/queues/worker.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import { emptyListing } from "../../../src/runs/listing.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { WorkerRegistry } from "../../../src/runs/workerRegistry.js";
import { MetricsPage } from "../../../src/runs/fleet/metricsPage.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { expositionOf, type Exposition } from "../../support/exposition.js";
import { recordingLogger, silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";
import { runSettings } from "../../support/settings.js";

const secretSource = "s3://hidden-bucket/hidden-prefix";

describe("the fleet's state in /metrics", () => {
  let services: Services;
  const workers: RunningWorker[] = [];

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
  });

  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    await services.close();
  });

  /** The content of a fresh metrics page. */
  async function look(options: { readonly namesRuns?: boolean } = {}): Promise<{ text: string; seen: Exposition }> {
    const page = new MetricsPage(services, undefined, options.namesRuns);
    try {
      const text = await page.text();
      return { text, seen: expositionOf(text) };
    } finally {
      await page.close();
    }
  }

  /** A run of eight listed files: one skipped, and jobs of three and of four. */
  async function makeRun(name: string): Promise<void> {
    await services.runs.create(name, runSettings({ source: secretSource }), Date.now());
    await services.queues.startRun(name, 1);
    const listing = { ...emptyListing, complete: true, listed: 8, queued: 7, skipped: { "no-recording": 1 } };
    await services.runs.saveListing(name, 0, listing);
    await services.runs.saveListing(name, "end", { ...emptyListing, complete: true });
    await work("list", async () => {
      await services.queues.addExtractJobs(name, [batch("a", "b", "c"), batch("d", "e", "f", "g")]);
      return {};
    });
    await services.queues.waitForListings(name, 1, new AbortController().signal);
  }

  const batch = (...keys: string[]): { shard: string; keys: string[] } => ({ shard: shardName(keys), keys });

  async function work(queue: "list" | "extract", process: Processor<{ keys: string[] }>): Promise<void> {
    const payload = queue === "list" ? listPayloadSchema.transform(() => ({ keys: [] })) : extractPayloadSchema;
    workers.push(startWorker(services.address, { queue, payload, process, concurrency: 1, logger: silentLogger }));
    return Promise.resolve();
  }

  async function until(isSo: (seen: Exposition) => boolean): Promise<Exposition> {
    for (;;) {
      const { seen } = await look();
      if (isSo(seen)) return seen;
    }
  }

  const files = (seen: Exposition, run: string): Record<string, number | undefined> =>
    Object.fromEntries(
      ["listed", "queued", "done", "skipped", "rejected", "given_up"].map((state) => [
        state,
        seen.value("ser_run_files", { run, state }),
      ]),
    );

  test("includes a run's files by state, including those of given-up jobs", async () => {
    await makeRun("r");
    const { shard, keys } = batch("a", "b", "c");
    await services.features.shardIndex("r").commit({ shard, keys, rejections: [], rows: 2, version: "" }, undefined);
    await services.runs.reject("r", [
      { key: "c", code: "too-short", message: "", shard: batch("a", "b", "c").shard, attempts: 1 },
    ]);
    await work("extract", ({ payload }) =>
      payload.keys.includes("d") ? Promise.reject(new InputError("bad-payload", "no")) : Promise.resolve({}),
    );
    const seen = await until((now) => now.value("ser_run_files", { run: "r", state: "given_up" }) === 4);
    expect(files(seen, "r")).toEqual({ listed: 8, queued: 7, done: 2, skipped: 1, rejected: 1, given_up: 4 });
  });

  test("includes the backlog in files, in total and per worker", async () => {
    await makeRun("r");
    const registry = new WorkerRegistry(services.address);
    const worker = { kind: "extract" as const, host: "h", pid: 1, threads: 4, perSec: 0, seenAt: Date.now() };
    expect((await look()).seen.value("ser_backlog_files_per_worker", {})).toBe(7); // as if there were one
    await registry.note({ ...worker, id: "one" });
    await registry.note({ ...worker, id: "two" });
    const { seen } = await look();
    expect(seen.value("ser_backlog_files", {})).toBe(7);
    expect(seen.value("ser_backlog_files_per_worker", {})).toBe(3.5);
    expect(seen.value("ser_workers", { kind: "extract" })).toBe(2);
    expect(seen.value("ser_worker_threads", { kind: "extract" })).toBe(8);
  });

  test("includes the jobs of each queue by state, and the age of the oldest", async () => {
    await makeRun("r");
    const seen = await until((now) => now.value("ser_queue_oldest_age_seconds", { queue: "extract" })! > 0);
    expect(seen.value("ser_queue_jobs", { queue: "extract", state: "waiting" })).toBe(2);
    expect(seen.value("ser_queue_jobs", { queue: "train", state: "waiting_children" })).toBe(1);
    expect(seen.value("ser_queue_oldest_age_seconds", { queue: "fit" })).toBe(0);
    expect(seen.value("ser_redis_up", {})).toBe(1);
  });

  test("includes only the newest twenty runs", async () => {
    for (let i = 0; i < 25; i++) await services.runs.create(`r${i}`, runSettings({ source: secretSource }), 1_000 + i);
    const { seen } = await look();
    const runs = seen.labels.get("ser_run_files")!.get("run")!;
    expect(runs.size).toBe(20);
    expect([runs.has("r24"), runs.has("r5"), runs.has("r4")]).toEqual([true, true, false]);
  });

  test("is read from Redis once a second at most, and leaves no listener on its connection", async () => {
    const { redis } = services.address;
    const before = redis.listenerCount("error");
    const page = new MetricsPage(services);
    const look = vi.spyOn(redis, "time");
    await Promise.all([page.text(), page.text()]);
    await page.text();
    expect(look).toHaveBeenCalledTimes(1);
    expect(page.contentType).toMatch(/^text\/plain; version=/);
    await page.close();
    expect(redis.listenerCount("error")).toBe(before);
  });

  test("contains no source, key or address", async () => {
    await makeRun("r");
    await services.runs.reject("r", [
      { key: "Actor_01/hidden-key.wav", code: "too-short", message: "", shard: "s", attempts: 1 },
    ]);
    expect((await look()).text).not.toMatch(/hidden|redis:\/\/|127\.0\.0\.1/);
  });

  test("contains no run names if these are private: all runs are merged", async () => {
    for (const name of ["anna", "berta"]) await makeRun(name);
    const { text, seen } = await look({ namesRuns: false });
    expect(text).not.toMatch(/anna|berta/);
    expect(files(seen, "all")).toMatchObject({ listed: 16, queued: 14, skipped: 2 });
  });
});

test("when Redis is back, /metrics contains the fleet again", async () => {
  const { url, prefix } = await testRedis();
  const { logger, lines } = recordingLogger();
  const services = await openServices(url, prefix, logger);
  const { redis } = services.address;
  const page = new MetricsPage(services);
  try {
    const away = once(redis, "close");
    redis.disconnect(true);
    await away;
    expect(expositionOf(await page.text()).value("ser_redis_up", {})).toBe(0);
    expect(lines).toContainEqual([
      "debug",
      { error: "TransientError: no connection to Redis" },
      "could not read the fleet's state for /metrics",
    ]);
    let seen: Exposition;
    do {
      await sleep(20);
      seen = expositionOf(await page.text());
    } while (seen.value("ser_redis_up", {}) === 0);
    expect(seen.value("ser_backlog_files", {})).toBe(0);
  } finally {
    await page.close();
    await services.close();
  }
});

test("while Redis is down, /metrics reports it and contains no old values", async () => {
  const redis = await startLocalRedis({ dir: await temporaryDirectory(), persist: false });
  const services = await openServices(redis.url, "{away}", silentLogger);
  const page = new MetricsPage(services);
  try {
    expect(expositionOf(await page.text()).value("ser_backlog_files", {})).toBe(0);
    const down = once(services.address.redis, "close");
    await redis.stop();
    await down;
    let seen: Exposition;
    do {
      await sleep(20); // the state is cached for a second
      seen = expositionOf(await page.text());
    } while (seen.value("ser_redis_up", {}) !== 0);
    for (const name of ["ser_backlog_files", "ser_queue_jobs", "ser_workers", "ser_run_files"])
      expect([name, seen.names.has(name)]).toEqual([name, false]);
    expect(seen.names).toContain("process_cpu_seconds_total");
  } finally {
    await redis.stop();
    services.address.redis.disconnect();
  }
});
