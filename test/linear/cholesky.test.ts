import { describe, expect, test } from "vitest";
import { choleskyFactor, choleskySolve } from "../../src/linear/cholesky.js";
import { gramMatrix } from "../../src/linear/gram.js";
import { zeros, type Matrix } from "../../src/shared/matrix.js";
import { seededRandom } from "../../src/evaluation/seededRandom.js";

/** Reproducible numbers in -1 to 1. */
function noise(rows: number, cols: number): Matrix {
  const random = seededRandom(5);
  const matrix = zeros(rows, cols);
  matrix.data.forEach((_, i) => (matrix.data[i] = random.nextBelow(2_001) / 1_000 - 1));
  return matrix;
}

describe("Cholesky factor", () => {
  test("of every size from 1 to 11 multiplies back to the matrix it came from", () => {
    for (let n = 1; n <= 11; n++) {
      const A = gramMatrix(noise(n, n + 3));
      const L = choleskyFactor(A);
      const back = gramMatrix(L);
      A.data.forEach((value, i) => expect(back.data[i]).toBeCloseTo(value, 10));
      for (let r = 0; r < n; r++) for (let c = r + 1; c < n; c++) expect(L.data[r * n + c]).toBe(0);
    }
  });

  test.each([1, 3, 4, 5, 8])("solves a linear system for %i right sides at once", (nSides) => {
    const A = gramMatrix(noise(9, 14));
    const B = noise(9, nSides);
    const X = choleskySolve(choleskyFactor(A), B);
    expect([X.rows, X.cols]).toEqual([9, nSides]);
    for (let r = 0; r < 9; r++)
      for (let m = 0; m < nSides; m++) {
        let sum = 0;
        for (let k = 0; k < 9; k++) sum += A.data[r * 9 + k]! * X.data[k * nSides + m]!;
        expect(sum).toBeCloseTo(B.data[r * nSides + m]!, 8);
      }
  });

  test("rejects a matrix that is not positive definite, naming the pivot", () => {
    const indefinite = { rows: 2, cols: 2, data: Float64Array.of(1, 2, 2, 1) };
    expect(() => choleskyFactor(indefinite)).toThrow(/positive definite.*row 1/);
    expect(() => choleskyFactor({ rows: 1, cols: 2, data: new Float64Array(2) })).toThrow(
      'A: expected a square matrix, received "1 x 2"',
    );
    // Of rank 1: the second pivot is exactly 0.
    const singular = { rows: 2, cols: 2, data: Float64Array.of(1, 2, 2, 4) };
    expect(() => choleskyFactor(singular)).toThrow(
      'A: expected a positive definite matrix, received "pivot 0 in row 1"',
    );
    expect(() => choleskySolve(choleskyFactor(gramMatrix(noise(2, 3))), zeros(3, 1))).toThrow(/B: expected 2 rows/);
  });
});

describe("Gram matrix", () => {
  test("holds the inner products of all pairs of rows, whatever the tiles leave over", () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7, 9]) {
      const X = noise(n, 5);
      const G = gramMatrix(X);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let c = 0; c < 5; c++) sum += X.data[i * 5 + c]! * X.data[j * 5 + c]!;
          expect(G.data[i * n + j]).toBeCloseTo(sum, 12);
        }
    }
  });
});
