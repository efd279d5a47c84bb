import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { knownEmotions } from "../../src/corpus/dataSets.js";
import { exportFeatures, streamFeatures } from "../../src/export/main.js";
import { exportFormats, type ExportFormat } from "../../src/features/table/exportFormats.js";
import { featureSetOf } from "../../src/features/featureSet.js";
import { connectRedis, type RedisClient } from "../../src/shared/redis/connectRedis.js";
import type { FeatureRow } from "../../src/features/featureRow.js";
import { FeatureStoreFactory, type FeatureRun } from "../../src/runs/rows/featureStoreFactory.js";
import { temporaryDirectory } from "../support/corpus.js";
import { batchesOf, featureRow, putRows, recordingKeys } from "../support/featureRows.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { testRedis } from "../support/redis.js";
import { runSettings } from "../support/settings.js";

const names = featureSetOf(["mean161"]).columns.map(({ name }) => name);
const awkward: FeatureRow = {
  ...featureRow('odd, "quoted" 100% \\ it\'s\n.wav'),
  decoder: "aac 1.6.0",
  features: Float32Array.from(names, (_, i) => [0.1, -1e-30, 3.4e38, 0][i % 4]!),
};
const rows = [...recordingKeys(30).map((key) => featureRow(key)), awkward];

let redis: RedisClient;
let stores: FeatureStoreFactory;
/** the same run's, in another Redis */
let fileStores: FeatureStoreFactory;
let dir: string;
let duckdb: DuckDBConnection;
const run = (store: string): FeatureRun => ({ name: "nightly", settings: runSettings({ source: "/corpus", store }) });

const storesOf = (store: string): FeatureStoreFactory => (store === "redis" ? stores : fileStores);

beforeAll(async () => {
  const { url, prefix } = await testRedis();
  redis = await connectRedis(url);
  stores = new FeatureStoreFactory(redis, prefix, openObjectStore);
  fileStores = new FeatureStoreFactory(redis, `${prefix}:files`, openObjectStore);
  dir = await temporaryDirectory();
  duckdb = await (await DuckDBInstance.create(":memory:")).connect();
  for (const store of ["redis", join(dir, "store")]) {
    const features = await storesOf(store).of(run(store));
    const byKey = new Map(rows.map((row) => [row.key, row]));
    for (const { files } of batchesOf([...byKey.keys()], 7))
      await putRows(
        features,
        files.map(({ key }) => byKey.get(key)!),
      );
  }
});

afterAll(async () => {
  await stores.close();
  await fileStores.close();
  redis.disconnect();
});

async function exported(format: ExportFormat, store = "redis"): Promise<string> {
  const path = join(dir, `features.${format}`);
  expect(await exportFeatures(storesOf(store), run(store), format, path)).toBe(rows.length);
  return path;
}

describe("exported features", () => {
  test.each(exportFormats)("are the same bytes from Redis and from Parquet files: %s", async (format) => {
    const fromRedis = await readFile(await exported(format));
    expect(Buffer.compare(await readFile(await exported(format, join(dir, "store"))), fromRedis)).toBe(0);
  });

  test.each([
    ["parquet", "read_parquet"],
    ["csv", "read_csv"],
    ["jsonl", "read_ndjson_auto"],
  ] as const)("read back with DuckDB: %s", async (format, read) => {
    const path = await exported(format);
    const options = format === "csv" ? ", strict_mode = true" : "";
    const reader = await duckdb.runAndReadAll(`select * from ${read}('${path}'${options})`);
    const found = new Map(reader.getRowObjectsJson().map((row) => [row["key"], row]));
    for (const row of rows) {
      const read = found.get(row.key)!;
      expect(read).toMatchObject({ etag: row.etag, feature_set: "mean161-v2-16000", duration_sec: 3.5 });
      expect(names.map((name) => Math.fround(Number(read[name])))).toEqual([...row.features]);
    }
    expect(found.size).toBe(rows.length);
    expect(found.get(rows[0]!.key)).toMatchObject({ emotion: "neutral", gender: "man", decoder: null });
    expect(found.get(awkward.key)).toMatchObject({ emotion: null, actor: null, decoder: "aac 1.6.0" });
  });

  test("are the same in a stream and in a file", async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const [count, text] = await Promise.all([
      streamFeatures(stores, run("redis"), "csv", stream).finally(() => stream.end()),
      readAll(stream),
    ]);
    expect(count).toBe(rows.length);
    expect(text).toBe(await readFile(await exported("csv"), "utf8"));
  });

  test("record their origin in a Parquet file", async () => {
    const path = join(dir, "said.parquet");
    const metadata = { "ser.synthetic": "false", "ser.licence": "CC BY-NC-SA 4.0" };
    await exportFeatures(stores, run("redis"), "parquet", path, { metadata });
    const reader = await duckdb.runAndReadAll(
      `select decode(key) as key, decode(value) as value from parquet_kv_metadata('${path}') order by 1`,
    );
    expect(reader.getRowObjectsJson()).toEqual([
      { key: "ser.licence", value: "CC BY-NC-SA 4.0" },
      { key: "ser.synthetic", value: "false" },
    ]);
  });

  test("are written atomically, and nothing is left under another name", async () => {
    const path = await exported("csv");
    await expect(readFile(`${path}.partial`)).rejects.toThrow("ENOENT");
  });

  test("of a run without rows are a file with only a header", async () => {
    const path = join(dir, "none.csv");
    expect(await exportFeatures(stores, { ...run("redis"), name: "other" }, "csv", path)).toBe(0);
    expect((await readFile(path, "utf8")).split("\r\n")).toHaveLength(2);
  });
});

