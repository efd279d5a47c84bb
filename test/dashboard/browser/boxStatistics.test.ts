import { expect, test } from "vitest";
import { boxStatistics, roundTicks } from "../../../src/dashboard/browser/boxStatistics.js";

test("quartiles are those of numpy.percentile", () => {
  expect(boxStatistics([4, 1, 3, 2])).toMatchObject({ q1: 1.75, median: 2.5, q3: 3.25 });
});

test("whiskers end at the furthest values within one and a half boxes", () => {
  expect(boxStatistics([1, 2, 3, 4, 5, 100])).toMatchObject({ low: 1, high: 5, outliers: [100] });
});

test("no values make no box", () => {
  expect(boxStatistics([])).toBeUndefined();
});

test.each([
  [-814, -295, 5, [-800, -600, -400]],
  [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.00012, 0.00031, 4, [0.00015, 0.0002, 0.00025, 0.0003]],
  [1, 1, 5, [1]],
])("ticks from %d to %d, at most about %d, are the round numbers %j", (low, high, most, ticks) => {
  expect(roundTicks(low, high, most)).toEqual(ticks);
});
