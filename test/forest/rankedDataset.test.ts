import { describe, expect, test } from "vitest";
import { ParameterError } from "../../src/shared/errors.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";

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
