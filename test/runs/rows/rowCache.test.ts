import { readdir, rename, truncate } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { FileBatch } from "../../../src/runs/rows/fileBatch.js";
import { RowCache } from "../../../src/runs/rows/rowCache.js";
import { FeatureStore } from "../../../src/runs/rows/featureStore.js";
import { rejectedKey } from "../../../src/runs/rows/shardIndex.js";
import { InputError } from "../../../src/shared/errors.js";
import { fileOf, partsOfFile } from "../../../src/runs/rows/shardName.js";
import type { ShardStore } from "../../../src/runs/rows/shardStore.js";
import { temporaryDirectory } from "../../support/corpus.js";
import {
  all,
  batchesOf,
  featureRow,
  parquetShards,
  putRows,
  recordingKeys,
  redisShards,
  type TestShards,
} from "../../support/featureRows.js";

describe.each([
  ["Redis", redisShards],
  ["a directory", async (): Promise<TestShards> => parquetShards()],
] as const)("rows of earlier runs in %s", (_, make) => {
  const keys = recordingKeys(100);
  let made: TestShards;

  beforeEach(async () => {
    made = await make();
  });

  async function earlierRun(run: string, batches: readonly FileBatch[]): Promise<void> {
    const features = new FeatureStore(made.shards, made.shardIndex(run), run);
    await made.shards.registerRun(run);
    for (const { files } of batches)
      await putRows(
        features,
        files.map(({ key, etag }) => featureRow(key, etag)),
      );
  }

  async function take(
    run: string,
    pages: readonly (readonly FileBatch[])[],
    shards: ShardStore = made.shards,
  ): Promise<string[]> {
    await shards.registerRun(run);
    const reuse = await RowCache.begin(shards, made.shardIndex(run), run, undefined);
    const taken: string[] = [];
    for (const page of pages) for (const keys of await reuse.take(page)) taken.push(...keys);
    return taken;
  }

  test("are reused, each in the shard that this run would have made", async () => {
    await earlierRun("old", batchesOf(keys, 7));
    const batches = batchesOf(keys, 16);
    expect(await take("new", [batches.slice(0, 3), batches.slice(3)])).toEqual(keys);
    const files = await all(made.shards.names("new", ""));
    expect(files.map((file) => partsOfFile(file).shard)).toEqual(batches.map(({ shard }) => shard));
    expect(await all(new FeatureStore(made.shards, made.shardIndex("new"), "new").rows())).toEqual(
      keys.map((key) => featureRow(key)),
    );
    expect(await made.shardIndex("new").count()).toBe(100);
  });

  test("are not reused if the file has changed", async () => {
    await earlierRun("old", batchesOf(keys, 16));
    const changed = keys[20]!;
    const batches = batchesOf(keys, 16, (key) => (key === changed ? "2" : "1"));
    expect(await take("new", [batches])).toEqual(keys.filter((key) => key !== changed));
  });

  test("are found even if files were added and removed and the jobs are divided differently", async () => {
    await earlierRun(
      "old",
      batchesOf(
        keys.filter((_, i) => i % 9 !== 0),
        16,
      ),
    );
    const listed = keys.filter((_, i) => i % 7 !== 0);
    const expected = listed.filter((key) => keys.indexOf(key) % 9 !== 0);
    expect(
      await take(
        "new",
        batchesOf(listed, 10).map((batch) => [batch]),
      ),
    ).toEqual(expected);
  });

  test("are combined from several runs", async () => {
    await earlierRun("one", batchesOf(keys.slice(0, 40), 16));
    await earlierRun("two", batchesOf(keys.slice(40), 16));
    expect(await take("new", [batchesOf(keys, 16)])).toEqual(keys);
  });

  test("do not exist if there was no earlier run", async () => {
    const batches = batchesOf(keys, 16);
    expect(await take("new", [batches.slice(0, 3), batches.slice(3)])).toEqual([]);
    expect(await made.shardIndex("new").all()).toEqual(new Map());
  });

  test("are found in a shard that covers several pages, also after the last shard was opened", async () => {
    await earlierRun("old", batchesOf(keys, 100));
    const pages = batchesOf(keys, 25).map((batch) => [batch]);
    expect(await take("new", pages)).toEqual(keys);
  });

  test("are found in all shards whose last keys begin alike", async () => {
    const long = keys.slice(0, 6).map((_, i) => `${"x".repeat(100)}${i}`);
    await earlierRun("old", batchesOf(long, 2));
    expect(await take("new", [batchesOf(long, 3)])).toEqual(long);
  });

  test("that are gone from the store are computed again", async () => {
    await earlierRun("old", batchesOf(keys, 50));
    const gone = { ...watch(made.shards, {}), read: async () => Promise.resolve(undefined) };
    expect(await take("new", [batchesOf(keys, 50)], gone)).toEqual([]);
  });

  test.each([new InputError("missing-object", "no"), Object.assign(new Error("no"), { code: "corrupt-rows" })])(
    "are not given up because of a problem with the store (%s)",
    async (problem) => {
      await earlierRun("old", batchesOf(keys, 50));
      const failing = { ...watch(made.shards, {}), read: async () => Promise.reject(problem) };
      await expect(take("new", [batchesOf(keys, 50)], failing)).rejects.toBe(problem);
    },
  );

  test("that one run no longer has are taken from an earlier one", async () => {
    const batches = batchesOf(keys.slice(0, 1), 1);
    for (const run of ["earlier", "later"]) await earlierRun(run, batches);
    const damaged = new InputError("corrupt-rows", "changed");
    for (const lost of [async () => Promise.resolve(undefined), async () => Promise.reject(damaged)]) {
      let reads = 0;
      const shards: ShardStore = {
        ...watch(made.shards, {}),
        read: async (run, file) => (++reads === 1 ? lost() : made.shards.read(run, file)),
      };
      const reuse = await RowCache.begin(shards, made.shardIndex("new"), "new", undefined);
      expect(await reuse.take(batches)).toEqual([new Set(keys.slice(0, 1))]);
      expect(reads).toBe(2);
    }
  });

  test("are looked for in the run of the same name first, even if another one began later", async () => {
    const batches = batchesOf(keys.slice(0, 4), 2);
    for (const run of ["run", "later"]) await earlierRun(run, batches);
    const searched: string[] = [];
    const shards: ShardStore = {
      ...watch(made.shards, {}),
      runs: async () => Promise.resolve(["later", "run"]),
      names: (run, from) => (searched.push(run), made.shards.names(run, from)),
    };
    const reuse = await RowCache.begin(shards, made.shardIndex("run"), "run", undefined);
    await reuse.take(batches.slice(0, 1));
    expect(searched).toEqual(["run"]);
    const changed = batchesOf(keys.slice(0, 4), 2, () => "2");
    await reuse.take(changed.slice(1));
    expect(searched).toEqual(["run", "later"]);
  });

  test("are read from the run of the same name first, and from others only for the rest", async () => {
    const batches = batchesOf(keys, 20);
    await earlierRun("run", batches.slice(0, 4));
    await earlierRun("other", batches);
    const reads: string[] = [];
    const writes: string[] = [];
    const watched = watch(made.shards, { read: (shard) => reads.push(shard), write: (shard) => writes.push(shard) });
    expect(await take("run", [batches], watched)).toEqual(keys);
    expect(writes).toEqual([batches[4]!.shard]);
    expect(reads.map((file) => partsOfFile(file).shard)).toEqual(batches.map(({ shard }) => shard));
    expect(await made.redis.exists(rejectedKey(made.prefix, "run"))).toBe(0);
    reads.length = 0;
    expect(await take("run", [batches], watched)).toEqual(keys);
    expect(reads).toHaveLength(5);
  });

  test("of the same name are not written again if nothing has changed", async () => {
    await earlierRun("run", batchesOf(keys, 16));
    const writes: string[] = [];
    const watched = watch(made.shards, { write: (shard) => writes.push(shard) });
    await made.shardIndex("run").forget();
    expect(await take("run", [batchesOf(keys, 16)], watched)).toEqual(keys);
    expect(writes).toEqual([]);
    const stored = new FeatureStore(made.shards, made.shardIndex("run"), "run");
    expect((await all(stored.rows())).map(({ key }) => key)).toEqual(keys);
  });

  test("of the same name that are outdated are removed when newer ones are found elsewhere", async () => {
    const batches = batchesOf(keys.slice(0, 2), 2, (key) => (key === keys[1] ? "2" : "1"));
    await earlierRun("other", batches);
    await earlierRun("run", batchesOf(keys.slice(0, 2), 2));
    expect(await take("run", [batches])).toEqual(keys.slice(0, 2));
    const rows = await all(new FeatureStore(made.shards, made.shardIndex("run"), "run").rows());
    expect(rows.map(({ etag }) => etag)).toEqual(["1", "2"]);
  });

  test("are read shard by shard, those at the edge of two pages twice at most", async () => {
    await earlierRun("old", batchesOf(keys, 10));
    const reads: string[] = [];
    const watched = watch(made.shards, { read: (shard) => reads.push(shard) });
    await take(
      "new",
      batchesOf(keys, 25).map((batch) => [batch]),
      watched,
    );
    expect(reads.length).toBeLessThanOrEqual(10 + 4);
  });
});

