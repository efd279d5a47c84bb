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

  test.each([
    [0.9, 1.6448536269514722],
    [0.95, 1.959963984540054],
    [0.99, 2.5758293035489004],
  ])("with a confidence of %d uses the normal distribution's quantile %d", (confidence, z) => {
    const { lower, upper } = wilsonInterval(24, 32, confidence);
    for (const p of [lower, upper]) expect((p - 0.75) ** 2).toBeCloseTo((z ** 2 * p * (1 - p)) / 32, 12);
  });

  test("of a single trial is wide", () => {
    const { lower, upper } = wilsonInterval(1, 1, 0.95);
    expect(upper).toBe(1);
    expect(lower).toBeCloseTo(1 / (1 + 1.959963984540054 ** 2), 12);
  });

  test.each([
    ["right", 9, 8, 0.95, "an integer from 0 to 8"],
    ["right", -1, 8, 0.95, "an integer from 0 to 8"],
    ["right", 1.5, 8, 0.95, "an integer from 0 to 8"],
    ["n", 0, 0, 0.95, "an integer of at least 1"],
    ["n", 1, 1.5, 0.95, "an integer of at least 1"],
    ["confidence", 1, 8, 0.8, "0.9, 0.95, 0.99"],
  ])("rejects a wrong %s: %d of %d with %d", (name, right, n, confidence, accepts) => {
    expect(() => wilsonInterval(right, n, confidence)).toThrow(`${name}: expected ${accepts}`);
  });
});
