import { describe, expect, test } from "vitest";
import { drawBootstrap } from "../../src/forest/bootstrap.js";
import { weighClasses } from "../../src/forest/classWeights.js";
import { treeKey } from "../../src/forest/nodeRandom.js";
import { outOfBagScore } from "../../src/forest/outOfBag.js";
import { completeParameters } from "../../src/forest/parameters.js";
import { RandomForestClassifier } from "../../src/forest/randomForest.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import { blobs } from "./blobs.js";

describe("a bootstrap sample", () => {
  const draw = (seed: number, rows: number[], nDraws: number): Int32Array => {
    const drawsOf = new Int32Array(8).fill(5);
    drawBootstrap(treeKey(seed, 0), Int32Array.from(rows), nDraws, drawsOf);
    return drawsOf;
  };

  test("draws the given rows with replacement, and no others", () => {
    const draws = draw(1, [1, 3, 4, 6], 4_000);
    expect([0, 2, 5, 7].map((row) => draws[row])).toEqual([0, 0, 0, 0]);
    expect(draws.reduce((sum, count) => sum + count, 0)).toBe(4_000);
    // 1,000 each, with a standard deviation of 27.
    for (const row of [1, 3, 4, 6]) expect(Math.abs(draws[row]! - 1_000)).toBeLessThan(110);
  });

  // From an implementation in Python.
  test("is the same for a seed on every machine and in every version", () => {
    expect([...draw(42, [0, 1, 2, 3, 4, 5, 6, 7], 8)]).toEqual([1, 2, 0, 0, 2, 2, 0, 1]);
    expect([...draw(43, [0, 1, 2, 3, 4, 5, 6, 7], 8)]).toEqual([1, 1, 3, 1, 1, 1, 0, 0]);
  });
});

describe("the weights of classes", () => {
  const X = { rows: 6, cols: 1, data: new Float64Array(6) };
  const dataset = rankDataset(X, [7, 7, 7, 8, 9, 9]);
  const all = Int32Array.of(0, 1, 2, 3, 4, 5);

  test("are 1 unless they are to be balanced: then each class weighs as much as the others", () => {
    expect([...weighClasses(dataset, all, null)]).toEqual([1, 1, 1]);
    expect([...weighClasses(dataset, all, "balanced")]).toEqual([6 / 9, 2, 1]);
  });

  test("leave a class without rows at 1", () => {
    expect([...weighClasses(dataset, Int32Array.of(0, 1, 2, 3), "balanced")]).toEqual([4 / 6, 2, 1]);
  });

  test("need two classes", () => {
    const one = (): unknown => weighClasses(dataset, Int32Array.of(4, 5), null);
    expect(one).toThrow('y: expected labels of at least two classes, received "1 class"');
    expect(weighClasses(dataset, Int32Array.of(0, 5), null)).toHaveLength(3);
  });
});

describe("the out-of-bag score", () => {
  const { X, y } = blobs(60, 4);
  const dataset = rankDataset(X, y);

  test.each([
    { nEstimators: 3, randomState: 1 },
    { nEstimators: 9, randomState: 2, maxSamples: { fraction: 0.4 } },
  ])("is the share of rows that the trees without them predict, with %j", (change) => {
    const parameters = completeParameters({ ...change, maxDepth: 3 });
    const trainRows = Int32Array.from({ length: 40 }, (_, i) => i + Math.floor(i / 2));
    const { trees } = new RandomForestClassifier(parameters).fitRanked(dataset, trainRows);
    let [right, scored] = [0, 0];
    for (const row of trainRows) {
      const votes = [0, 0, 0];
      trees.forEach(({ feature, threshold, right: other, proba }, tree) => {
        const draws = new Int32Array(60);
        drawBootstrap(treeKey(parameters.randomState, tree), trainRows, change.maxSamples ? 16 : 40, draws);
        if (draws[row]! > 0) return;
        let node = 0;
        while (feature[node]! >= 0)
          node = X.data[4 * row + feature[node]!]! <= threshold[node]! ? node + 1 : other[node]!;
        for (let k = 0; k < 3; k++) votes[k]! += proba[3 * node + k]!;
      });
      if (votes.every((vote) => vote === 0)) continue;
      scored++;
      if (dataset.classes[votes.indexOf(Math.max(...votes))] === y[row]) right++;
    }
    expect(scored).toBeGreaterThan(20);
    expect(outOfBagScore(trees, dataset, trainRows, parameters)).toBe(right / scored);
  });

  test("needs a bootstrap, and a row that some tree did not draw", () => {
    const { trees } = new RandomForestClassifier({ nEstimators: 1, bootstrap: false }).fitRanked(dataset);
    const rows = Int32Array.of(0, 1);
    const score = (randomState: number): number =>
      outOfBagScore(trees, dataset, rows, completeParameters({ nEstimators: 1, randomState }));
    expect(() => outOfBagScore(trees, dataset, rows, completeParameters({ bootstrap: false }))).toThrow(
      "bootstrap: expected true, for an out-of-bag score, received false",
    );
    const drawsBoth = (seed: number): boolean => {
      const draws = new Int32Array(60);
      drawBootstrap(treeKey(seed, 0), rows, 2, draws);
      return draws[0] === 1;
    };
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    expect(() => score(seeds.find(drawsBoth)!)).toThrow(
      "nEstimators: expected enough trees to leave a row out, received 1",
    );
    expect(score(seeds.find((seed) => !drawsBoth(seed))!)).toBe(1);
  });
});
