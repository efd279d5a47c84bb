import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failuresOf, noteGivenUp, unnotedLosses } from "../../src/runs/failures.js";
import { LockLostError } from "../../src/runs/jobLock.js";
import type { Rejection } from "../../src/runs/rejection.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import type { RunRecord } from "../../src/runs/runRecord.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { featureRow, recordingKeys } from "../support/featureRows.js";
import { takeLock } from "../support/jobLock.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";
import { failNext } from "../support/takeJob.js";

describe("the files of jobs that were given up", () => {
  const [a, b, c, d] = recordingKeys(4) as [string, string, string, string];
  const keys = [a, b, c, d];
  const shard = shardName(keys);
  const rejection: Rejection = { key: c, code: "too-short", message: "no frame", shard, attempts: 1 };
  const givenUp = (key: string, size?: number): Rejection => ({
    ...{ key, code: "given-up", message: "S3 does not respond", shard, attempts: 1 },
    ...(size === undefined ? {} : { size }),
  });
  let services: Services;
  let run: RunRecord;

  beforeEach(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
    await services.runs.create("r", runSettings({ source: "/corpus" }), 1_000);
    run = await services.runs.require("r");
    await services.queues.startRun("r", 1);
  });
  afterEach(async () => services.close());

  /** A job of four files fails for good after one row and one rejection of its files were stored. */
  async function giveUp(sizes?: readonly number[]): Promise<void> {
    await services.queues.addExtractJobs("r", [{ shard, keys, ...(sizes === undefined ? {} : { sizes }) }]);
    await services.features.shardIndex("r").plan([{ shard, files: 4 }]);
    const features = await services.features.of(run);
    await features.store({ shard, keys, rows: [featureRow(b)], rejections: [rejection] }, undefined);
    await failNext(services.address, "extract", "S3 does not respond");
  }

  test("are those without a row or a rejection, with the reason, the attempts and the listed size", async () => {
    await giveUp([10, 20, 30, 40]);
    expect(await unnotedLosses(services, run)).toStrictEqual([givenUp(a, 10), givenUp(d, 40)]);
  });

  test("have no size if the listing has none", async () => {
    await giveUp();
    expect(await unnotedLosses(services, run)).toStrictEqual([givenUp(a), givenUp(d)]);
  });

  test("are shown with the rejected files, in the order of their keys", async () => {
    await giveUp();
    expect(await failuresOf(services, run)).toEqual([givenUp(a), rejection, givenUp(d)]);
  });

  test("are recorded as rejected once, and are then no longer unrecorded", async () => {
    await giveUp();
    const lock = await takeLock(services.address, "train", "train-r");
    for (let i = 0; i < 2; i++) await noteGivenUp(services, run, lock);
    expect(await services.runs.rejections("r")).toEqual([givenUp(a), rejection, givenUp(d)]);
    expect(await unnotedLosses(services, run)).toEqual([]);
    expect((await services.features.shardIndex("r").entries([shard]))[0]).toMatchObject({ rows: 1, rejected: 3 });
  });

  test("are not recorded by a training that another worker has taken over", async () => {
    await giveUp();
    const stale = await takeLock(services.address, "train", "train-r");
    await takeLock(services.address, "train", "train-r", "another");
    await expect(noteGivenUp(services, run, stale)).rejects.toThrow(LockLostError);
    expect(await services.runs.rejections("r")).toEqual([rejection]);
  });

  test("need no look at the rows if no job was given up", async () => {
    const features = { of: () => Promise.reject(new Error("the rows were read")) } as unknown as Services["features"];
    expect(await unnotedLosses({ ...services, features }, run)).toEqual([]);
    expect(await failuresOf(services, run)).toEqual([]);
  });
});
