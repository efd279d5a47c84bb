import { expect, test } from "vitest";
import { principalComponents } from "../../src/linear/principalComponents.js";
import { zeros, type Matrix } from "../../src/shared/matrix.js";

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const X = zeros(rows.length, rows[0]!.length);
  rows.forEach((row, r) => X.data.set(row, r * X.cols));
  return X;
}

test("two columns that go together are one component, which holds all variance", () => {
  const { points, explained } = principalComponents(matrixOf([[1, 10], [2, 20], [3, 30]]), 1); // prettier-ignore
  expect(explained[0]).toBeCloseTo(1, 10);
  // Each standardised column is -1.2247, 0, 1.2247; the component is (1, 1) / sqrt(2).
  expect([...points.data].map((x) => Number(x.toFixed(4)))).toEqual([-1.7321, 0, 1.7321]);
});

test("columns of correlation r have components of (1 + r) / 2 and (1 - r) / 2 of the variance", () => {
  const x = [1, 2, 3, 4];
  const y = [1, 3, 2, 4]; // correlation 0.8
  const { explained } = principalComponents(matrixOf(x.map((value, i) => [value, y[i]!])), 2);
  expect(explained[0]).toBeCloseTo(0.9, 8);
  expect(explained[1]).toBeCloseTo(0.1, 8);
});

test("the points on two components are uncorrelated", () => {
  const rows = Array.from({ length: 50 }, (_, i) => [
    Math.sin(i),
    Math.sin(i) + Math.cos(3 * i),
    Math.cos(5 * i),
    i % 7,
  ]);
  const { points } = principalComponents(matrixOf(rows), 2);
  let product = 0;
  for (let r = 0; r < 50; r++) product += points.data[2 * r]! * points.data[2 * r + 1]!;
  expect(product / 50).toBeCloseTo(0, 5);
});

test("a column that never changes, in whatever unit, moves no point", () => {
  const rows = [[1, 5], [2, 3], [4, 4]]; // prettier-ignore
  const plain = principalComponents(matrixOf(rows), 2);
  const widened = principalComponents(matrixOf(rows.map((row) => [...row, 1e9])), 2);
  plain.points.data.forEach((value, i) => expect(widened.points.data[i]).toBeCloseTo(value, 8));
});

test("a matrix has no more components than columns", () => {
  expect(() => principalComponents(matrixOf([[1], [2]]), 2)).toThrow(/nComponents/);
});
