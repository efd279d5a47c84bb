import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import { ParquetShards } from "../../../src/runs/rows/parquetShards.js";
import { RedisShards } from "../../../src/runs/rows/redisShards.js";
import { fileOf } from "../../../src/runs/rows/shardName.js";
import type { ObjectStore } from "../../../src/shared/objects/objectStore.js";
import { all, featureRow, parquetShards, redisShards, type TestShards } from "../../support/featureRows.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { openObjectStore } from "../../support/openObjectStore.js";

describe.each([
  ["Redis", redisShards],
  ["a directory", async (): Promise<TestShards> => parquetShards()],
] as const)("shards in %s", (_, make) => {
  test("know their runs, the newest first, until these are unregistered", async () => {
    const { shards } = await make();
    expect(await shards.runs()).toEqual([]);
    for (const run of ["b", "c", "a"]) {
      await shards.registerRun(run);
      const now = Date.now();
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(now));
    }
    expect(await shards.runs()).toEqual(["a", "c", "b"]);
    await shards.unregisterRun("c");
    expect(await shards.runs()).toEqual(["a", "b"]);
  });

  test("have no file of this name, or none for no rows", async () => {
    const { shards } = await make();
    expect(await shards.read("r", "nothing")).toBeUndefined();
    await shards.remove("r", "nothing");
    expect(await shards.stage("r", "61-x", [])).toMatchObject({ version: "" });
    expect(await all(shards.names("r", ""))).toEqual([]);
  });
});

describe("shards in Redis", () => {
  test("are listed in byte order, from a name on, however many there are", async () => {
    const { shards, redis, prefix } = await redisShards();
    const key = (await shards.stage("r", "s", [])).redisRows!.namesKey;
    expect(key.startsWith(prefix)).toBe(true);
    for (const count of [1_000, 2_001]) {
      const names = Array.from({ length: count }, (_, i) => `61-${String(i).padStart(5, "0")}`);
      await redis.zadd(key, ...names.flatMap((name) => [0, name]));
      expect(await all(shards.names("r", ""))).toEqual(names);
      expect(await all(shards.names("r", "61-00900"))).toEqual(names.slice(900));
    }
  });

  test("are no longer listed once their last row is gone", async () => {
    const made = await redisShards();
    const { shards } = made;
    const index = made.shardIndex("r");
    const store = async (rows: number): Promise<string> => {
      const staged = await shards.stage("r", "61-a", Array<FeatureRow>(rows).fill(featureRow("a")));
      return index.commit({ shard: "61-a", keys: [], rejections: [], rows, ...staged }, undefined);
    };
    await store(1);
    expect(await all(shards.names("r", ""))).toEqual(["61-a"]);
    await store(0);
    expect(await all(shards.names("r", ""))).toEqual([]);
  });

  test("are kept apart by lineage", async () => {
    const { shards, redis, prefix } = await redisShards();
    await shards.registerRun("r");
    expect(await new RedisShards(redis, prefix, "of another source").runs()).toEqual([]);
  });
});

describe("shards in a directory", () => {
  const lineage = { folder: "rows", featureSet: "mean161-v3-16000", columns: ["one"] };
  const row = (key: string) => ({ ...featureRow(key), features: Float32Array.of(1) });

  test("are listed page by page, in order, from a name on; other files are left alone", async () => {
    const dir = await temporaryDirectory();
    const store = await openObjectStore(dir);
    const paged: ObjectStore = {
      ...{ source: store.source, close: async () => store.close(), remove: async (key) => store.remove(key) },
      get: async (...of) => store.get(...of),
      getRange: async (...of) => store.getRange(...of),
      put: async (...of) => store.put(...of),
      listPage: async (options) => store.listPage({ ...options, pageSize: 2 }),
    };
    const shards = new ParquetShards(paged, lineage);
    const files: string[] = [];
    for (const name of ["61-a", "62-a", "63-a", "64-a", "65-a"])
      files.push(fileOf(name, (await shards.stage("r", name, [row("k")])).version));
    await writeFile(join(dir, "rows", "r", "66-notes.txt"), "");
    for (const run of ["a", "b", "c"]) await shards.registerRun(run);
    expect(await all(shards.names("r", ""))).toEqual(files);
    expect(await all(shards.names("r", "63"))).toEqual(files.slice(2));
    expect([...(await shards.runs())].sort()).toEqual(["a", "b", "c"]);
  });

  test("have a new version each time, which ends in a checksum of 128 bits", async () => {
    const shards = new ParquetShards(await openObjectStore(await temporaryDirectory()), lineage);
    const versions = [];
    for (let i = 0; i < 2; i++) versions.push((await shards.stage("r", "61-a", [row("k")])).version);
    for (const version of versions) expect(version).toMatch(/^[0-9a-f]{48}$/);
    expect(versions[0]!.slice(16)).toBe(versions[1]!.slice(16));
    expect(versions[0]).not.toBe(versions[1]);
  });

  test("report what the store reports, except a missing file", async () => {
    const store = await openObjectStore(await temporaryDirectory());
    const failing = { ...store, get: async () => Promise.reject(new Error("the disk did not respond")) };
    const shards = new ParquetShards(failing, lineage);
    await expect(shards.read("r", "61-a")).rejects.toThrow("the disk did not respond");
  });
});
