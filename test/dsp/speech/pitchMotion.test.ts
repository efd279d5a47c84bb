import { describe, expect, test } from "vitest";
import { pitchMotionNames } from "../../../src/dsp/speech/functionalColumns.js";
import { pitchMotion } from "../../../src/dsp/speech/pitchMotion.js";

/** Motion by name of a contour that is voiced and known throughout, unless marks are given. */
function motion(values: readonly number[], marks: readonly number[] = values.map(() => 1)): Record<string, number> {
  const isVoiced = Uint8Array.from(marks);
  const found = pitchMotion({ semitones: Float64Array.from(values), isKnown: isVoiced, isVoiced });
  return Object.fromEntries(pitchMotionNames.map(([of, name], i) => [`${of} ${name}`, found[i]!]));
}

describe("the motion of the pitch", () => {
  test("of a parabola is its slope and curvature around the middle", () => {
    const found = motion(Array.from({ length: 7 }, (_, t) => 10 + 0.2 * (t - 3) + 0.05 * (t - 3) ** 2));
    expect(found["f0RunSlope mean"]).toBeCloseTo(20, 6);
    expect(found["f0RunCurvature mean"]).toBeCloseTo(500, 6);
    expect(found["f0RunRange max"]).toBeCloseTo(11.05 - 9.8, 9);
    expect(found["f0Contour maxPosition"]).toBeCloseTo(6 / 7, 9);
    expect(found["f0Contour minPosition"]).toBeCloseTo(1 / 7, 9);
  });

  test("consists of changes between neighbours that are both known", () => {
    const found = motion([1, 3, 0, 4, 3, 3, 3], [1, 1, 0, 1, 1, 1, 1]);
    // changes: 2, -1, 0, 0
    expect(found["f0Change absMean"]).toBeCloseTo(0.75, 9);
    expect(found["f0Change riseMean"]).toBe(2);
    expect(found["f0Change fallMean"]).toBe(-1);
    expect(found["f0Change riseShare"]).toBe(0.25);
    expect(found["f0RunSlope max"]).toBe(0);
  });

  test("has slopes of segments of at least six frames, the first and last apart", () => {
    const line = (n: number, slope: number): number[] => Array.from({ length: n }, (_, t) => slope * t);
    const values = [...line(6, 1), 0, ...line(8, 2), 0, ...line(5, 9), 0, ...line(6, -3)];
    const marks = [6, 8, 5, 6].flatMap((n, i) => [...(i > 0 ? [0] : []), ...line(n, 0).map(() => 1)]);
    const found = motion(values, marks);
    expect(found["f0RunSlope first"]).toBeCloseTo(100, 6);
    expect(found["f0RunSlope last"]).toBeCloseTo(-300, 6);
    expect(found["f0RunSlope max"]).toBeCloseTo(200, 6);
    expect(found["f0RunSlope min"]).toBeCloseTo(-300, 6);
    expect(found["f0RunSlope mean"]).toBeCloseTo(0, 6);
    expect(found["f0RunRange max"]).toBeCloseTo(15, 9);
  });

  test("is 0 if nothing can be measured", () => {
    for (const found of [motion([4, 4, 4, 4], [0, 0, 0, 0]), motion([4, 4, 4, 4, 4, 4, 4])])
      expect(Object.values(found).map((value) => value + 0)).toEqual(pitchMotionNames.map(() => 0));
  });

  test("ends at the mean of the last tenth, at least five frames", () => {
    const end = (n: number): number =>
      motion(Array.from({ length: n }, (_, t) => (t >= n - 6 ? 6 : 0)))["f0Contour endAboveMean"]!;
    expect(end(20)).toBeCloseTo(6 - 36 / 20, 9);
    expect(end(80)).toBeCloseTo(36 / 8 - 36 / 80, 9);
  });
});