test("an ARFF file contains only numbers and nominal values, which Weka's learners and scipy accept", async () => {
  const text = await readFile(await exported("arff"), "utf8");
  const attributes = text.split("\n").filter((line) => line.startsWith("@ATTRIBUTE"));
  expect(attributes.filter((line) => line.endsWith("STRING"))).toEqual([]);
  expect(attributes.slice(0, 2)).toEqual(["@ATTRIBUTE actor NUMERIC", "@ATTRIBUTE gender {man,woman}"]);
});

describe("an ARFF file with its texts", () => {
  let lines: string[];
  let attributes: string[][];
  beforeAll(async () => {
    const path = join(dir, "texts.arff");
    await exportFeatures(stores, run("redis"), "arff", path, { withText: true });
    lines = (await readFile(path, "utf8")).split("\n");
    attributes = lines.filter((line) => line.startsWith("@ATTRIBUTE")).map((line) => line.split(" "));
  });

  test("declares its relation and every column with its type, followed by the data", () => {
    expect(lines[0]).toBe("@RELATION 'nightly mean161-v2-16000'");
    expect(attributes).toHaveLength(24 + names.length);
    expect(attributes.slice(0, 5).map((parts) => parts.slice(1).join(" "))).toEqual([
      "key STRING",
      "etag STRING",
      "trial STRING",
      "actor NUMERIC",
      "gender {man,woman}",
    ]);
    expect(lines.filter((line) => line === "@DATA")).toHaveLength(1);
  });

  test("has the emotion last, where Weka expects the class", () => {
    expect(attributes.at(-1)!.slice(1).join(" ")).toBe(`emotion {${knownEmotions.join(",")}}`);
    expect(lines.find((line) => line.includes("/03-01-01-"))).toMatch(/,neutral$/);
  });

  test("quotes texts as Weka does, and writes missing values as question marks", () => {
    const line = lines.find((text) => text.startsWith("'odd"))!;
    expect(
      line.startsWith(
        "'odd, \\\"quoted\\\" 100\\% \\\\ it\\'s\\n.wav','1',?,?,?,?,?,?,?,?,?,?,?,?,?,?,3.5,48000,'aac 1.6.0',?,?,?,",
      ),
    ).toBe(true);
    expect(line.endsWith(",?")).toBe(true);
  });
});

test("rows whose shard was changed in the store are not exported, and no file is left", async () => {
  const store = join(dir, "changed");
  await putRows(await fileStores.of({ ...run(store), name: "changed" }), rows.slice(0, 5));
  const folder = (await readdir(store, { recursive: true })).filter((name) => name.endsWith(".parquet"));
  const bytes = await readFile(join(store, folder[0]!));
  bytes[bytes.length >> 1]! ^= 1; // a bit of a feature
  await writeFile(join(store, folder[0]!), bytes);
  const path = join(dir, "changed.csv");
  await expect(exportFeatures(fileStores, { ...run(store), name: "changed" }, "csv", path)).rejects.toMatchObject({
    code: "corrupt-rows",
  });
  await expect(stat(path)).rejects.toThrow("ENOENT");
});
