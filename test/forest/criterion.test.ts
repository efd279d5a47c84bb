import { describe, expect, test } from "vitest";
import { impurity, xLog2xTable } from "../../src/forest/criterion.js";

describe("impurity", () => {
  test("is 0 where one class holds everything", () => {
    expect(impurity("gini", Float64Array.of(0, 7, 0))).toBe(0);
    expect(impurity("entropy", Float64Array.of(0, 7, 0))).toBeCloseTo(0, 15);
  });

  test("is greatest where classes are equal: 1 - 1/n for gini, log2 n for entropy", () => {
    expect(impurity("gini", Float64Array.of(5, 5, 5, 5))).toBeCloseTo(0.75, 15);
    expect(impurity("entropy", Float64Array.of(5, 5, 5, 5))).toBeCloseTo(2, 15);
  });

  test("depends on the shares of the classes alone", () => {
    // A quarter and three quarters: 1 - (1/16 + 9/16), and 1/4 log2 4 + 3/4 log2 4/3.
    for (const weights of [Float64Array.of(1, 3), Float64Array.of(2.5, 0, 7.5)]) {
      expect(impurity("gini", weights)).toBeCloseTo(3 / 8, 15);
      expect(impurity("entropy", weights)).toBeCloseTo(0.25 * 2 + 0.75 * Math.log2(4 / 3), 15);
    }
  });

  test("takes log_loss for entropy", () => {
    const weights = Float64Array.of(1, 2.5, 4);
    expect(impurity("log_loss", weights)).toBe(impurity("entropy", weights));
  });
});

describe("xLog2xTable", () => {
  test("holds a value for each number from 0 to the greatest", () => {
    expect([...xLog2xTable(4)].map((value) => Number(value.toFixed(9)))).toEqual([0, 0, 2, 4.754887502, 8]);
    expect([...xLog2xTable(0)]).toEqual([0]);
  });

  test("has steps of 2^-29 for 100,000 rows, and finer ones for fewer", () => {
    const finest = (max: number): number => {
      let bits = 0;
      for (const value of xLog2xTable(max)) while (!Number.isInteger(value * 2 ** bits)) bits += 1;
      return bits;
    };
    expect(finest(100_000)).toBe(29);
    expect(finest(10)).toBe(44);
  });

  test("holds x log2 x to nine digits", () => {
    const table = xLog2xTable(100_000);
    for (const x of [2, 3, 1000, 99_999]) expect(table[x]! / (x * Math.log2(x))).toBeCloseTo(1, 9);
    expect(Array.from(table.subarray(0, 2))).toEqual([0, 0]);
  });

  test("sums exactly: moving 100,000 rows across one by one ends where it began", () => {
    const max = 100_000;
    const table = xLog2xTable(max);
    let sum = table[max]!;
    for (let left = 0; left < max; left++) {
      sum += table[left + 1]! - table[left]! + table[max - left - 1]! - table[max - left]!;
    }
    expect(sum).toBe(table[max]);
  });
});
