import { describe, expect, test } from "vitest";
import type { Fold } from "../../src/evaluation/folds.js";
import { stratifiedFolds, stratifiedSplit } from "../../src/evaluation/stratified.js";

/** 80 trials in two forms each: 40 of class 0, 24 of class 1, 16 of class 2; both forms of a trial far apart. */
const trialLabels = [
  ...new Array<number>(40).fill(0),
  ...new Array<number>(24).fill(1),
  ...new Array<number>(16).fill(2),
];
const y = [...trialLabels, ...trialLabels];
const trials = y.map((_, r) => `trial-${r % 80}`);

function countOf(label: number, rows: Int32Array): number {
  return rows.filter((r) => y[r] === label).length;
}

function sharedTrials({ train, test }: Fold): string[] {
  const trained = new Set(Array.from(train, (r) => trials[r]!));
  return Array.from(test, (r) => trials[r]!).filter((trial) => trained.has(trial));
}

describe("stratifiedSplit", () => {
  test("rounds the number of trials of each class, and leaves at least one on either side", () => {
    const split = (n: number, fraction: number) => stratifiedSplit(new Array(n).fill(0), fraction, 1).test.length;
    expect([split(10, 0.24), split(10, 0.26), split(10, 0.35)]).toEqual([2, 3, 4]);
    expect([split(4, 0.01), split(4, 0.99), split(2, 0.5)]).toEqual([1, 3, 1]);
  });

  test("tests on the fraction asked for, in every class", () => {
    const { test } = stratifiedSplit(y, 0.25, 42, trials);
    expect([0, 1, 2].map((label) => countOf(label, test))).toEqual([20, 12, 8]);
  });

  test("puts each row on exactly one side", () => {
    const { train, test } = stratifiedSplit(y, 0.25, 42, trials);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual([...y.keys()]);
  });

  test("never puts the two forms of one trial on both sides", () => {
    expect(sharedTrials(stratifiedSplit(y, 0.25, 42, trials))).toEqual([]);
  });

  test("may put forms of one trial on both sides if trials are not given", () => {
    expect(sharedTrials(stratifiedSplit(y, 0.25, 42)).length).toBeGreaterThan(0);
  });

  test("gives the same split for the same seed", () => {
    expect(stratifiedSplit(y, 0.25, 7, trials)).toEqual(stratifiedSplit(y, 0.25, 7, trials));
  });

  test("gives another split for another seed", () => {
    expect(stratifiedSplit(y, 0.25, 7, trials)).not.toEqual(stratifiedSplit(y, 0.25, 8, trials));
  });

  test("keeps a class of two trials on both sides", () => {
    const { train, test } = stratifiedSplit([0, 0, 0, 0, 0, 0, 1, 1], 0.1, 1);
    expect([train.some((r) => r >= 6), test.some((r) => r >= 6)]).toEqual([true, true]);
  });

  test.each([0, 1, -0.5, Number.NaN])("rejects the test fraction %d", (fraction) => {
    expect(() => stratifiedSplit(y, fraction, 1)).toThrow("testFraction: expected a number above 0 and below 1");
  });

  test("rejects a class with one trial, naming the class", () => {
    expect(() => stratifiedSplit([0, 0, 1, 1], 0.25, 1, ["a", "b", "c", "c"])).toThrow(
      'y: expected at least 2 trials of each class, received "1 of class 1"',
    );
  });

  test("rejects a trial with two labels, naming the trial", () => {
    expect(() => stratifiedSplit([0, 1, 0, 1], 0.25, 1, ["a", "a", "b", "c"])).toThrow(
      'groups: expected one label a trial, received "trial a with labels 0 and 1"',
    );
  });

  test("rejects groups of another length", () => {
    expect(() => stratifiedSplit(y, 0.25, 1, ["a"])).toThrow("groups: expected one entry per row (160), received 1");
  });
});

describe("stratifiedFolds", () => {
  test("continue with the next class where the previous one stopped", () => {
    // Three trials of class 0 and three of class 1 in four folds: 0 1 2 and 3 0 1.
    const labels = [1, 1, 1, 0, 0, 0];
    const held = stratifiedFolds(labels, 4, 5).map(({ test }) => Array.from(test, (r) => labels[r]!).sort());
    expect(held).toEqual([[0, 1], [0, 1], [0], [1]]);
  });

  test("may be as many as there are trials, and are at least two", () => {
    expect(stratifiedFolds([0, 0, 1, 1], 4, 1).map(({ test }) => test.length)).toEqual([1, 1, 1, 1]);
    expect(() => stratifiedFolds([0, 0, 1, 1], 1, 1)).toThrow("nSplits: expected an integer of at least 2, received 1");
  });

  const folds = stratifiedFolds(y, 5, 42, trials);

  test("tests each row exactly once", () => {
    expect(folds.flatMap((fold) => [...fold.test]).sort((a, b) => a - b)).toEqual([...y.keys()]);
  });

  test("keeps the number of trials of a class equal to within one in all folds", () => {
    for (const label of [0, 1, 2]) {
      const counts = folds.map((fold) => countOf(label, fold.test) / 2);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  test("makes folds that differ in size by one trial at most", () => {
    const sizes = stratifiedFolds([0, 0, 0, 1, 1, 1, 2, 2, 2, 2], 4, 1).map((fold) => fold.test.length);
    expect(sizes.sort((a, b) => a - b)).toEqual([2, 2, 3, 3]);
  });

  test("never puts the two forms of one trial on both sides", () => {
    expect(folds.flatMap(sharedTrials)).toEqual([]);
  });

  test("gives other folds for another seed", () => {
    expect(stratifiedFolds(y, 5, 43, trials)).not.toEqual(folds);
  });

  test("rejects more folds than trials", () => {
    expect(() => stratifiedFolds([0, 0, 1, 1], 5, 1)).toThrow(
      "nSplits: expected at most the number of trials (4), received 5",
    );
  });
});
