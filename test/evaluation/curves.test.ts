import { describe, expect, test } from "vitest";
import { classCurves } from "../../src/evaluation/curves.js";

describe("the curves of a class", () => {
  // Of the nine pairs of a class's row and another, four are in order and one is tied; precision 1/2, 1/2, 3/5 at each row found.
  const scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.2];
  const isPositive = [false, false, true, true, false, true];

  test("have scikit-learn's areas, equal scores being one threshold", () => {
    const { rocAuc, averagePrecision } = classCurves(scores, isPositive);
    expect(rocAuc).toBeCloseTo(4.5 / 9, 12);
    expect(averagePrecision).toBeCloseTo((1 / 2 + 1 / 2 + 3 / 5) / 3, 12);
  });

  test("lead from no recall to full recall", () => {
    const { roc, precisionRecall } = classCurves(scores, isPositive);
    // By falling score: a tie of one row of the class and one other, another, one of the class, one of it, another.
    const thirds = (x: number, y: number) => ({ x: x / 3, y: y / 3 });
    expect(roc).toEqual([thirds(0, 0), thirds(1, 1), thirds(2, 1), thirds(2, 2), thirds(2, 3), thirds(3, 3)]);
    expect(precisionRecall).toEqual([
      { x: 1 / 3, y: 1 / 2 },
      { x: 1 / 3, y: 1 / 3 },
      { x: 2 / 3, y: 2 / 4 },
      { x: 1, y: 3 / 5 },
      { x: 1, y: 3 / 6 },
    ]);
  });

  test("of a perfectly separated class enclose everything", () => {
    const perfect = classCurves([0.9, 0.8, 0.2], [true, true, false]);
    expect([perfect.rocAuc, perfect.averagePrecision]).toEqual([1, 1]);
  });

  test("are rejected for rows of one kind only", () => {
    expect(() => classCurves([0.1, 0.2], [true, true])).toThrow('rows of the class and others, received "2 of 2"');
    expect(() => classCurves([0.1, 0.2], [false, false])).toThrow("isPositive: expected rows of the class and others");
  });

  test("are rejected for another number of rows, and for a score that is not finite", () => {
    expect(() => classCurves([0.1, 0.2], [true])).toThrow("isPositive: expected one per row (2), received 1");
    for (const wrong of [Number.NaN, Infinity])
      expect(() => classCurves([0.1, wrong], [true, false])).toThrow("scores: expected finite values");
  });
});
