import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { enqueueRun } from "../../src/producer/main.js";
import { jobIds, type QueueName } from "../../src/runs/jobs.js";
import { addLostWork } from "../../src/runs/lostWork.js";
import { digestOf, shardName } from "../../src/runs/rows/shardName.js";
import { emptyListing } from "../../src/runs/listing.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { featureRow, putRows, recordingKeys } from "../support/featureRows.js";
import { recordingLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";
import { completeNext } from "../support/takeJob.js";
import { temporaryDirectory } from "../support/corpus.js";

// The state after a power cut: the end of the job, which its worker wrote last, without the results that the job had
// stored before.
describe("work whose result Redis has lost although its job is done", () => {
  const keys = recordingKeys(20);
  const shards = [keys.slice(0, 10), keys.slice(10)];
  let services: Services;
  let logged: unknown[][];

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    const { logger, lines } = recordingLogger();
    services = await openServices(url, prefix, logger);
    logged = lines;
    await services.runs.create("r", runSettings({ source: await temporaryDirectory() }), Date.now());
    await services.queues.startRun("r", 1);
    await services.queues.addExtractJobs("r", batches);
    await services.features.shardIndex("r").plan(batches.map(({ shard }) => ({ shard, files: 10 })));
  });
  afterEach(async () => services.close());

  const batches = shards.map((own) => ({ shard: shardName(own), keys: own }));

  /** Ends the next job of a queue as done. @returns its id */
  const end = async (queue: QueueName): Promise<string | undefined> => completeNext(services.address, queue);

  async function listed(complete: boolean): Promise<void> {
    await services.runs.saveListing("r", 0, { ...emptyListing, listed: 20, queued: 20, complete });
    if (complete) await services.runs.saveListing("r", "end", { ...emptyListing, complete });
  }

  const lost = async (): Promise<number> => addLostWork(services, await services.runs.require("r"));
  const trainingState = async (): Promise<string> => (await services.queues.trainingState("r")).state;

  test("is added again, once, and training waits for it", async () => {
    await listed(true);
    await end("list");
    await putRows(
      await services.features.of(await services.runs.require("r")),
      keys.slice(0, 10).map((key) => featureRow(key)),
    );
    await end("extract");
    await end("extract");
    expect(await trainingState()).toBe("waiting");
    const asked = vi.spyOn(services.queues, "doneExtractJobs");
    expect(await lost()).toBe(1);
    expect(asked).toHaveBeenCalledWith("r", [digestOf(shardName(shards[1]!))], 0); // not about files that have rows
    expect(await services.queues.waitingExtractJobs()).toBe(1);
    expect(await services.queues.hasExtractJobs("r", [shardName(shards[1]!)])).toEqual([true]);
    expect(logged).toEqual([
      ["warn", { run: "r", jobs: 1 }, "Redis lost the results of these jobs: running them again"],
    ]);
    await end("extract");
    expect(await lost()).toBe(0);
  });

  test("is not added again while its job is running", async () => {
    await listed(true);
    expect(await lost()).toBe(0);
    expect(await services.queues.waitingExtractJobs()).toBe(2);
    expect(logged).toEqual([]);
  });

  /** Number of jobs added again if something happens between reading the index and adding them. */
  async function lostIf(happens: () => Promise<unknown>): Promise<number> {
    const { queues } = services;
    const ports = {
      ...services,
      queues: {
        listAgain: queues.listAgain.bind(queues),
        addExtractJobsAgain: queues.addExtractJobsAgain.bind(queues),
        doneExtractJobs: async (...of: Parameters<typeof queues.doneExtractJobs>) => {
          const done = await queues.doneExtractJobs(...of);
          await happens();
          return done;
        },
      },
    };
    return addLostWork(ports, await services.runs.require("r"));
  }

  test("is not added again if the results came in after the index was read", async () => {
    await listed(true);
    await end("extract");
    const rows = shards[0]!.map((key) => featureRow(key));
    const features = await services.features.of(await services.runs.require("r"));
    expect(await lostIf(() => putRows(features, rows))).toBe(0);
  });

  test("is not added again for shards that a new listing has dropped meanwhile", async () => {
    await listed(true);
    await end("extract");
    expect(await lostIf(() => services.features.shardIndex("r").forget())).toBe(0);
  });

  test("includes the listing, without which nothing may be trained", async () => {
    await listed(false);
    await end("list");
    expect(await lost()).toBe(1);
    expect(logged).toEqual([
      ["warn", { run: "r" }, "Redis lost the end of this run's listing: a producer lists it again"],
    ]);
    await end("extract");
    await end("extract");
    expect(await trainingState()).toBe("waiting-for-files");
    await end("list");
    expect(await trainingState()).toBe("waiting");
  });

  test("includes fits", async () => {
    const add = async (): Promise<void> => services.queues.addFitJobs("r", "t", [{ id: "final-all", data: {} }]);
    await add();
    await end("fit");
    expect(await end("fit")).toBeUndefined();
    await add();
    expect(await end("fit")).toBe(jobIds.fit("r", "t", "final-all"));
  });

  test("includes the training: the same producer again repeats it from the stored results", async () => {
    await listed(true);
    await end("list");
    await end("extract");
    await end("extract");
    await putRows(
      await services.features.of(await services.runs.require("r")),
      keys.slice(0, 10).map((key) => featureRow(key)),
    );
    await putRows(
      await services.features.of(await services.runs.require("r")),
      keys.slice(10).map((key) => featureRow(key)),
    );
    await end("train");
    expect(await trainingState()).toBe("done");
    const { settings } = await services.runs.require("r");
    await enqueueRun(services, "r", settings);
    expect(await trainingState()).toBe("waiting-for-files");
    await end("list");
    expect(await trainingState()).toBe("waiting");
  });
});
