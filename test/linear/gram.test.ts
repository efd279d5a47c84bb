import { describe, expect, test } from "vitest";
import { gramMatrix, transpose, weightedRowSums } from "../../src/linear/gram.js";
import type { Matrix } from "../../src/shared/matrix.js";
import { matrixOf, rowsOf } from "./matrices.js";

describe("products of matrices", () => {
  const X = matrixOf([[1, 2, 3], [4, 5, 6]]); // prettier-ignore

  test("swap rows and columns in a transpose", () => {
    expect(rowsOf(transpose(X))).toEqual([[1, 4], [2, 5], [3, 6]]); // prettier-ignore
  });

  test("add rows up by weight, a row of sums for each column of weights", () => {
    expect(rowsOf(weightedRowSums(X, matrixOf([[1, 0], [-2, 3]])))).toEqual([[-7, -8, -9], [12, 15, 18]]); // prettier-ignore
  });

  test("add rows up in order, whatever the groups of four leave over", () => {
    for (const n of [0, 1, 3, 4, 5, 6, 7, 8]) {
      // Thirds are rounded, so that another order would give other bits.
      const rows = Array.from({ length: n }, (_, r) => [(r + 1) / 3, 1 / (r + 2)]);
      const weights = Array.from({ length: n }, (_, r) => [1 / 3 - r, r % 2]);
      const sum = (m: number, c: number): number => rows.reduce((total, of, r) => total + weights[r]![m]! * of[c]!, 0);
      const of = (values: number[][]): Matrix => ({ rows: n, cols: 2, data: Float64Array.from(values.flat()) });
      const expected = [[sum(0, 0), sum(0, 1)], [sum(1, 0), sum(1, 1)]]; // prettier-ignore
      expect(rowsOf(weightedRowSums(of(rows), of(weights)))).toEqual(expected);
    }
  });

  test("need no column", () => {
    expect(rowsOf(gramMatrix({ rows: 2, cols: 0, data: new Float64Array() }))).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  });
});
