import { describe, expect, test } from "vitest";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import { RowOrder } from "../../src/forest/rowOrder.js";
import { blobs } from "./blobs.js";

// 30,000 rows: enough marks for all three ways to sort.
const { X, y } = blobs(30_000, 2);
for (let row = 0; row < X.rows; row += 7) X.data[row * 2] = 1.5;
const dataset = rankDataset(X, y);

describe("RowOrder", () => {
  for (const [way, size] of [
    ["reading the whole order, for all rows", 30_000],
    ["reading the whole order, for most rows", 20_000],
    ["a set of bits, for some rows", 200],
    ["insertion, for few rows", 5],
  ] as const) {
    test(`sorts a node's rows by ${way}`, () => {
      const order = new RowOrder(dataset);
      const step = Math.floor(X.rows / size);
      const rows = Int32Array.from({ length: size }, (_, i) => i * step);
      // The node lies between two others.
      for (const [start, end] of [
        [0, size],
        [1, size - 1],
      ] as const) {
        for (const feature of [0, 1]) {
          order.enter(rows, start, end);
          order.sort(feature);
          order.leave();
          const expected = Array.from(rows.subarray(start, end)).sort(
            (a, b) => X.data[a * 2 + feature]! - X.data[b * 2 + feature]! || a - b,
          );
          expect(Array.from(order.sorted.subarray(0, end - start))).toEqual(expected);
        }
      }
    });
  }

  test("forgets a node when it leaves", () => {
    const order = new RowOrder(dataset);
    const all = Int32Array.from({ length: X.rows }, (_, row) => row);
    order.enter(all, 0, X.rows);
    order.sort(0);
    order.leave();
    order.enter(all, 0, 100);
    order.sort(1);
    expect(Math.max(...order.sorted.subarray(0, 100))).toBe(99);
  });
});
