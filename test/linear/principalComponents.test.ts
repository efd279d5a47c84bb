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

test("of two columns of equal weight, the first has the positive one", () => {
  const { points } = principalComponents(matrixOf([[1, 3], [2, 2], [3, 1]]), 1); // prettier-ignore
  expect([...points.data].map(Math.sign)).toEqual([-1, 0, 1]);
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

test("a matrix has no more components than columns, and at least one", () => {
  for (const nComponents of [0, 2, Number.NaN])
    expect(() => principalComponents(matrixOf([[1], [2]]), nComponents)).toThrow(
      "nComponents: expected 1 to 1, received",
    );
  expect(principalComponents(matrixOf([[1], [3]]), 1).points.data).toEqual(Float64Array.of(-1, 1));
});

test("rows that do not differ lie at 0 and explain nothing", () => {
  const { points, explained } = principalComponents(matrixOf([[4, 7], [4, 7]]), 2); // prettier-ignore
  expect([...points.data]).toEqual([0, 0, 0, 0]);
  expect([...explained]).toEqual([0, 0]);
});

test("a component beyond the rank of a matrix has no points and no variance", () => {
  const { points, explained } = principalComponents(matrixOf([[1, 10], [2, 20], [3, 30]]), 2); // prettier-ignore
  expect(explained[1]).toBeCloseTo(0, 10);
  for (const r of [0, 1, 2]) expect(points.data[2 * r + 1]).toBeCloseTo(0, 10);
});

test("the greatest loading of a component is positive, even if the others together outweigh it", () => {
  // The first column is minus the sum of two uncorrelated ones: loadings of ±(1, -1/2 √2, -1/2 √2) / √2.
  const rows = [[-2, 1, 1], [0, 1, -1], [0, -1, 1], [2, -1, -1]]; // prettier-ignore
  const { points, explained } = principalComponents(matrixOf(rows), 1);
  [-2, 0, 0, 2].forEach((x, r) => expect(points.data[r]).toBeCloseTo(x, 5));
  expect(explained[0]).toBeCloseTo(2 / 3, 8);
  const mirrored = principalComponents(matrixOf(rows.map((row) => row.map((x) => -x))), 1);
  mirrored.points.data.forEach((x, r) => expect(x).toBeCloseTo(-points.data[r]!, 5));
});

test("points keep the distances of standardised rows if all components are kept", () => {
  const rows = [[1, 5, 2], [2, 3, 2], [4, 4, 9], [0, 1, 1]]; // prettier-ignore
  const { points, explained } = principalComponents(matrixOf(rows), 3);
  expect(explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 8);
  const standardised = [0, 1, 2].map((c) => {
    const column = rows.map((row) => row[c]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / 4;
    const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4);
    return column.map((x) => (x - mean) / deviation);
  });
  for (const r of [0, 1, 2, 3])
    for (const s of [0, 1, 2, 3]) {
      const distance = Math.hypot(...standardised.map((column) => column[r]! - column[s]!));
      const [a, b] = [points.data.subarray(3 * r, 3 * r + 3), points.data.subarray(3 * s, 3 * s + 3)];
      expect(Math.hypot(...a.map((x, k) => x - b[k]!))).toBeCloseTo(distance, 5);
    }
});
