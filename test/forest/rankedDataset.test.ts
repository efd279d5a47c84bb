import { describe, expect, test } from "vitest";
import { ParameterError } from "../../src/shared/errors.js";
import { checkMatrix, rankDataset } from "../../src/forest/rankedDataset.js";

const X = { rows: 3, cols: 2, data: Float64Array.of(5, 1, 3, 1, 4, 0) };

describe("rankDataset", () => {
  test("ranks each column, equal values in row order", () => {
    expect(Array.from(rankDataset(X, [1, 2, 1]).places)).toEqual([2, 1, 0, 2, 1, 0]);
  });

  test("reads the ranking backwards", () => {
    expect(Array.from(rankDataset(X, [1, 2, 1]).rowAt)).toEqual([1, 2, 0, 2, 0, 1]);
  });

  test("numbers the labels in ascending order", () => {
    const { classes, classOf } = rankDataset(X, [8, -3, 8]);
    expect(Array.from(classes)).toEqual([-3, 8]);
    expect(Array.from(classOf)).toEqual([1, 0, 1]);
  });

  test("marks columns with repeated values", () => {
    expect(Array.from(rankDataset(X, [1, 2, 1]).hasTies)).toEqual([0, 1]);
  });

  test.each([
    [{ ...X, rows: 0 }, [], "X.rows: expected an integer of at least 1, received 0"],
    [{ ...X, rows: 1.5 }, [], "X.rows: expected an integer of at least 1, received 1.5"],
    [{ ...X, cols: 0 }, [1, 2, 1], "X.cols: expected an integer of at least 1, received 0"],
    [{ ...X, cols: 1.5 }, [1, 2, 1], "X.cols: expected an integer of at least 1, received 1.5"],
    [{ ...X, cols: 1 }, [1, 2, 1], "X.data: expected a Float64Array of rows * cols = 3 numbers, received 6"],
    [
      { ...X, data: Float32Array.from(X.data) as never },
      [1, 2, 1],
      "X.data: expected a Float64Array of rows * cols = 6",
    ],
    [{ ...X, data: X.data.with(5, Infinity) }, [1, 2, 1], "X[2, 1]: expected a finite number"],
    [X, [1, 2, 1, 2], "y: expected 3 labels, one for each row of X, received 4"],
    [X, [1, 2, 2 ** 31], "y[2]: expected an integer of 32 bits, received 2147483648"],
  ])("says what it expects, case $#", (matrix, labels, message) => {
    expect(() => rankDataset(matrix, labels)).toThrow(message);
  });

  test("accepts one row of one column, and labels at the ends of 32 bits", () => {
    expect(rankDataset({ rows: 1, cols: 1, data: Float64Array.of(3) }, [-(2 ** 31)]).classes[0]).toBe(-(2 ** 31));
    expect(rankDataset(X, [2 ** 31 - 1, 0, 0]).classes[1]).toBe(2 ** 31 - 1);
  });

  test("of other columns than in fit is rejected with both numbers", () => {
    expect(() => checkMatrix(X, 3)).toThrow("X.cols: expected the 3 features of fit, received 2");
    expect(() => checkMatrix(X, 2)).not.toThrow();
  });

  for (const [what, matrix, labels, named] of [
    ["a NaN, by row and column", { ...X, data: Float64Array.of(5, 1, 3, NaN, 4, 0) }, [1, 2, 1], "X[1, 1]"],
    ["an infinite value", { ...X, data: Float64Array.of(5, 1, 3, 1, -Infinity, 0) }, [1, 2, 1], "X[2, 0]"],
    ["data that do not fill the shape", { ...X, cols: 3 }, [1, 2, 1], "X.data"],
    ["no rows", { rows: 0, cols: 2, data: new Float64Array(0) }, [], "X.rows"],
    ["no columns", { rows: 3, cols: 0, data: new Float64Array(0) }, [1, 2, 1], "X.cols"],
    ["a label too few", X, [1, 2], "y"],
    ["a label that is no integer", X, [1, 2.5, 1], "y[1]"],
  ] as const) {
    test(`rejects ${what}`, () => {
      expect(() => rankDataset(matrix, labels)).toThrow(
        expect.objectContaining({ name: "ParameterError", parameter: named }) as ParameterError,
      );
    });
  }
});