function watch(
  shards: ShardStore,
  seen: { read?: (shard: string) => void; write?: (shard: string) => void },
): ShardStore {
  return {
    registerRun: async (run) => shards.registerRun(run),
    runs: async () => shards.runs(),
    names: (run, from) => shards.names(run, from),
    async read(run, shard) {
      seen.read?.(shard);
      return shards.read(run, shard);
    },
    async stage(run, shard, rows) {
      seen.write?.(shard);
      return shards.stage(run, shard, rows);
    },
    remove: async (run, shard) => shards.remove(run, shard),
    unregisterRun: async (run) => shards.unregisterRun(run),
  };
}

test.each(["first", "last"])(
  "of two files of one shard, the one with more rows is kept and not written again, also if it comes %s",
  async (position) => {
    const made = await parquetShards();
    const keys = recordingKeys(2);
    const [batch] = batchesOf(keys, 2) as [FileBatch];
    const file = async (of: readonly string[]): Promise<string> => {
      const rows = of.map((key) => featureRow(key));
      return fileOf(batch.shard, (await made.shards.stage("run", batch.shard, rows)).version);
    };
    const files = [await file(keys), await file(keys.slice(0, 1))];
    if (position === "last") files.reverse();
    const writes: string[] = [];
    const shards: ShardStore = {
      ...watch(made.shards, { write: (shard) => writes.push(shard) }),
      async *names() {
        yield* await Promise.resolve(files);
      },
    };
    const reuse = await RowCache.begin(shards, made.shardIndex("run"), "run", undefined);
    expect(await reuse.take([batch])).toEqual([new Set(keys)]);
    expect(writes).toEqual([]);
    expect((await made.shardIndex("run").entries([batch.shard]))[0]).toMatchObject({ rows: 2 });
  },
);

test("rows of an earlier run are recomputed if their shard's file was changed or has no known checksum", async () => {
  const place = await temporaryDirectory();
  const made = await parquetShards(place);
  const keys = recordingKeys(21);
  const batches = batchesOf(keys, 7);
  const old = new FeatureStore(made.shards, made.shardIndex("old"), "old");
  await made.shards.registerRun("old");
  for (const { files } of batches)
    await putRows(
      old,
      files.map(({ key, etag }) => featureRow(key, etag)),
    );
  const folder = join(place, "rows", "old");
  const [changed, renamed] = (await readdir(folder)).sort();
  await truncate(join(folder, changed!), 1_000);
  await rename(join(folder, renamed!), join(folder, renamed!.replace(/[0-9a-f]{32}\.parquet$/, ".parquet")));
  const reuse = await RowCache.begin(made.shards, made.shardIndex("new"), "new", undefined);
  const taken = await reuse.take(batches);
  expect(taken.map((of) => of.size)).toEqual([0, 0, 7]);
});
