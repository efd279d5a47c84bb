import { describe, expect, test } from "vitest";
import { defaultParams } from "../../src/evaluation/paramGrid.js";
import { bestCandidate, dropWeakest, keepSmallerIfBetter } from "../../src/evaluation/selection.js";

const shape = { rows: 256, cols: 155 };
const trees = (nEstimators: number) => ({ ...defaultParams, nEstimators });

describe("bestCandidate", () => {
  test("prefers a higher score to a simpler model", () => {
    const scored = [0.7, 0.6].map((score, i) => ({ params: trees([200, 100][i]!), score }));
    expect(bestCandidate(scored, shape)).toBe(0);
    expect(bestCandidate(scored.toReversed(), shape)).toBe(1);
  });

  test("takes the highest score", () => {
    const scored = [0.5, 0.7, 0.6].map((score) => ({ params: defaultParams, score }));
    expect(bestCandidate(scored, shape)).toBe(1);
  });

  test("takes the simpler of two with equal scores, though it comes later", () => {
    const scored = [200, 100].map((n) => ({ params: trees(n), score: 0.6 }));
    expect(bestCandidate(scored, shape)).toBe(1);
  });

  test("takes the earlier of two that are equally simple", () => {
    const scored = [0.6, 0.6].map((score) => ({ params: defaultParams, score }));
    expect(bestCandidate(scored, shape)).toBe(0);
  });

  test("calls scores equal that differ by rounding alone", () => {
    const scored = [
      { params: trees(200), score: 0.1 + 0.2 },
      { params: trees(100), score: 0.3 },
    ];
    expect(bestCandidate(scored, shape)).toBe(1);
  });

  test("passes over candidates without a score", () => {
    const scored = [null, Number.NaN, 0.1].map((score) => ({ params: defaultParams, score }));
    expect(bestCandidate(scored, shape)).toBe(2);
  });

  test("finds none if none has a score", () => {
    expect(bestCandidate([{ params: defaultParams, score: null }], shape)).toBeUndefined();
  });
});

describe("dropWeakest", () => {
  test("drops 5 % down to one column unless it is told otherwise", () => {
    const columns = Array.from({ length: 40 }, (_, i) => i);
    expect(dropWeakest(columns, columns).dropped).toEqual([0, 1]);
    expect(dropWeakest([3, 5], [2, 1])).toEqual({ kept: [3], dropped: [5] });
    expect(dropWeakest(columns, columns, 0.99).kept).toEqual([39]);
  });

  test.each([0, 1.5, 2, 3])("rejects to keep at least %d of two columns", (atLeast) => {
    expect(() => dropWeakest([1, 2], [1, 2], 0.5, atLeast)).toThrow(
      `atLeast: expected an integer from 1 to 1, received ${atLeast}`,
    );
  });

  test("says which fractions it accepts", () => {
    expect(() => dropWeakest([1, 2], [1, 2], -1)).toThrow(
      "fraction: expected a number above 0 and below 1, received -1",
    );
  });

  test("drops 7 of 155 columns at 5 %", () => {
    const columns = Array.from({ length: 155 }, (_, i) => i);
    expect(dropWeakest(columns, columns).dropped).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test("drops at least one column", () => {
    expect(dropWeakest([3, 5, 8], [0.5, 0.2, 0.3])).toEqual({ kept: [3, 8], dropped: [5] });
  });

  test("drops the later of equally unimportant columns", () => {
    expect(dropWeakest([3, 5, 8], [0, 0, 1]).dropped).toEqual([5]);
  });

  test("ends a series at the number of columns asked for, as the study's 135 of 155", () => {
    const sizes: number[] = [];
    let columns: readonly number[] = Array.from({ length: 155 }, (_, i) => i);
    while (columns.length > 135) {
      columns = dropWeakest(columns, columns, 0.05, 135).kept;
      sizes.push(columns.length);
    }
    expect(sizes).toEqual([148, 141, 135]);
  });

  test("rejects importances of another length", () => {
    expect(() => dropWeakest([1, 2], [1])).toThrow("importances: expected one per column (2), received 1");
  });

  test.each([0, 1, Number.NaN])("rejects the fraction %d", (fraction) => {
    expect(() => dropWeakest([1, 2], [1, 2], fraction)).toThrow("fraction: expected");
  });

  test("rejects to drop from the columns that must stay", () => {
    expect(() => dropWeakest([1, 2], [1, 2], 0.5, 2)).toThrow("atLeast: expected an integer from 1 to 1, received 2");
  });
});

describe("keepSmallerIfBetter", () => {
  test("names the score that it is told", () => {
    const sentenceOf = (score: number) => keepSmallerIfBetter(full, [{ nColumns: 148, score }], "accuracy").sentence;
    expect(sentenceOf(0.6)).toContain("the cross-validated accuracy is 0.600, above");
    expect(sentenceOf(0.5)).toContain("the cross-validated accuracy is 0.500, no better");
  });

  const full = { nColumns: 155, score: 0.581 };

  test("keeps the smaller model if it is better, and says so", () => {
    expect(keepSmallerIfBetter(full, [{ nColumns: 148, score: 0.593 }])).toEqual({
      chosen: 0,
      sentence:
        "Kept the smaller model: with 148 of 155 columns the cross-validated macro F1 is 0.593, above the 0.581 of all columns.",
    });
  });

  test("keeps all columns if the smaller model is worse, and says so", () => {
    expect(keepSmallerIfBetter(full, [{ nColumns: 148, score: 0.57 }])).toEqual({
      chosen: undefined,
      sentence:
        "Kept all 155 columns: with 148 the cross-validated macro F1 is 0.570, no better than the 0.581 of all columns.",
    });
  });

  test("keeps all columns where the scores are equal", () => {
    expect(keepSmallerIfBetter(full, [{ nColumns: 148, score: 0.581 }]).chosen).toBeUndefined();
  });

  test("takes the best of several smaller models", () => {
    const steps = [148, 141, 135].map((nColumns, i) => ({ nColumns, score: [0.59, 0.61, 0.6][i]! }));
    expect(keepSmallerIfBetter(full, steps).chosen).toBe(1);
  });

  test("chooses the smallest of equally good ones", () => {
    const steps = [148, 141].map((nColumns) => ({ nColumns, score: 0.6 }));
    expect(keepSmallerIfBetter(full, steps).chosen).toBe(1);
  });

  test("rejects to compare with nothing", () => {
    expect(() => keepSmallerIfBetter(full, [])).toThrow(
      'smaller: expected at least one smaller model, received "none"',
    );
  });
});
