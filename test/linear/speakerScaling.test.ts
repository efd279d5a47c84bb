import { describe, expect, test } from "vitest";
import {
  enrolledScale,
  speakerPrior,
  speakerStatistics,
  standardise,
  standardisedRows,
  trainingScale,
} from "../../src/linear/speakerScaling.js";

const rows = [
  [1, 10],
  [3, 10],
  [8, 40],
];

describe("speaker statistics", () => {
  test("are number, mean and sum of squared deviations of each column", () => {
    const { n, mean, sumSquares } = speakerStatistics(rows);
    expect(n).toBe(3);
    expect([...mean]).toEqual([4, 20]);
    expect(sumSquares[0]).toBeCloseTo(26, 12);
    expect(sumSquares[1]).toBeCloseTo(600, 12);
  });

  test("of rows added later are those of all rows together", () => {
    const together = speakerStatistics(rows);
    for (const before of [1, 2]) {
      const later = speakerStatistics(rows.slice(before), speakerStatistics(rows.slice(0, before)));
      later.sumSquares.forEach((sum, c) => expect(sum).toBeCloseTo(together.sumSquares[c]!, 12));
      expect(later.n).toBe(3);
      expect([...later.mean]).toEqual([...together.mean]);
    }
  });

  test("reject rows of another width", () => {
    expect(() => speakerStatistics([[1, 2], [1]])).toThrow(/rows: expected 2 columns, received 1/);
  });

  test("of no rows are empty", () => {
    expect(speakerStatistics([])).toEqual({ n: 0, mean: new Float64Array(), sumSquares: new Float64Array() });
  });

  test("of earlier rows are not changed by later ones", () => {
    const earlier = speakerStatistics(rows);
    const before = structuredClone(earlier);
    speakerStatistics([[100, 100]], earlier);
    expect(earlier).toEqual(before);
  });
});

describe("the scale of a speaker", () => {
  const prior = { mean: Float64Array.of(0, 30), sd: Float64Array.of(2, 10) };

  test("without enrolled recordings is the typical one", () => {
    expect(enrolledScale(prior)).toBe(prior);
    expect(enrolledScale(prior, speakerStatistics([]))).toBe(prior);
  });

  test("with enrolled recordings follows (n mean + 2 m0)/(n + 2) and (SS + 8 s0²)/(n - 1 + 8)", () => {
    const { mean, sd } = enrolledScale(prior, speakerStatistics(rows));
    expect(mean[0]).toBeCloseTo((3 * 4) / 5, 12);
    expect(mean[1]).toBeCloseTo((3 * 20 + 2 * 30) / 5, 12);
    expect(sd[0]).toBeCloseTo(Math.sqrt((26 + 8 * 4) / 10), 12);
  });

  test("is rejected for statistics of another width, saying both", () => {
    expect(() => enrolledScale(prior, speakerStatistics([[1]]))).toThrow(
      "speaker: expected statistics of 2 columns, received 1",
    );
  });

  test("is never 0, however constant the recordings are", () => {
    const constant = { mean: Float64Array.of(1), sd: Float64Array.of(0) };
    const same = speakerStatistics([[1], [1]]);
    expect([...enrolledScale(constant, same).sd]).toEqual([1e-6]);
    expect([...trainingScale(constant, same).sd]).toEqual([1e-6]);
    expect([...speakerPrior([same]).sd]).toEqual([1e-6]);
  });

  test("needs at least one training speaker", () => {
    expect(() => speakerPrior([])).toThrow('speakers: expected at least one, received "none"');
  });

  test("of one recording keeps the usual spread", () => {
    const { mean, sd } = enrolledScale(prior, speakerStatistics([[6, 36]]));
    expect(mean[0]).toBeCloseTo(2, 12);
    expect([...sd]).toEqual([2, 10]);
  });

  test("of a training speaker lies halfway between its own and the usual one", () => {
    const { mean, sd } = trainingScale(prior, speakerStatistics(rows));
    expect([...mean]).toEqual([2, 25]);
    expect(sd[0]).toBeCloseTo((2 + Math.sqrt(26 / 3)) / 2, 12);
  });

  test("of several speakers together is the mean of their means and of their standard deviations", () => {
    const { mean, sd } = speakerPrior([speakerStatistics([[1], [3]]), speakerStatistics([[10], [10]])]);
    expect([...mean]).toEqual([6]);
    expect([...sd]).toEqual([0.5]);
  });

  test("standardises each column by itself, and cuts at three standard deviations on either side", () => {
    const z = new Float64Array(5);
    standardise([5, 1, 100, -100, 0], { mean: Float64Array.of(1, 1, 1, 1, 4), sd: Float64Array.of(2, 1, 1, 1, 2) }, z);
    expect([...z]).toEqual([2, 0, 3, -3, -2]);
  });

  test("standardises its rows of a matrix: the rows asked for, in that order", () => {
    const X = { rows: 3, cols: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) };
    const scaleOf = (row: number) => ({ mean: Float64Array.of(row, 0), sd: Float64Array.of(1, 2) });
    const Z = standardisedRows(X, [2, 0], scaleOf);
    expect(Z).toEqual({ rows: 2, cols: 2, data: Float64Array.of(3, 3, 1, 1) });
    expect([...X.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("never divides by 0, and cuts at three standard deviations", () => {
    const constant = speakerPrior([speakerStatistics([[5], [5]])]);
    const z = new Float64Array(1);
    standardise([5], constant, z);
    expect(z[0]).toBe(0);
    standardise([6], constant, z);
    expect(z[0]).toBe(3);
  });
});
