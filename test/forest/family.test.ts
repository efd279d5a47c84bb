import { describe, expect, test } from "vitest";
import { predictFamily } from "../../src/forest/family.js";
import type { ForestParameters } from "../../src/forest/parameters.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import { blobs, takeRows } from "./blobs.js";

const { X, y } = blobs(160, 10, 4);
const dataset = rankDataset(X, y);
const testRows = Int32Array.from({ length: 32 }, (_, i) => 5 * i);
const trainRows = Int32Array.from(y.keys()).filter((row) => row % 5 !== 0);

describe("predictFamily", () => {
  for (const shared of [
    { criterion: "gini", maxSamples: { fraction: 0.6 }, randomState: 42 },
    { criterion: "entropy", maxFeatures: "log2", minSamplesSplit: 4 },
    { criterion: "gini", classWeight: "balanced", minSamplesLeaf: 3 },
  ] as Partial<ForestParameters>[]) {
    const predict = () => predictFamily(dataset, trainRows, testRows, shared, [10, 25], [2, 5, null]);

    test(`predicts as each member fitted alone, bit for bit: ${JSON.stringify(shared)}`, () => {
      const family = predict();
      expect(family).toHaveLength(6);
      for (const { nEstimators, maxDepth, proba } of family) {
        const labels = trainRows.map((row) => y[row]!);
        const alone = new RandomForestClassifier({ ...shared, nEstimators, maxDepth }).fit(
          takeRows(X, trainRows),
          labels,
        );
        expect(proba).toEqual(alone.predictProba(takeRows(X, testRows)));
      }
    });

    test(`has members that differ: ${JSON.stringify(shared)}`, () => {
      expect(new Set(predict().map(({ proba }) => proba.data.join())).size).toBe(6);
    });
  }

  test("returns members in the order of its lists, nEstimators first", () => {
    const members = predictFamily(dataset, trainRows, testRows, {}, [4, 2], [null, 1]);
    expect(members.map(({ nEstimators, maxDepth }) => [nEstimators, maxDepth])).toEqual([
      [4, null],
      [4, 1],
      [2, null],
      [2, 1],
    ]);
  });

  test("has members of limited depth only, in any order", () => {
    const depths = [5, 1, 2];
    for (const { maxDepth, proba } of predictFamily(dataset, trainRows, testRows, {}, [6], depths)) {
      const alone = new RandomForestClassifier({ nEstimators: 6, maxDepth }).fitRanked(dataset, trainRows);
      expect(proba).toEqual(alone.predictProba(takeRows(X, testRows)));
    }
  });

  test("sends a value at a threshold to the left", () => {
    const line = rankDataset({ rows: 3, cols: 1, data: Float64Array.of(1, 3, 2) }, [0, 1, 0]);
    const one = { bootstrap: false };
    const [member] = predictFamily(line, Int32Array.of(0, 1), Int32Array.of(2), one, [1], [null]);
    expect([...member!.proba.data]).toEqual([1, 0]);
  });

  test("rejects a family without members", () => {
    expect(() => predictFamily(dataset, trainRows, testRows, {}, [10], [])).toThrow(
      'maxDepths: expected at least one depth, received "an empty list"',
    );
    expect(() => predictFamily(dataset, trainRows, testRows, {}, [], [3])).toThrow(
      'nEstimators: expected at least one count, received "an empty list"',
    );
  });
});
