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

  test("weighs each bin by its rows: three answers of 90 %, all right, and one of 60 %, wrong", () => {
    const proba = rows([0.95, 0.05], [0.05, 0.95], [0.95, 0.05], [0.6, 0.4]);
    const { brier, ece, bins } = calibrationOf(proba, [0, 1, 0, 1]);
    expect(brier).toBeCloseTo((3 * 2 * 0.05 ** 2 + 2 * 0.6 ** 2) / 4, 12);
    expect(ece).toBeCloseTo((3 * 0.05 + 1 * 0.6) / 4, 12);
    expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 3]);
    expect(bins[0]).toEqual({ from: 0, to: 0.1, count: 0, confidence: 0, accuracy: 0 });
    expect(bins[6]).toEqual({ from: 0.6, to: 0.7, count: 1, confidence: 0.6, accuracy: 0 });
    expect(bins[9]).toMatchObject({ from: 0.9, to: 1, accuracy: 1 });
    expect(bins[9]!.confidence).toBeCloseTo(0.95, 12);
  });

  test("takes the most probable of three classes for the answer, in each row", () => {
    const proba = rows([0.1, 0.6, 0.3], [0.2, 0.35, 0.45], [0.15, 0.7, 0.15], [0.25, 0.5, 0.25]);
    const { bins } = calibrationOf(proba, [1, 2, 1, 1]);
    const filled = bins.flatMap(({ count, accuracy }, bin) => (count > 0 ? [[bin, accuracy]] : []));
    expect(filled).toEqual([
      [4, 1],
      [5, 1],
      [6, 1],
      [7, 1],
    ]);
  });

  test("takes the first of equally probable classes for the answer", () => {
    expect(calibrationOf(rows([0.5, 0.5]), [0]).bins[5]).toMatchObject({ count: 1, accuracy: 1 });
  });

  test("rejects truths of another number, and no rows", () => {
    expect(() => calibrationOf(rows([1, 0]), [])).toThrow(/truth: expected one class a row/);
    expect(() => calibrationOf(rows([1, 0]), [0, 1])).toThrow(
      "truth: expected one class a row (1), at least one, received 2",
    );
    expect(() => calibrationOf({ rows: 0, cols: 2, data: new Float64Array() }, [])).toThrow(
      /truth: expected one class/,
    );
  });
});
