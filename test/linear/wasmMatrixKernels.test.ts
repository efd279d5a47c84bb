import { expect, describe, test } from "vitest";
import { seededRandom } from "../../src/evaluation/seededRandom.js";
import { typescriptKernels } from "../../src/linear/matrixKernels.js";
import { createMatrixKernels } from "../../src/models/createMatrixKernels.js";
import { type Matrix, zeros } from "../../src/shared/matrix.js";

const wasm = createMatrixKernels();

/** Reproducible numbers in -1 to 1 whose sums are rounded. */
function noise(rows: number, cols: number, seed = 3): Matrix {
  const random = seededRandom(seed);
  const matrix = zeros(rows, cols);
  matrix.data.forEach((_, i) => (matrix.data[i] = random.nextBelow(2 ** 31) / 2 ** 30 - 1));
  return matrix;
}

function positiveDefinite(n: number): Matrix {
  const A = typescriptKernels.gram(noise(n, n));
  for (let i = 0; i < n; i++) A.data[i * n + i]! += 0.1;
  return A;
}

/** Compares bits, without a message for each element. */
function expectSameBits(actual: Matrix, expected: Matrix): void {
  expect([actual.rows, actual.cols]).toEqual([expected.rows, expected.cols]);
  expect(actual.data.findIndex((value, i) => !Object.is(value, expected.data[i]))).toBe(-1);
}

test("the kernels tested here are WebAssembly's", () => {
  expect(wasm.kind).toBe("wasm-simd");
});

// Blocks have 128 rows and columns, tiles four.
describe("the Gram matrix in WebAssembly", () => {
  test.each([
    [1, 1],
    [2, 0],
    [3, 5],
    [17, 9],
    [128, 128],
    [129, 127],
    [130, 257],
    [300, 3],
  ])("of %i rows by %i columns has the same bits as in TypeScript", (n, p) => {
    const X = noise(n, p);
    expectSameBits(wasm.gram(X), typescriptKernels.gram(X));
  });

  test("keeps values that are not finite where they belong", () => {
    const X = noise(131, 140);
    X.data[130 * 140 + 135] = Number.NaN;
    X.data[2 * 140 + 1] = Number.POSITIVE_INFINITY;
    expectSameBits(wasm.gram(X), typescriptKernels.gram(X));
  });
});

describe("the Cholesky factor in WebAssembly", () => {
  test.each([1, 2, 3, 4, 5, 17, 127, 128, 129, 262])("of %i rows has the same bits as in TypeScript", (n) => {
    const A = positiveDefinite(n);
    expectSameBits(wasm.choleskyFactor(A), typescriptKernels.choleskyFactor(A));
  });

  test("reads only the lower triangle", () => {
    const A = positiveDefinite(133);
    const lower = { ...A, data: A.data.map((value, at) => (at % 133 > Math.floor(at / 133) ? Number.NaN : value)) };
    expectSameBits(wasm.choleskyFactor(lower), typescriptKernels.choleskyFactor(A));
  });

  test.each([0, 2, 3, 127, 128, 129, 256, 261])(
    "of a matrix that is not positive definite fails at row %i with TypeScript's message",
    (row) => {
      const A = positiveDefinite(262);
      A.data[row * 262 + row] = -1;
      const message = messageOf(() => typescriptKernels.choleskyFactor(A));
      expect(message).toMatch(
        new RegExp(`^A: expected a positive definite matrix, received "pivot -[.\\d]+ in row ${row}"$`),
      );
      expect(messageOf(() => wasm.choleskyFactor(A))).toBe(message);
    },
  );

  test("rejects pivots of 0 and of NaN, and matrices that are not square", () => {
    for (const A of [zeros(5, 5), { ...zeros(6, 6), data: new Float64Array(36).fill(Number.NaN) }, zeros(1, 2)])
      expect(messageOf(() => wasm.choleskyFactor(A))).toBe(messageOf(() => typescriptKernels.choleskyFactor(A)));
    expect(() => wasm.choleskyFactor(zeros(5, 5))).toThrow("pivot 0 in row 0");
  });

  test("does not depend on what was computed before, even if that failed", () => {
    const [A, X] = [positiveDefinite(70), noise(9, 40)];
    const [L, G] = [wasm.choleskyFactor(A), wasm.gram(X)];
    const bad = { ...zeros(140, 140), data: new Float64Array(140 * 140).fill(Number.NaN) };
    expect(() => wasm.choleskyFactor(bad)).toThrow();
    expectSameBits(wasm.choleskyFactor(A), L);
    expect(() => wasm.choleskyFactor(bad)).toThrow();
    expectSameBits(wasm.gram(X), G);
  });
});

describe("the weighted sums of rows in WebAssembly", () => {
  test.each([
    [1, 1, 1],
    [3, 5, 2],
    [17, 9, 8],
    [129, 130, 5],
    [257, 300, 4],
    [6, 7, 130],
    [0, 3, 2],
    [3, 0, 2],
  ])("of %i rows by %i columns for %i columns of weights have the same bits as in TypeScript", (n, p, m) => {
    const [X, B] = [noise(n, p), noise(n, m, 4)];
    for (let i = 0; i < B.data.length; i += 3) B.data[i] = 0;
    expectSameBits(wasm.weightedRowSums(X, B), typescriptKernels.weightedRowSums(X, B));
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}
