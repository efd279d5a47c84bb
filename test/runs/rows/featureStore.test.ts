import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Redis } from "ioredis";
import { beforeEach, describe, expect, test } from "vitest";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import { FeatureStore } from "../../../src/runs/rows/featureStore.js";
import { LockLostError, type JobLock } from "../../../src/runs/jobLock.js";
import { rejectedKey } from "../../../src/runs/rows/shardIndex.js";
import { partsOfFile, shardName } from "../../../src/runs/rows/shardName.js";
import type { ShardStore } from "../../../src/runs/rows/shardStore.js";
import {
  all,
  featureRow,
  parquetShards,
  putRows,
  recordingKeys,
  redisShards,
  type TestShards,
} from "../../support/featureRows.js";
import { oddKeys, inByteOrder } from "../../support/listAll.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { damaged } from "../../support/mutations.js";
import { randomIntegers } from "../../support/wavMutations.js";
import { takeLock } from "../../support/jobLock.js";
import { describeOnS3 } from "../../support/s3.js";

const unexpected = (): never => {
  throw new Error("not expected here");
};
/** What a test does not need of a store. */
const unused: ShardStore = {
  registerRun: unexpected,
  runs: unexpected,
  names: unexpected,
  read: unexpected,
  stage: unexpected,
  remove: unexpected,
  unregisterRun: unexpected,
};

describe("features in Redis", () => {
  behaves(redisShards);
});

describe("features in a directory", () => {
  behaves(async () => parquetShards());
});

test("features are rejected if their file was changed in the store, whatever the change", async () => {
  const place = await temporaryDirectory();
  const made = await parquetShards(place);
  const features = new FeatureStore(made.shards, made.shardIndex("r"), "r");
  const rows = recordingKeys(4).map((key) => featureRow(key));
  await putRows(features, rows);
  const [file] = await all(made.shards.names("r", ""));
  const path = join(place, "rows", "r", `${file!}.parquet`);
  const sound = await readFile(path);
  const next = randomIntegers(15);
  for (let i = 0; i < 100; i++) {
    const changed = damaged(sound, next);
    if (sound.equals(changed)) continue;
    await writeFile(path, changed);
    await expect(all(features.rows())).rejects.toMatchObject({
      code: "corrupt-rows",
      message: expect.stringMatching(/^rows\/r\/.*: its bytes are not those that were stored/) as string,
    });
  }
  await writeFile(path, sound);
  expect(await all(features.rows())).toEqual(rows);
});

describe("features in Redis from a worker that lost its connection", () => {
  test("wait in the connection's queue, and are not stored if another worker has the job by then", async () => {
    const made = await redisShards();
    const { redis, prefix } = made;
    const other = (redis as Redis).duplicate();
    const keys = recordingKeys(2);
    const lock = await takeLock({ redis, prefix }, "extract", "job", "first");
    (redis as Redis).stream.destroy();
    await once(redis, "close");
    const features = new FeatureStore(made.shards, made.shardIndex("r"), "r");
    const late = features.store({ shard: shardName(keys), keys, rows: [], rejections: [] }, lock);
    await takeLock({ redis: other, prefix }, "extract", "job", "second");
    await expect(late).rejects.toThrow(LockLostError);
    other.disconnect();
  });
});

await describeOnS3("features in a bucket", (s3) => {
  behaves(async () => parquetShards(`s3://${await s3.newBucket()}/store`));
});

test("a sweep looks at all files, a thousand at a time", async () => {
  const made = await redisShards();
  const files = Array.from({ length: 2_500 }, (_, i) => `61-${String(i).padStart(16, "0")}`);
  await made.shardIndex("r").plan([{ shard: files[1_700]!, files: 1 }]);
  const removed: string[] = [];
  const shards: ShardStore = {
    ...unused,
    names: () => Readable.from(files),
    remove: async (_, file) => Promise.resolve(void removed.push(file)),
  };
  await new FeatureStore(shards, made.shardIndex("r"), "r").sweep();
  expect(removed.sort()).toEqual(files.filter((_, i) => i !== 1_700));
});

