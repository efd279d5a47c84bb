import { expect, test } from "vitest";
import { boxStatistics } from "../../../src/dashboard/browser/boxStatistics.js";

test("quartiles are those of numpy.percentile", () => {
  expect(boxStatistics([4, 1, 3, 2])).toMatchObject({ q1: 1.75, median: 2.5, q3: 3.25 });
});

test("whiskers end at the furthest values within 1.5 interquartile ranges", () => {
  expect(boxStatistics([1, 2, 3, 4, 5, 100])).toMatchObject({ low: 1, high: 5, outliers: [100] });
});

test("without values there is no box", () => {
  expect(boxStatistics([])).toBeUndefined();
});
