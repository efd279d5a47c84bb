import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { featureSetOf } from "../../../src/features/featureSet.js";
import { decodeFeatureTable, encodeFeatureTable, ParquetTable } from "../../../src/features/table/parquet.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { featureRow, recordingKeys } from "../../support/featureRows.js";

const names = featureSetOf(["mean161"]).columns.map(({ name }) => name);
const featureSet = "mean161-v2-16000";
const rows = recordingKeys(40).map((key) => featureRow(key));

describe("a Parquet file of features", () => {
  let duckdb: DuckDBConnection;
  let path: string;
  const ask = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await duckdb.runAndReadAll(sql.replace("$", `'${path}'`))).getRowObjectsJson();

  beforeAll(async () => {
    duckdb = await (await DuckDBInstance.create(":memory:")).connect();
    path = join(await temporaryDirectory(), "features.parquet");
    await writeFile(
      path,
      encodeFeatureTable([...rows, { ...featureRow("odd 'name'.wav"), decoder: "aac" }], featureSet, names),
    );
  });

  test("keeps contours, each row's as long as its recording, and rows without them", async () => {
    const withContours = "mean161-v2-contours-v1-16000";
    const odd = rows.map((row, i) => (i === 0 ? row : { ...row, contours: Float32Array.of(i, 0.25, -i) }));
    const bytes = encodeFeatureTable(odd, withContours, names);
    expect(await decodeFeatureTable(bytes, withContours, names)).toEqual(odd);
  });

  test("shows DuckDB the columns of every row with their types", async () => {
    const columns = await ask("select name, type, converted_type from parquet_schema($) where name <> 'duckdb_schema'");
    const types = columns
      .slice(1, 25)
      .map(({ name, type, converted_type: text }) => `${name as string} ${(text ?? type) as string}`);
    expect(types).toEqual([
      "key UTF8",
      "etag UTF8",
      "trial UTF8",
      "actor INT32",
      "gender UTF8",
      "emotion UTF8",
      "intensity UTF8",
      "statement INT32",
      "repetition INT32",
      "modality UTF8",
      "channel UTF8",
      "dataset UTF8",
      "speaker UTF8",
      "sentence UTF8",
      "language UTF8",
      "session UTF8",
      "metadata UTF8",
      "duration_sec DOUBLE",
      "source_rate INT32",
      "decoder UTF8",
      "flag UTF8",
      "notes UTF8",
      "whole_sec DOUBLE",
      "feature_set UTF8",
    ]);
    expect(columns.slice(25).map(({ name, type }) => `${name as string} ${type as string}`)).toEqual(
      names.map((name) => `${name} FLOAT`),
    );
  });

  test("shows DuckDB the labels of a recording's name, and null for missing ones", async () => {
    const [first, last] = await ask(
      "select key, actor, gender, emotion, statement, modality, decoder from $ where key like '%03-01-01-01-01-01-01.wav' or key like 'odd%'",
    );
    expect(first).toEqual({
      key: rows[0]!.key,
      actor: 1,
      gender: "man",
      emotion: "neutral",
      statement: 1,
      modality: "audio-only",
      decoder: null,
    });
    expect(last).toEqual({
      key: "odd 'name'.wav",
      actor: null,
      gender: null,
      emotion: null,
      statement: null,
      modality: null,
      decoder: "aac",
    });
  });

  test("shows DuckDB the same float32 features", async () => {
    const found = await ask(`select ${names.join(", ")} from $ order by key limit 40`);
    for (const [i, row] of rows.entries())
      expect(names.map((name) => Math.fround(found[i]![name] as number))).toEqual([...row.features]);
  });

  test("is identical, byte for byte, for the same rows", () => {
    expect(encodeFeatureTable(rows, featureSet, names)).toEqual(encodeFeatureTable(rows, featureSet, names));
  });

  test("reads back as the rows it was made from", async () => {
    expect(await decodeFeatureTable(encodeFeatureTable(rows, featureSet, names), featureSet, names)).toEqual(rows);
  });

  test("can be written group by group", async () => {
    const table = new ParquetTable(featureSet, names);
    const parts = [table.group(rows.slice(0, 25)), table.group(rows.slice(25)), table.end()];
    await writeFile(path, Buffer.concat(parts));
    expect(
      await ask(
        "select count(*)::int n, count(distinct row_group_id)::int row_groups from parquet_metadata($) where path_in_schema = 'key'",
      ),
    ).toEqual([{ n: 2, row_groups: 2 }]);
    expect(await ask("select count(distinct key)::int n from $")).toEqual([{ n: 40 }]);
  });

  test("can have no rows", async () => {
    await writeFile(path, encodeFeatureTable([], featureSet, names));
    expect(await ask("select count(*)::int n from $")).toEqual([{ n: 0 }]);
  });
});
