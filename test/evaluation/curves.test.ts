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
    expect(roc[0]).toEqual({ x: 0, y: 0 });
    expect(roc.at(-1)).toEqual({ x: 1, y: 1 });
    expect(precisionRecall.at(-1)).toEqual({ x: 1, y: 0.5 });
  });

  test("of a perfectly separated class enclose everything", () => {
    const perfect = classCurves([0.9, 0.8, 0.2], [true, true, false]);
    expect([perfect.rocAuc, perfect.averagePrecision]).toEqual([1, 1]);
  });

  test("are rejected for rows of one kind only", () => {
    expect(() => classCurves([0.1, 0.2], [true, true])).toThrow("rows of the class and others");
  });
});
