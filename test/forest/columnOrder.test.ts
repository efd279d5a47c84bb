import { describe, expect, test } from "vitest";
import { ColumnOrder } from "../../src/forest/columnOrder.js";
import { Random } from "../../src/forest/nodeRandom.js";

function sortRows(values: readonly number[]): number[] {
  const order = new ColumnOrder(values.length);
  order.column.set(values);
  return Array.from(order.sort());
}

describe("ColumnOrder", () => {
  test("puts numbers of either sign and any size in ascending order", () => {
    const values = [3.5, -2, 0, 1e300, -1e-300, 5e-324, -1e300, 2, 1, -3.5];
    expect(sortRows(values).map((row) => values[row])).toEqual([...values].sort((a, b) => a - b));
  });

  test("keeps rows of equal values in row order, and takes -0 for 0", () => {
    expect(sortRows([1, 0, 1, -0, 0, 1])).toEqual([1, 3, 4, 0, 2, 5]);
  });

  test("agrees with a comparison sort on numbers of either sign that differ in their last bits only", () => {
    const random = new Random({ high: 1, low: 2 });
    const values = Array.from(
      { length: 500 },
      (_, i) => ((i % 3) - 1 || 1) * (1 + random.below(1000) * Number.EPSILON),
    );
    const expected = values.map((_, row) => row).sort((a, b) => values[a]! - values[b]! || a - b);
    expect(sortRows(values)).toEqual(expected);
  });

  test.each([
    [[3, 1, 2], false],
    [[1], false],
    [[2, 1, 2], true],
    [[1, 5, 2, 3, 1], true],
    [[1, 2, 5, 3, 5], true],
    [[0, 1, -0], true],
    [[1, 1 + Number.EPSILON], false], // differ in the low word alone
    [[1, 2], false], // differ in the high word alone
  ])("of %j says whether a value occurs more than once: %s", (values, expected) => {
    const order = new ColumnOrder(values.length);
    order.column.set(values);
    order.sort();
    expect(order.hasTies).toBe(expected);
  });

  test("sorts another column afterwards", () => {
    const order = new ColumnOrder(3);
    expect(order.hasTies).toBe(false);
    order.column.set([3, 2, 1]);
    order.sort();
    order.column.set([2, 3, 1]);
    expect(Array.from(order.sort())).toEqual([2, 0, 1]);
  });
});
