import { describe, expect, test } from "vitest";
import { pointsOf, rateUpTo, speedsOf } from "../../../src/dashboard/browser/speedPoints.js";

const slot = (sec: number, files: number, lengthSec = 1) => ({ at: sec * 1_000, lengthMs: lengthSec * 1_000, files });
const point = (sec: number, files: number) => ({ at: sec * 1_000, files });

describe("pointsOf", () => {
  test("counts up to the current total", () => {
    expect(pointsOf([slot(10, 32), slot(11, 64)], point(20, 96))).toEqual([point(10, 0), point(11, 32), point(12, 96)]);
  });

  test("a span without files is level", () => {
    expect(pointsOf([slot(10, 32), slot(100, 64)], point(110, 96))).toEqual([
      point(10, 0),
      point(11, 32),
      point(100, 32),
      point(101, 96),
    ]);
  });

  test("starts with the files that no worker has counted: those reused from earlier runs", () => {
    expect(pointsOf([slot(10, 32)], point(20, 1_032))[0]).toEqual(point(10, 1_000));
  });

  test("a span that is not over ends now", () => {
    expect(pointsOf([slot(10, 32, 4)], point(12, 32)).at(-1)).toEqual(point(12, 32));
  });

  test("without slots there are no points", () => {
    expect(pointsOf([], point(20, 0))).toEqual([]);
  });
});

describe("rateUpTo", () => {
  test("is that of the last five seconds", () => {
    const points = [point(0, 0), point(1, 1_000), point(5, 1_040), point(9, 1_050)];
    expect(rateUpTo(points, point(10, 1_090))).toBe(10);
  });

  test("is that of the available span if it is shorter", () => {
    expect(rateUpTo([point(0, 0), point(1, 10)], point(2, 40))).toBe(20);
  });

  test("is that of the whole span if it is longer", () => {
    expect(rateUpTo([point(0, 0), point(100, 500)], point(200, 1_500))).toBe(10);
  });

  test("is undefined for the first point", () => {
    expect(rateUpTo([], point(0, 0))).toBeUndefined();
  });
});

describe("speedsOf", () => {
  test("a span without files is a gap, not a line", () => {
    const points = pointsOf([slot(10, 32), slot(11, 32), slot(100, 64)], point(101, 128));
    expect(speedsOf(points)).toEqual([
      { at: 11_000, rate: 32 },
      { at: 12_000, rate: 32 },
      { at: 12_001, rate: null },
      { at: 101_000, rate: 64 },
    ]);
  });

  test("a pause shorter than the smoothing window is not a gap", () => {
    expect(speedsOf([point(0, 0), point(1, 10), point(4, 10), point(5, 20)]).map(({ rate }) => rate)).not.toContain(
      null,
    );
  });
});
