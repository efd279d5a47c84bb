import { describe, expect, test } from "vitest";
import {
  enrolledScale,
  speakerPrior,
  speakerStatistics,
  standardise,
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
    const later = speakerStatistics(rows.slice(1), speakerStatistics(rows.slice(0, 1)));
    const together = speakerStatistics(rows);
    later.sumSquares.forEach((sum, c) => expect(sum).toBeCloseTo(together.sumSquares[c]!, 12));
    expect([...later.mean]).toEqual([...together.mean]);
  });

  test("reject rows of another width", () => {
    expect(() => speakerStatistics([[1, 2], [1]])).toThrow(/rows: expected 2 columns/);
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

  test("never divides by 0, and cuts at three standard deviations", () => {
    const constant = speakerPrior([speakerStatistics([[5], [5]])]);
    const z = new Float64Array(1);
    standardise([5], constant, z);
    expect(z[0]).toBe(0);
    standardise([6], constant, z);
    expect(z[0]).toBe(3);
  });
});
