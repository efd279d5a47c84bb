import { describe, expect, test } from "vitest";
import { wilsonInterval } from "../../src/evaluation/wilsonInterval.js";

describe("Wilson's interval", () => {
  test("is the root of the score equation: (p - share)² = z² p (1 - p) / n at both ends", () => {
    const { lower, upper } = wilsonInterval(24, 32, 0.95);
    for (const p of [lower, upper])
      expect((p - 0.75) ** 2).toBeCloseTo((1.959963984540054 ** 2 * p * (1 - p)) / 32, 12);
    expect(lower).toBeLessThan(0.75);
    expect(upper).toBeGreaterThan(0.75);
  });

  test("stays within 0 and 1 and has a width if nothing or everything was right", () => {
    expect(wilsonInterval(0, 8, 0.95).lower).toBe(0);
    expect(wilsonInterval(0, 8, 0.95).upper).toBeGreaterThan(0.3);
    expect(wilsonInterval(8, 8, 0.95).upper).toBe(1);
  });

  test("rejects more right than there were trials", () => {
    expect(() => wilsonInterval(9, 8, 0.95)).toThrow("right");
  });
});
