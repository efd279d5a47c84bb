import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lineageOf } from "../../../src/runs/lineage.js";
import { FeatureStoreFactory } from "../../../src/runs/rows/featureStoreFactory.js";
import { connectRedis, type RedisClient } from "../../../src/shared/redis/connectRedis.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { all, batchesOf, featureRow, putRows, recordingKeys } from "../../support/featureRows.js";
import { openObjectStore } from "../../support/openObjectStore.js";
import { testRedis } from "../../support/redis.js";
import { runSettings } from "../../support/settings.js";

describe("the feature stores of runs", () => {
  let redis: RedisClient;
  let prefix: string;

  beforeEach(async () => {
    const { url, prefix: own } = await testRedis();
    redis = await connectRedis(url);
    prefix = own;
  });
  afterEach(() => redis.disconnect());

  test("are opened once a place, and closed together", async () => {
    const closed: string[] = [];
    const opened: string[] = [];
    const stores = new FeatureStoreFactory(redis, prefix, async (place) => {
      opened.push(place);
      const store = await openObjectStore(place);
      return Object.assign(store, { close: async () => Promise.resolve(void closed.push(place)) });
    });
    const settings = runSettings({ source: "/corpus", store: await temporaryDirectory() });
    const row = featureRow(recordingKeys(1)[0]!);
    await putRows(await stores.of({ name: "r", settings }), [row]);
    expect(await all((await stores.of({ name: "r", settings })).rows())).toEqual([row]);
    await stores.of({ name: "other", settings });
    expect([opened, closed]).toEqual([[settings.store], []]);
    await stores.close();
    expect(closed).toEqual([settings.store]);
  });

  test("keep rows as Parquet files in a folder named after feature set, source and run", async () => {
    const stores = new FeatureStoreFactory(redis, prefix, openObjectStore);
    const place = await temporaryDirectory();
    const settings = runSettings({ source: "/corpus", store: place });
    await putRows(await stores.of({ name: "r", settings }), [featureRow(recordingKeys(1)[0]!)]);
    await stores.close();
    const { featureSet, name } = lineageOf(settings);
    expect(await readdir(join(place, featureSet, name, "r"))).toEqual([expect.stringMatching(/\.parquet$/)]);
  });

  test("reuse the rows of a registered run for a later one of the same source", async () => {
    const stores = new FeatureStoreFactory(redis, prefix, async () =>
      Promise.reject(new Error("the rows are in Redis")),
    );
    const settings = runSettings({ source: "/corpus" });
    const keys = recordingKeys(2);
    await putRows(
      await stores.of({ name: "old", settings }),
      keys.map((key) => featureRow(key)),
    );
    const take = async (name: string) =>
      (await stores.rowCache({ name, settings }, undefined)).take(batchesOf(keys, 2));
    expect(await take("new")).toEqual([new Set()]);
    await stores.registerRun({ name: "old", settings });
    expect(await take("new")).toEqual([new Set(keys)]);
  });

  test("share the rejected files of a source, and of no other", async () => {
    const stores = new FeatureStoreFactory(redis, prefix, openObjectStore);
    const rejected = { key: "a.wav", etag: "1", code: "too-short", message: "too short" };
    await stores.rejectionCache(runSettings({ source: "/corpus" })).note([{ ...rejected, shard: "s", attempts: 1 }]);
    const found = async (source: string) => stores.rejectionCache(runSettings({ source })).find([rejected]);
    expect(await found("/corpus")).toEqual([{ etag: "1", code: "too-short", message: "too short" }]);
    expect(await found("/other")).toEqual([undefined]);
  });
});
