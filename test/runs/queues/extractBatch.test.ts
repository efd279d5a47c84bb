import { describe, expect, test } from "vitest";
import { batchOf, extractBatch } from "../../../src/runs/queues/extractBatch.js";
import { shardName } from "../../../src/runs/rows/shardName.js";

const keys = ["a.wav", "b.wav"];

describe("the files of an extraction job", () => {
  test("have sizes if all are known", () => {
    const sized = keys.map((key, i) => ({ key, size: 10 * i }));
    expect(extractBatch("s", sized)).toStrictEqual({ shard: "s", keys, sizes: [0, 10] });
    expect(extractBatch("s", [{ key: "a.wav", size: 1 }, { key: "b.wav" }])).toStrictEqual({ shard: "s", keys });
    expect(extractBatch("s", [{ key: "a.wav", size: undefined }])).toStrictEqual({ shard: "s", keys: ["a.wav"] });
  });

  test("belong to the shard that the job names, or to one of their own", () => {
    expect(batchOf({ run: "r", keys })).toStrictEqual({ shard: shardName(keys), keys });
    expect(batchOf({ run: "r", keys, sizes: [1, 2], shard: "s" })).toStrictEqual({ shard: "s", keys, sizes: [1, 2] });
  });
});
