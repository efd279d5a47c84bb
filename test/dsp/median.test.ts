import { describe, expect, test } from "vitest";
import { median } from "../../src/dsp/median.js";
import { noise } from "./signals.js";

describe("the median", () => {
  test.each([1, 2, 3, 10, 101, 5000, 5001])("of %i values is the middle of the sorted ones", (length) => {
    const values = noise(length);
    const sorted = values.slice().sort();
    const [lower, upper] = [sorted[Math.ceil(length / 2) - 1]!, sorted[length >> 1]!];
    expect(median(values)).toBe(Math.fround(Math.fround(lower + upper) / 2));
  });

  test("of equal values is that value", () => {
    expect(median(new Float32Array(1000).fill(7))).toBe(7);
  });

  test("of nothing is 0", () => {
    expect(median(new Float32Array(0))).toBe(0);
  });

  test("leaves its argument as it was", () => {
    const values = Float32Array.of(3, 1, 2);
    median(values);
    expect([...values]).toEqual([3, 1, 2]);
  });
});
