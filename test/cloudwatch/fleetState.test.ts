import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fleetStates, type Fleet, type FleetState } from "../../src/cloudwatch/fleetState.js";
import { InputError } from "../../src/shared/errors.js";
import { extractPayloadSchema } from "../../src/runs/jobs.js";
import { startWorker } from "../../src/runs/queues/worker.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { emptyListing } from "../../src/runs/listing.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { WorkerRegistry, type WorkerKind } from "../../src/runs/workerRegistry.js";
import { FleetWatch } from "../../src/runs/fleet/fleetView.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";
import { longTimeout } from "../support/longTimeout.js";

/** A busy machine may be slow. */
const now = 1_763_800_000_000;

describe("the state of the fleets", () => {
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

  async function state(fleet: Fleet): Promise<FleetState> {
    return fleetStates(await watch.look(now)).find((one) => one.fleet === fleet)!;
  }

  /** A run whose files are waiting in jobs of ten. */
  async function enqueue(run: string, files: number): Promise<void> {
    await services.runs.create(run, runSettings({ source: "/nowhere" }), now);
    await services.queues.startRun(run, 1);
    const keys = Array.from({ length: files }, (_, i) => `${String(i).padStart(4, "0")}.wav`);
    const batches = Array.from({ length: files / 10 }, (_, i) => keys.slice(10 * i, 10 * i + 10));
    await services.queues.addExtractJobs(
      run,
      batches.map((batch) => ({ shard: shardName(batch), keys: batch })),
    );
    await services.runs.saveListing(run, 0, { ...emptyListing, listed: files, queued: files });
  }

  async function worker(id: string, kind: WorkerKind, seenAt = now): Promise<void> {
    await new WorkerRegistry(services.address).note({ id, kind, host: "h", pid: 1, threads: 2, perSec: 0, seenAt });
  }

  test("is empty if nothing was ever requested", async () => {
    expect(await state("extract")).toEqual({
      fleet: "extract",
      backlog: 0,
      backlogPerWorker: 0,
      workers: 0,
      failed: 0,
    });
  });

  test("counts files of all runs", async () => {
    await enqueue("a", 40);
    await enqueue("b", 20);
    expect((await state("extract")).backlog).toBe(60);
  });

  test("does not count rejected files", async () => {
    await enqueue("a", 40);
    const rejected = { key: "0000.wav", code: "too-short", message: "", shard: "s", attempts: 1 } as const;
    await services.runs.reject("a", [rejected]);
    expect((await state("extract")).backlog).toBe(39);
  });

  test("divides them by the number of live extraction workers", async () => {
    await enqueue("a", 60);
    await worker("one", "extract");
    await worker("two", "extract");
    await worker("gone", "extract", now - 60_000);
    await worker("other", "train");
    expect(await state("extract")).toMatchObject({ workers: 2, backlogPerWorker: 30 });
  });

  test("reports the whole backlog if there is no worker", async () => {
    await enqueue("a", 60);
    expect(await state("extract")).toMatchObject({ workers: 0, backlogPerWorker: 60 });
  });

  test("counts failed jobs, whose files are no longer waiting", async () => {
    await enqueue("a", 20);
    const worker = startWorker(services.address, {
      queue: "extract",
      payload: extractPayloadSchema,
      concurrency: 2,
      logger: silentLogger,
      process: () => Promise.reject(new InputError("bad-payload", "rejected")),
    });
    await expect.poll(async () => (await state("extract")).failed, longTimeout).toBe(2);
    await worker.close();
    expect((await state("extract")).backlog).toBe(0);
  });

  test("counts fits as the train fleet's work", async () => {
    await services.runs.create("a", runSettings({ source: "/nowhere" }), now);
    await services.queues.startRun("a", 1);
    const fits = ["one", "two", "three"].map((id) => ({ id, data: {} }));
    await services.queues.addFitJobs("a", "d1", fits);
    expect(await state("train")).toMatchObject({ backlog: 3, workers: 0 });
  });
});
