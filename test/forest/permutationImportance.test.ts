import { describe, expect, test } from "vitest";
import { permutationImportance } from "../../src/forest/permutationImportance.js";
import type { FittedClassifier } from "../../src/forest/classifier.js";
import { Random, treeKey } from "../../src/forest/nodeRandom.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { blobs } from "./blobs.js";

const { X, y } = blobs(150, 6);
const forest = new RandomForestClassifier({ nEstimators: 30, maxDepth: 4 }).fit(X, y);

describe("permutationImportance", () => {
  test("favours the features that tell classes apart", () => {
    const { means } = permutationImportance(forest, X, y);
    expect(Math.min(...means.subarray(0, 3))).toBeGreaterThan(Math.max(...means.subarray(3)));
  });

  test("gives 0 to a feature that no tree uses", () => {
    const blind = { ...X, data: X.data.map((value, i) => (i % 6 === 4 ? 1 : value)) };
    const seeing = new RandomForestClassifier({ nEstimators: 10 }).fit(blind, y);
    const { means, standardDeviations } = permutationImportance(seeing, X, y);
    expect([means[4], standardDeviations[4]]).toEqual([0, 0]);
  });

  test("predicts X itself, then X with one column shuffled, each time in another order", () => {
    const small = { rows: 12, cols: 3, data: Float64Array.from({ length: 36 }, (_, i) => i) };
    const labels = Int32Array.from({ length: 12 }, (_, row) => row % 2);
    const seen: number[][] = [];
    const predict = ({ data }: typeof small) => {
      seen.push([...data]);
      return labels;
    };
    permutationImportance({ predict } as FittedClassifier, small, labels, { nRepeats: 2 });
    const [untouched, ...shuffled] = seen;
    expect(untouched).toEqual([...small.data]);
    expect(shuffled).toHaveLength(6);
    for (const [i, data] of shuffled.entries()) {
      const feature = Math.floor(i / 2);
      const moved = data.flatMap((value, at) => (value === small.data[at] ? [] : [at % 3]));
      expect(new Set(moved)).toEqual(new Set([feature]));
      expect(data.toSorted((a, b) => a - b)).toEqual([...small.data]);
    }
    const orders = shuffled.map((data, i) =>
      data.filter((_, at) => at % 3 === Math.floor(i / 2)).map((value) => Math.floor(value / 3)),
    );
    expect(new Set(orders.map(String)).size).toBe(6);
    // Numbered through: an order depends on the seed, the feature and the repeat alone.
    orders.forEach((order, i) => {
      const expected = Int32Array.from({ length: 12 }, (_, row) => row);
      new Random(treeKey(0, i)).shuffle(expected);
      expect(order).toEqual([...expected]);
    });
  });

  test("shuffles each feature five times from seed 0 and takes accuracy, unless it is told otherwise", () => {
    const scoring = (truth: ArrayLike<number>, predicted: Int32Array) =>
      predicted.filter((label, i) => label === truth[i]).length / predicted.length;
    expect(permutationImportance(forest, X, y)).toEqual(
      permutationImportance(forest, X, y, { nRepeats: 5, randomState: 0, scoring }),
    );
  });

  test("leaves X as it was", () => {
    const before = X.data.slice();
    permutationImportance(forest, X, y, { nRepeats: 1 });
    expect(X.data).toEqual(before);
  });

  test("shuffles alike from the same seed and otherwise from another", () => {
    const from = (randomState: number) => permutationImportance(forest, X, y, { randomState, nRepeats: 3 }).means;
    expect(from(1)).toEqual(from(1));
    expect(from(1)).not.toEqual(from(2));
  });

  test("uses the given score: halving it halves the importance", () => {
    const accuracy = (truth: ArrayLike<number>, predicted: Int32Array) =>
      predicted.filter((label, i) => label === truth[i]).length / predicted.length;
    const whole = permutationImportance(forest, X, y).means;
    const half = permutationImportance(forest, X, y, { scoring: (truth, predicted) => accuracy(truth, predicted) / 2 });
    half.means.forEach((value, f) => expect(value).toBeCloseTo(whole[f]! / 2, 12));
  });

  test("gives mean and standard deviation of the falls of the score", () => {
    const scores: number[] = [];
    const scoring = (truth: ArrayLike<number>, predicted: Int32Array) => {
      const score = predicted.filter((label, i) => label === truth[i]).length / predicted.length;
      scores.push(score);
      return score;
    };
    const nRepeats = 4;
    const { means, standardDeviations } = permutationImportance(forest, X, y, { nRepeats, scoring });
    const [untouched = NaN, ...shuffled] = scores;
    expect(shuffled).toHaveLength(nRepeats * X.cols);
    for (let feature = 0; feature < X.cols; feature++) {
      const falls = shuffled.slice(feature * nRepeats, (feature + 1) * nRepeats).map((score) => untouched - score);
      const mean = falls.reduce((sum, fall) => sum + fall) / nRepeats;
      const variance = falls.reduce((sum, fall) => sum + (fall - mean) ** 2, 0) / nRepeats;
      expect(means[feature]).toBeCloseTo(mean, 12);
      expect(standardDeviations[feature]).toBeCloseTo(Math.sqrt(variance), 12);
    }
    expect(Math.max(...standardDeviations)).toBeGreaterThan(0);
  });

  test.each([
    ["randomState", { randomState: -1 }],
    ["randomState", { randomState: 2 ** 32 }],
    ["randomState", { randomState: 0.5 }],
    ["nRepeats", { nRepeats: 1.5 }],
  ])("rejects a wrong %s: %j", (parameter, options) => {
    expect(() => permutationImportance(forest, X, y, options)).toThrow(expect.objectContaining({ parameter }) as Error);
  });

  test("accepts one repeat and the largest random state", () => {
    const { standardDeviations } = permutationImportance(forest, X, y, { nRepeats: 1, randomState: 2 ** 32 - 1 });
    expect([...standardDeviations]).toEqual(new Array(X.cols).fill(0));
  });

  test("says what it accepts", () => {
    expect(() => permutationImportance(forest, X, y, { nRepeats: 0 })).toThrow("an integer of at least 1, received 0");
    expect(() => permutationImportance(forest, X, y, { randomState: -1 })).toThrow("an integer from 0 to 4294967295");
    const gap = { ...X, data: X.data.map((value, i) => (i === 7 ? Number.NaN : value)) };
    expect(() => permutationImportance(forest, gap, y)).toThrow("X[1, 1]: expected a finite number, received NaN");
  });

  test("rejects zero repeats and too few labels", () => {
    const naming = (parameter: string) => expect.objectContaining({ parameter }) as Error;
    expect(() => permutationImportance(forest, X, y, { nRepeats: 0 })).toThrow(naming("nRepeats"));
    expect(() => permutationImportance(forest, X, y.subarray(1))).toThrow(naming("y"));
  });
});
