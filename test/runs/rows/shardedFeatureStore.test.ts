import { beforeEach, describe, expect, test } from "vitest";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import { ShardedFeatureStore } from "../../../src/runs/rows/shardedFeatureStore.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import {
  all,
  featureRow,
  parquetShards,
  recordingKeys,
  redisShards,
  type TestShards,
} from "../../support/featureRows.js";
import { oddKeys, inByteOrder } from "../../support/listAll.js";
import { describeOnS3 } from "../../support/s3.js";

describe("features in Redis", () => {
  behaves(redisShards);
});

describe("features in a directory", () => {
  behaves(async () => parquetShards());
});

await describeOnS3("features in a bucket", (s3) => {
  behaves(async () => parquetShards(`s3://${await s3.newBucket()}/store`));
});

function behaves(make: () => Promise<TestShards>): void {
  let made: TestShards;
  let features: ShardedFeatureStore;
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
    features = new ShardedFeatureStore(made.shards, made.shardIndex("r"), "r");
  });

  test("come back as they were put, in byte order of their keys", async () => {
    await features.put(other, [d, c]);
    await features.put(shard, [b, a]);
    expect(await all(features.rows())).toEqual([a, b, c, d]);
  });

  test("keep odd keys, an etag and a decoder", async () => {
    const rows = inByteOrder(oddKeys).map((key) => ({ ...featureRow(key, `"${key}"`), decoder: "aac 1.6.0" }));
    await features.put(shardName(rows.map(({ key }) => key)), rows);
    expect(await all(features.rows())).toEqual(rows);
  });

  test("are counted once, however often their shard is written", async () => {
    for (let i = 0; i < 3; i++) await features.put(shard, [a, b]);
    await features.put(other, [c]);
    expect(await made.shardIndex("r").count()).toBe(3);
  });

  test("of a retry join those of the first try", async () => {
    await features.put(shard, [a]);
    expect(await features.has(shard, [a.key, b.key])).toEqual([true, false]);
    await features.amend(shard, [b.key], [b]);
    expect(await all(features.rows())).toEqual([a, b]);
    expect(await made.shardIndex("r").count()).toBe(2);
  });

  test("are replaced, not kept, where a file is refused that had a row", async () => {
    await features.put(shard, [a, b]);
    await features.amend(shard, [a.key, b.key], []);
    expect(await all(features.rows())).toEqual([]);
    expect(await made.shardIndex("r").count()).toBe(0);
  });

  test("of an earlier run of the name go when the new one's listing has no use for their shard", async () => {
    await features.put(shard, [a, b]);
    await made.shardIndex("r").forget();
    await made.shardIndex("r").plan([other]);
    await features.put(other, [c]);
    await features.sweep();
    expect(await all(features.rows())).toEqual([c]);
  });

  test("of one run are no other's", async () => {
    await features.put(shard, [a]);
    const others = new ShardedFeatureStore(made.shards, made.shardIndex("s"), "s");
    await others.put(shard, [b]);
    await features.remove();
    expect(await all(features.rows())).toEqual([]);
    expect(await all(others.rows())).toEqual([b]);
  });
}
