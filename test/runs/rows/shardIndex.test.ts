import { describe, expect, test } from "vitest";
import { isSettled } from "../../../src/runs/rows/shardIndex.js";
import { digestOf, shardName } from "../../../src/runs/rows/shardName.js";
import { all, featureRow, redisShards } from "../../support/featureRows.js";

const shard = shardName(["a.wav", "b.wav"]);
const entry = { files: 2, rows: 0, rejected: 0, version: "" };
const rejection = (key: string) => ({ key, code: "too-short", message: "", shard, attempts: 1 });

describe("a run's index of shards", () => {
  test("plans each shard once and keeps what it knows of it", async () => {
    const index = (await redisShards()).shardIndex("r");
    await index.plan([]);
    await index.plan([{ shard, files: 2 }]);
    const outcome = { shard, keys: ["a.wav"], rejections: [rejection("b.wav")], rows: 1, version: "v1" };
    expect(await index.commit(outcome, undefined)).toBe("");
    await index.plan([{ shard, files: 7 }]);
    const known = { files: 2, rows: 1, rejected: 1, version: "v1" };
    expect(await index.entries([shard, "of another run"])).toEqual([known, undefined]);
    expect(await index.entries([])).toEqual([]);
    expect(await index.all()).toEqual(new Map([[digestOf(shard), known]]));
    expect(await index.count()).toBe(1);
    expect(await index.commit({ ...outcome, keys: ["b.wav"], rejections: [], rows: 2, version: "v2" }, undefined)).toBe(
      "v1",
    );
    expect(await index.entries([shard])).toEqual([{ files: 2, rows: 2, rejected: 0, version: "v2" }]);
    expect(await index.count()).toBe(2);
    await index.forget();
    expect([await index.count(), await index.entries([shard])]).toEqual([0, [undefined]]);
  });

  test("is read in pages that have each shard once", async () => {
    const index = (await redisShards()).shardIndex("r");
    expect(await all(index.pages())).toEqual([[]]);
    const shards = Array.from({ length: 3_000 }, (_, i) => shardName([`${i}.wav`]));
    await index.plan(shards.map((name) => ({ shard: name, files: 2 })));
    const pages = await all(index.pages());
    expect(pages.length).toBeGreaterThan(1);
    expect(new Map(pages.flat())).toEqual(new Map(shards.map((name) => [digestOf(name), entry])));
  });

  test("removes the rows of a shard in Redis with the last of them", async () => {
    const made = await redisShards();
    const index = made.shardIndex("r");
    const put = async (keys: string[]): Promise<void> => {
      const staged = await made.shards.stage(
        "r",
        shard,
        keys.map((key) => featureRow(key)),
      );
      await index.commit({ shard, keys: ["a.wav", "b.wav"], rejections: [], rows: keys.length, ...staged }, undefined);
    };
    await put(["a.wav"]);
    expect(await made.shards.read("r", shard)).toEqual([featureRow("a.wav")]);
    await put([]);
    expect(await made.shards.read("r", shard)).toBeUndefined();
    expect(await all(made.shards.names("r", ""))).toEqual([]);
  });

  test("calls a shard settled when each file has a row or a rejection", () => {
    expect(isSettled({ ...entry, rows: 1, rejected: 1 })).toBe(true);
    expect(isSettled({ ...entry, rows: 2, rejected: 1 })).toBe(true);
    expect(isSettled({ ...entry, rows: 1 })).toBe(false);
    expect(isSettled({ ...entry, rejected: 1 })).toBe(false);
  });
});
