import { describe, expect, test } from "vitest";
import { boundOf, digestOf, fileOf, lastKeyBound, partsOfFile, shardName } from "../../../src/runs/rows/shardName.js";
import { inByteOrder, oddKeys } from "../../support/listAll.js";

describe("shard names", () => {
  test("are in the same byte order as their last keys, whatever characters these contain", () => {
    const keys = inByteOrder([...oddKeys, "a", "a/b", "a-b", "ab", "Z"]);
    const names = keys.map((key) => shardName([key]));
    expect(inByteOrder(names)).toEqual(names);
  });

  test("contain only letters, digits, hyphens and underscores, and do not exceed the length of a file name", () => {
    const name = shardName([`${"日本".repeat(300)}.wav`]);
    expect(name).toMatch(/^[A-Za-z0-9_-]+$/);
    const version = "0".repeat(48);
    expect(`${fileOf(name, version)}.parquet`.length).toBeLessThanOrEqual(255);
  });

  test("differ if the keys differ, even if the last one is the same", () => {
    expect(shardName(["a", "c"])).not.toBe(shardName(["b", "c"]));
    expect(shardName(["ab", "c", "d"])).not.toBe(shardName(["a", "bc", "d"]));
  });

  test("become file names with a version, or without one in Redis, and come back from them", () => {
    expect([fileOf("61-x_1", "v2"), fileOf("61-x_1", "")]).toEqual(["61-x_1.v2", "61-x_1"]);
    expect(partsOfFile("61-x_1.v2")).toEqual({ shard: "61-x_1", version: "v2" });
    expect(partsOfFile("61-x_1.v2.3")).toEqual({ shard: "61-x_1", version: "v2.3" });
    expect(partsOfFile(".v2")).toEqual({ shard: "", version: "v2" });
    expect(partsOfFile("61-x_1")).toEqual({ shard: "61-x_1", version: "" });
  });

  test("yield the bound of their last key and their digest, even if that contains hyphens", () => {
    for (let i = 0; i < 200; i++) {
      const name = shardName([`a${i}`, `b${i}`]);
      expect(`${boundOf(name)}-${digestOf(name)}`).toBe(name);
      expect(boundOf(name)).toBe(lastKeyBound(`b${i}`));
    }
  });
});
