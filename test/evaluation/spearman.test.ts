import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { spearman } from "../../src/evaluation/spearman.js";

const fixture = new URL("../fixtures/evaluation/sklearnMetrics.json", import.meta.url);
const reference = JSON.parse(readFileSync(fixture, "utf8")) as {
  spearman: { a: number[]; b: number[]; rho: number }[];
};

describe("spearman", () => {
  test("is 1 for any increasing relation", () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBe(1);
  });

  test("is -1 for any decreasing relation", () => {
    expect(spearman([1, 2, 3, 4], [9, 5, 4, -3])).toBe(-1);
  });

  test("is NaN if one side is constant", () => {
    expect(spearman([1, 2, 3], [5, 5, 5])).toBeNaN();
    expect(spearman([5, 5, 5], [1, 2, 3])).toBeNaN();
  });

  test.each(reference.spearman)("agrees with scipy, ties included: $rho", ({ a, b, rho }) => {
    expect(spearman(a, b)).toBeCloseTo(rho, 12);
  });

  test("rejects sides of different length", () => {
    expect(() => spearman([1, 2, 3], [1, 2])).toThrow("b: expected as many values as a (3), received 2");
  });

  test("rejects NaN", () => {
    expect(() => spearman([1, Number.NaN], [1, 2])).toThrow("a: expected finite values, received NaN");
    expect(() => spearman([1, 2], [1, Infinity])).toThrow("b: expected finite values, received Infinity");
  });

  test("requires two values on each side", () => {
    expect(() => spearman([1], [1])).toThrow("a: expected at least 2 values, received 1");
    expect(spearman([1, 2], [4, 3])).toBe(-1);
  });
});
