import { describe, expect, test } from "vitest";
import { tonnetz } from "../../src/dsp/tonnetz.js";

function centroidOf(...pitchClasses: number[]): number[] {
  const data = new Float64Array(12);
  for (const pitchClass of pitchClasses) data[pitchClass] = 1;
  return [...tonnetz({ rows: 1, cols: 12, data }).data];
}

describe("the tonal centroid", () => {
  test("of C is where the three circles start", () => {
    const expected = [0, 1, 0, 1, 0, 0.5];
    for (const [d, value] of centroidOf(0).entries()) expect(value).toBeCloseTo(expected[d]!, 12);
  });

  test("of a fifth is a twelfth of a turn further on the circle of fifths", () => {
    const [x, y] = centroidOf(7);
    expect(x).toBeCloseTo(Math.sin((2 * Math.PI * 49) / 12), 12);
    expect(y).toBeCloseTo(Math.cos((2 * Math.PI * 49) / 12), 12);
  });

  test("of each pitch class lies on the circles of fifths, minor thirds and major thirds", () => {
    for (let c = 0; c < 12; c++) {
      const point = (steps: number, radius: number): number[] => [
        radius * Math.sin((2 * Math.PI * steps * c) / 12),
        radius * Math.cos((2 * Math.PI * steps * c) / 12),
      ];
      const expected = [...point(7, 1), ...point(9, 1), ...point(4, 0.5)];
      centroidOf(c).forEach((value, d) => expect(value).toBeCloseTo(expected[d]!, 12));
    }
  });

  test("is that of each frame alone", () => {
    const data = new Float64Array(24);
    data[3] = 1;
    data[12 + 8] = 2;
    expect([...tonnetz({ rows: 2, cols: 12, data }).data]).toEqual([...centroidOf(3), ...centroidOf(8)]);
  });

  test("of all twelve notes is the middle", () => {
    for (const value of centroidOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)) expect(value).toBeCloseTo(0, 12);
  });

  test("does not depend on loudness", () => {
    const chord = new Float64Array([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
    const loud = tonnetz({ rows: 1, cols: 12, data: chord });
    const soft = tonnetz({ rows: 1, cols: 12, data: chord.map((value) => value / 1000) });
    for (let d = 0; d < 6; d++) expect(soft.data[d]).toBeCloseTo(loud.data[d]!, 12);
  });

  test("of silence is 0", () => {
    expect(centroidOf().every((value) => value === 0)).toBe(true);
  });
});
