import { afterAll } from "vitest";
import { featureSetOf } from "../../src/features/featureSet.js";
import { connectRedis, type RedisClient } from "../../src/shared/redis/connectRedis.js";
import type { FeatureRow } from "../../src/features/featureRow.js";
import type { FeatureStore } from "../../src/runs/rows/featureStore.js";
import type { FileBatch, ListedFile } from "../../src/runs/rows/fileBatch.js";
import { runSettingsSchema } from "../../src/runs/jobs.js";
import { lineageOf } from "../../src/runs/lineage.js";
import { openObjectStore } from "./openObjectStore.js";
import { ParquetShards } from "../../src/runs/rows/parquetShards.js";
import { RedisShards } from "../../src/runs/rows/redisShards.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { ShardIndex } from "../../src/runs/rows/shardIndex.js";
import type { ShardStore } from "../../src/runs/rows/shardStore.js";
import { temporaryDirectory } from "./corpus.js";
import { testRedis } from "./redis.js";

const nFeatures = featureSetOf(["mean161"]).columns.length;

/** A row whose values are derived from its key and etag. */
export function featureRow(key: string, etag = "1", length = nFeatures): FeatureRow {
  let seed = Array.from(`${key}${etag}`).reduce((sum, character) => (31 * sum + character.codePointAt(0)!) % 65_521, 1);
  const features = Float32Array.from({ length }, () => (seed = (seed * 75 + 74) % 65_537) / 64 - 500);
  return { key, etag, durationSec: 3.5, sourceRate: 48_000, features };
}

/** Names of recordings in byte order: 60 of each actor. */
export function recordingKeys(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const actor = (Math.floor(i / 60) % 24) + 1;
    // Four neutral recordings, which have no intensity, then eight of each other emotion.
    const n = (i % 60) + (i % 60 < 4 ? 0 : 4);
    const [a, b, c, d] = [(n >> 3) + 1, ((n >> 2) & 1) + 1, ((n >> 1) & 1) + 1, (n & 1) + 1];
    const two = (value: number): string => String(value).padStart(2, "0");
    const folder = `${String(Math.floor(i / 1440)).padStart(4, "0")}/Actor_${two(actor)}`;
    return `${folder}/03-01-${two(a)}-${two(b)}-${two(c)}-${two(d)}-${two(actor)}.wav`;
  });
}

/** Listed files, divided into jobs. */
export function batchesOf(
  keys: readonly string[],
  filesPerJob: number,
  etagOf: (key: string) => string = () => "1",
): FileBatch[] {
  const files = keys.map((key): ListedFile => ({ key, etag: etagOf(key) }));
  const batches: FileBatch[] = [];
  for (let i = 0; i < files.length; i += filesPerJob) {
    const batch = files.slice(i, i + filesPerJob);
    batches.push({ shard: shardName(batch.map(({ key }) => key)), files: batch });
  }
  return batches;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Stores rows as an extraction job of these keys does; by default each key has a row. */
export async function putRows(
  features: FeatureStore,
  rows: readonly FeatureRow[],
  keys: readonly string[] = rows.map(({ key }) => key),
  shard = shardName(keys),
): Promise<void> {
  await features.store({ shard, keys, rows, rejections: [] }, undefined);
}

/** Shards of a lineage unique to this test, and a counter of them. */
export interface TestShards {
  readonly shards: ShardStore;
  readonly redis: RedisClient;
  readonly prefix: string;
  shardIndex(run: string): ShardIndex;
}

const lineage = lineageOf(runSettingsSchema.parse({ source: "/corpus", recipe: "study" }));

const connections: RedisClient[] = [];
afterAll(() => {
  for (const redis of connections.splice(0)) redis.disconnect();
});

async function shardIndexes(): Promise<{
  redis: RedisClient;
  prefix: string;
  shardIndex: (run: string) => ShardIndex;
}> {
  const { url, prefix } = await testRedis();
  const redis = await connectRedis(url);
  connections.push(redis);
  return { redis, prefix, shardIndex: (run) => new ShardIndex(redis, prefix, run) };
}

export async function redisShards(): Promise<TestShards> {
  const { redis, prefix, shardIndex } = await shardIndexes();
  return { shards: new RedisShards(redis, prefix, lineage.name), redis, prefix, shardIndex };
}

/** @param place a directory or s3://bucket/prefix; by default a new directory */
export async function parquetShards(place?: string): Promise<TestShards> {
  const store = await openObjectStore(place ?? (await temporaryDirectory()));
  return { shards: new ParquetShards(store, { ...lineage, folder: "rows" }), ...(await shardIndexes()) };
}
