import { describe, expect, test } from "vitest";
import { boundOf, digestOf, lastKeyBound, shardName } from "../../../src/runs/rows/shardName.js";
import { inByteOrder, oddKeys } from "../../support/listAll.js";

describe("shard names", () => {
  test("are in byte order where their last keys are, whatever characters these have", () => {
    const keys = inByteOrder([...oddKeys, "a", "a/b", "a-b", "ab", "Z"]);
    const names = keys.map((key) => shardName([key]));
    expect(inByteOrder(names)).toEqual(names);
  });

  test("hold letters, digits, hyphens and underscores only, and no more than a file's name may", () => {
    const name = shardName([`${"日本".repeat(300)}.wav`]);
    expect(name).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(`${name}.parquet`.length).toBeLessThanOrEqual(255);
  });

  test("differ where the keys do, though the last one is the same", () => {
    expect(shardName(["a", "c"])).not.toBe(shardName(["b", "c"]));
  });

  test("give back the bound of their last key and their digest, also where that has hyphens", () => {
    for (let i = 0; i < 200; i++) {
      const name = shardName([`a${i}`, `b${i}`]);
      expect(`${boundOf(name)}-${digestOf(name)}`).toBe(name);
      expect(boundOf(name)).toBe(lastKeyBound(`b${i}`));
    }
  });
});
