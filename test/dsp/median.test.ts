import { describe, expect, it } from "vitest";
import { median } from "../../src/dsp/median.js";
import { noise } from "./signals.js";

describe("the median", () => {
  it.each([1, 2, 3, 10, 101, 5000, 5001])("of %i values is the middle of the sorted ones", (length) => {
    const values = noise(length);
    const sorted = values.slice().sort();
    const [lower, upper] = [sorted[Math.ceil(length / 2) - 1]!, sorted[length >> 1]!];
    expect(median(values)).toBe(Math.fround(Math.fround(lower + upper) / 2));
  });

  it("of equal values is that value", () => {
    expect(median(new Float32Array(1000).fill(7))).toBe(7);
  });

  it("of nothing is 0", () => {
    expect(median(new Float32Array(0))).toBe(0);
  });

  it("leaves its argument as it was", () => {
    const values = Float32Array.of(3, 1, 2);
    median(values);
    expect([...values]).toEqual([3, 1, 2]);
  });
});