function behaves(make: () => Promise<TestShards>): void {
  let made: TestShards;
  let features: FeatureStore;
  const [a, b, c, d] = recordingKeys(4).map((key) => featureRow(key)) as [
    FeatureRow,
    FeatureRow,
    FeatureRow,
    FeatureRow,
  ];
  const shard = shardName([a.key, b.key]);
  const other = shardName([c.key, d.key]);

  beforeEach(async () => {
    made = await make();
    features = new FeatureStore(made.shards, made.shardIndex("r"), "r");
  });

  test("are read back unchanged, in byte order of their keys", async () => {
    await putRows(features, [d, c], [c.key, d.key]);
    await putRows(features, [b, a], [a.key, b.key]);
    expect(await all(features.rows())).toEqual([a, b, c, d]);
  });

  test("keep unusual keys, an ETag and a decoder", async () => {
    const rows = inByteOrder(oddKeys).map((key) => ({ ...featureRow(key, `"${key}"`), decoder: "aac 1.6.0" }));
    await putRows(features, rows);
    expect(await all(features.rows())).toEqual(rows);
  });

  test("are counted once, however often their shard is written", async () => {
    for (let i = 0; i < 3; i++) await putRows(features, [a, b]);
    await putRows(features, [c], [c.key, d.key]);
    expect(await made.shardIndex("r").count()).toBe(3);
  });

  test("of a retry join those of the first attempt", async () => {
    await putRows(features, [a], [a.key, b.key]);
    expect(await features.has(shard, [a.key, b.key])).toEqual([true, false]);
    await putRows(features, [b], [b.key], shard);
    expect(await all(features.rows())).toEqual([a, b]);
    expect(await made.shardIndex("r").count()).toBe(2);
  });

  test("are removed if a file that had a row is rejected", async () => {
    await putRows(features, [a, b]);
    await putRows(features, [], [a.key, b.key]);
    expect(await all(features.rows())).toEqual([]);
    expect(await made.shardIndex("r").count()).toBe(0);
  });

  test("of an earlier run of the same name are removed if the new listing does not need their shard", async () => {
    await putRows(features, [a, b]);
    await made.shardIndex("r").forget();
    await made.shardIndex("r").plan([{ shard: other, files: 2 }]);
    await putRows(features, [c], [c.key, d.key]);
    await features.sweep();
    expect(await all(features.rows())).toEqual([c]);
    expect((await all(made.shards.names("r", ""))).map((file) => partsOfFile(file).shard)).toEqual([other]);
  });

  test("of an earlier run of the same name are not visible before their shard is extracted again", async () => {
    await putRows(features, [a, b]);
    await putRows(features, [c, d]);
    await made.shardIndex("r").forget();
    await made.shardIndex("r").plan([{ shard, files: 2 }]);
    expect(await all(features.rows())).toEqual([]);
    expect(await features.has(shard, [a.key])).toEqual([false]);
  });

  test("of a retry replace those of the same files", async () => {
    await putRows(features, [a, b]);
    const later = featureRow(b.key, "2");
    await putRows(features, [later], [b.key], shard);
    expect(await all(features.rows())).toEqual([a, later]);
    expect(await all(made.shards.names("r", ""))).toHaveLength(1);
  });

  test("of a retry may be the first of their shard", async () => {
    expect(await features.has(shard, [a.key])).toEqual([false]);
    await putRows(features, [b], [b.key], shard);
    expect(await all(features.rows())).toEqual([b]);
  });

  test("of a retry are stored even if the other files' rows are gone", async () => {
    await putRows(features, [a, b]);
    const [file] = await all(made.shards.names("r", ""));
    await made.shards.remove("r", file!);
    await putRows(features, [b], [b.key], shard);
    expect(await all(features.rows())).toEqual([b]);
  });

  test("leave nothing behind when they are removed", async () => {
    await made.shards.registerRun("r");
    await putRows(features, [a, b]);
    await features.remove();
    expect(await all(made.shards.names("r", ""))).toEqual([]);
    expect(await made.shards.runs()).toEqual([]);
    expect(await made.shardIndex("r").count()).toBe(0);
  });

  test("are read nine shards at a time, in order; shards whose rows are gone are empty", async () => {
    const keys = recordingKeys(12);
    const names = keys.map((key) => shardName([key]));
    for (const key of keys) await putRows(features, [featureRow(key)]);
    const gone = new Set([1, 11].map((i) => names[i]!));
    let reads = 0;
    const watched: ShardStore = {
      ...unused,
      names: (run, from) => made.shards.names(run, from),
      read: async (run, file) => {
        reads += 1;
        return gone.has(partsOfFile(file).shard) ? Promise.resolve(undefined) : made.shards.read(run, file);
      },
    };
    const found: [string, number][] = [];
    for await (const { shard: name, rows } of new FeatureStore(watched, made.shardIndex("r"), "r").shards()) {
      if (found.length === 0) expect(reads).toBe(9);
      found.push([name, rows.length]);
    }
    expect(found).toEqual(names.map((name) => [name, gone.has(name) ? 0 : 1]));
  });

  test("of one run are not visible in another", async () => {
    await putRows(features, [a], [a.key, b.key]);
    const others = new FeatureStore(made.shards, made.shardIndex("s"), "s");
    await putRows(others, [b], [a.key, b.key]);
    await features.remove();
    expect(await all(features.rows())).toEqual([]);
    expect(await all(others.rows())).toEqual([b]);
  });

  describe("of a worker that was cut off for longer than its lock", () => {
    const rejection = { key: b.key, code: "access-denied", message: "", shard, attempts: 1 };
    const keys = [a.key, b.key];
    let stale: JobLock;

    /** The worker that took over the job stores the whole shard. */
    beforeEach(async () => {
      const { redis, prefix } = made;
      stale = await takeLock({ redis, prefix }, "extract", "job", "first");
      const held = await takeLock({ redis, prefix }, "extract", "job", "second");
      await features.store({ shard, keys, rows: [a, b], rejections: [] }, held);
    });

    test("are not stored, nor are its rejections", async () => {
      const late = features.store({ shard, keys, rows: [a], rejections: [rejection] }, stale);
      await expect(late).rejects.toThrow(LockLostError);
      expect(await all(features.rows())).toEqual([a, b]);
      expect(await made.shardIndex("r").count()).toBe(2);
      expect(await made.redis.hlen(rejectedKey(made.prefix, "r"))).toBe(0);
    });

    test("are not stored even if no other worker has the job by then", async () => {
      await made.redis.del(stale.key);
      const late = features.store({ shard, keys, rows: [a], rejections: [] }, stale);
      await expect(late).rejects.toThrow(LockLostError);
      expect(await all(features.rows())).toEqual([a, b]);
    });

    test("leave no file behind after the run is gathered", async () => {
      await features.store({ shard, keys, rows: [a], rejections: [] }, stale).catch(() => undefined);
      await features.sweepVersions();
      expect(await all(made.shards.names("r", ""))).toHaveLength(1);
      expect(await all(features.rows())).toEqual([a, b]);
    });
  });

  test("that are stored again by the job's holder leave one file, and the shard's other rows stay", async () => {
    await putRows(features, [a], [a.key, b.key]);
    await putRows(features, [b], [b.key], shard);
    expect(await all(made.shards.names("r", ""))).toHaveLength(1);
    expect(await all(features.rows())).toEqual([a, b]);
  });

  test("and rejections are stored atomically: a file never has both, whichever came first", async () => {
    const rejection = { key: b.key, code: "access-denied", message: "", shard, attempts: 1 };
    const keys = [a.key, b.key];
    const index = made.shardIndex("r");
    await index.plan([{ shard, files: 2 }]);
    await features.store({ shard, keys, rows: [a], rejections: [rejection] }, undefined);
    expect(await index.entries([shard])).toMatchObject([{ files: 2, rows: 1, rejected: 1 }]);
    await features.store({ shard, keys, rows: [a, b], rejections: [] }, undefined);
    expect(await index.entries([shard])).toMatchObject([{ files: 2, rows: 2, rejected: 0 }]);
    expect(await made.redis.hlen(rejectedKey(made.prefix, "r"))).toBe(0);
  });
}
