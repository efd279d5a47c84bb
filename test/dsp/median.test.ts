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

  test("of even numbers of values is between the middle two, in whatever order they come", () => {
    const values = noise(600);
    for (let length = 2; length <= 40; length += 2)
      for (let from = 0; from < 200; from += 40) {
        const some = values.subarray(from, from + length);
        const sorted = some.slice().sort();
        const [lower, upper] = [sorted[length / 2 - 1]!, sorted[length / 2]!];
        expect(median(some)).toBe(Math.fround(Math.fround(lower + upper) / 2));
      }
  });

  test("of thousands of values that differ by less than a tenth is the middle of the sorted ones", () => {
    for (const length of [3_000, 9_001]) {
      const values = noise(length).map((value) => 1 + value / 10);
      const sorted = values.slice().sort();
      expect(median(values)).toBe(
        Math.fround(Math.fround(sorted[Math.ceil(length / 2) - 1]! + sorted[length >> 1]!) / 2),
      );
    }
  });

  test("of many values whose middle two lie far apart is halfway between them", () => {
    const values = Float32Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? -3 - (i % 7) : 1_000 + (i % 5)));
    expect(median(values)).toBe((1_000 - 3) / 2);
    expect(median(Float64Array.from(values))).toBe((1_000 - 3) / 2);
  });

  test("of equal values is that value", () => {
    for (const length of [1, 2, 3, 4, 5, 1000]) expect(median(new Float32Array(length).fill(7))).toBe(7);
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
