import { describe, expect, test } from "vitest";
import { calibrationOf } from "../../src/evaluation/calibration.js";

const rows = (...proba: number[][]) => ({
  rows: proba.length,
  cols: proba[0]!.length,
  data: Float64Array.from(proba.flat()),
});

describe("calibration", () => {
  test("of certain and right answers has no error", () => {
    const { brier, ece } = calibrationOf(rows([1, 0], [0, 1]), [0, 1]);
    expect([brier, ece]).toEqual([0, 0]);
  });

  test("of certain and wrong answers is as bad as can be", () => {
    const { brier, ece } = calibrationOf(rows([1, 0], [0, 1]), [1, 0]);
    expect([brier, ece]).toEqual([2, 1]);
  });

  test("holds where answers given with 75 % are right three times in four", () => {
    const { ece, bins } = calibrationOf(rows([0.75, 0.25], [0.75, 0.25], [0.75, 0.25], [0.75, 0.25]), [0, 0, 0, 1]);
    expect(ece).toBeCloseTo(0, 12);
    expect(bins.filter(({ count }) => count > 0)).toEqual([
      { from: 0.7, to: 0.8, count: 4, confidence: 0.75, accuracy: 0.75 },
    ]);
  });

  test("rejects truths of another number", () => {
    expect(() => calibrationOf(rows([1, 0]), [])).toThrow(/truth: expected one class a row/);
  });
});
