import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JobLock } from "../../../src/runs/jobLock.js";
import type { FeatureStore } from "../../../src/runs/rows/featureStore.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { emptyListing } from "../../../src/runs/listing.js";
import type { RunRecord } from "../../../src/runs/runRecord.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import { gatherDataset } from "../../../src/workers/train/gatherDataset.js";
import { featureRow, putRows, recordingKeys } from "../../support/featureRows.js";
import { takeLock } from "../../support/jobLock.js";
import { silentLogger } from "../../support/logger.js";
import { testRedis } from "../../support/redis.js";
import { runSettings } from "../../support/settings.js";

/** A run of ten files in one shard, beside three that are skipped. */
describe("a run that is gathered", () => {
  const keys = recordingKeys(10);
  const shard = shardName(keys);
  const rows = keys.map((key) => featureRow(key));
  const rejected = (key: string) => ({ key, code: "too-short", message: "", shard, attempts: 1 });
  let services: Services;
  let features: FeatureStore;
  let run: RunRecord;
  let lock: JobLock;

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
    const settings = runSettings({ source: "/corpus" });
    await services.runs.create("r", settings, Date.now());
    const listing = { ...emptyListing, listed: 13, queued: 10, skipped: { "not-a-recording": 3 } };
    await services.runs.saveListing("r", 0, { ...listing, complete: true });
    await services.runs.saveListing("r", "end", { ...emptyListing, complete: true });
    await services.features.shardIndex("r").plan([{ shard, files: 10 }]);
    run = (await services.runs.get("r"))!;
    features = await services.features.of(run);
    lock = await takeLock(services.address, "train", "train-r");
  });
  afterEach(async () => services.close());

  test("becomes one dataset if each listed file has one outcome", async () => {
    await features.store({ shard, keys, rows: rows.slice(1), rejections: [rejected(keys[0]!)] }, undefined);
    expect((await gatherDataset(services, run, lock)).header.keys).toEqual(keys.slice(1));
  });

  test("fails with the figures and what to do if files have no outcome", async () => {
    await putRows(features, rows.slice(0, 6), keys);
    await expect(gatherDataset(services, run, lock)).rejects.toThrow(
      "run r: 6 rows + 0 rejected + 0 given up + 3 skipped = 9, where 13 files were listed. Nothing was trained. " +
        "A run under another name, or the same `ser run` again, takes over the rows that are there and computes the rest.",
    );
  });

  test("fails if a file has two outcomes, even if the sum is right", async () => {
    await putRows(features, rows.slice(0, 9), keys);
    await services.runs.reject("r", [rejected(keys[0]!)]);
    await expect(gatherDataset(services, run, lock)).rejects.toThrow("1 files have two outcomes");
  });

  test("fails if stored rows are gone, even if a rejection makes the sum right", async () => {
    await putRows(features, rows, keys);
    const [hash] = await services.address.redis.keys(`${services.address.prefix}:rows:r:*`);
    await services.address.redis.unlink(hash!);
    await services.runs.reject("r", keys.map(rejected));
    await expect(gatherDataset(services, run, lock)).rejects.toThrow("0 rows were found, where 10 were stored");
  });

  test("fails if Redis has lost the labels of its rows", async () => {
    await putRows(features, rows, keys);
    const labelled = { ...run, settings: { ...run.settings, labels: "labels.csv" } };
    await expect(gatherDataset(services, labelled, lock)).rejects.toThrow("Redis no longer holds its labels");
    const labels = services.features.labels("r");
    await labels.save(shard, new Map(keys.map((key) => [key, null])));
    expect((await gatherDataset(services, labelled, lock)).header.labels).toEqual(keys.map(() => null));
  });

  test("fails if the end of its listing is lost, even if the sum is right", async () => {
    await features.store({ shard, keys, rows: rows.slice(1), rejections: [rejected(keys[0]!)] }, undefined);
    const open = { ...run, listing: { ...run.listing, complete: false } };
    await expect(gatherDataset(services, open, lock)).rejects.toThrow("its listing is not complete");
  });

  test("by a training that was stopped for longer than its lock leaves no dataset", async () => {
    await putRows(features, rows, keys);
    await takeLock(services.address, "train", "train-r", "another");
    await expect(gatherDataset(services, run, lock)).rejects.toThrow("another one does the job");
    expect(await services.runs.blob("r", "dataset")).toBeUndefined();
  });
});
