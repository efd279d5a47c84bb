import { describe, expect, test } from "vitest";
import { typescriptKernels } from "../../src/linear/matrixKernels.js";
import { TrainingRows } from "../../src/linear/trainingRows.js";
import { matrixOf, rowsOf } from "./matrices.js";

describe("training rows", () => {
  const X = matrixOf([[1, 2, 3], [4, 5, 6], [7, 8, 10]]); // prettier-ignore

  test("are at least one", () => {
    expect(() => new TrainingRows({ rows: 0, cols: 3, data: new Float64Array() })).toThrow(
      "X: expected at least one row, received 0",
    );
    expect(new TrainingRows(matrixOf([[1]])).X.rows).toBe(1);
  });

  test("call for the dual form only where there are more columns than rows", () => {
    expect(new TrainingRows(X).isDual).toBe(false);
    expect(new TrainingRows(matrixOf([[1, 2], [3, 4], [5, 6]])).isDual).toBe(false); // prettier-ignore
    expect(new TrainingRows(matrixOf([[1, 2, 3], [4, 5, 6]])).isDual).toBe(true); // prettier-ignore
  });

  test("compute their Gram matrix once", () => {
    const rows = new TrainingRows(X);
    expect(rows.gram).toBe(rows.gram);
    expect(rowsOf(rows.gram)).toEqual([[14, 32, 53], [32, 77, 128], [53, 128, 213]]); // prettier-ignore
  });

  test.each([false, true])(
    "selected in any order are those rows with their Gram matrix (computed before: %s)",
    (known) => {
      const rows = new TrainingRows(X);
      if (known) expect(rows.gram.rows).toBe(3);
      const some = rows.select(Int32Array.of(2, 0));
      expect(rowsOf(some.X)).toEqual([[7, 8, 10], [1, 2, 3]]); // prettier-ignore
      expect(rowsOf(some.gram)).toEqual([[213, 53], [53, 14]]); // prettier-ignore
    },
  );

  test("selected take their part of a Gram matrix that is there, instead of computing another", () => {
    // Values that no row has: they can only come from the given matrix.
    const given = matrixOf([[1, 2, 3], [4, 5, 6], [7, 8, 9]]); // prettier-ignore
    expect(rowsOf(new TrainingRows(X, typescriptKernels, given).select(Int32Array.of(2, 0)).gram)).toEqual([[9, 7], [3, 1]]); // prettier-ignore
  });
});
