import { describe, expect, test } from "vitest";
import { gramMatrix, transpose, weightedRowSums } from "../../src/linear/gram.js";
import { matrixOf, rowsOf } from "./matrices.js";

describe("products of matrices", () => {
  const X = matrixOf([[1, 2, 3], [4, 5, 6]]); // prettier-ignore

  test("swap rows and columns in a transpose", () => {
    expect(rowsOf(transpose(X))).toEqual([[1, 4], [2, 5], [3, 6]]); // prettier-ignore
  });

  test("add rows up by weight, a row of sums for each column of weights", () => {
    expect(rowsOf(weightedRowSums(X, matrixOf([[1, 0], [-2, 3]])))).toEqual([[-7, -8, -9], [12, 15, 18]]); // prettier-ignore
  });

  test("need no column", () => {
    expect(rowsOf(gramMatrix({ rows: 2, cols: 0, data: new Float64Array() }))).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  });
});
