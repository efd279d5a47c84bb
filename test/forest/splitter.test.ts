import { describe, expect, test } from "vitest";
import { Random } from "../../src/forest/nodeRandom.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import type { SplitScan } from "../../src/forest/splitScan.js";
import { Splitter } from "../../src/forest/splitter.js";

/** Row r, column c. In rows 1 .. 4, which are the node, columns 1, 3 and 5 are constant. */
const X = {
  rows: 6,
  cols: 6,
  data: Float64Array.of(
    ...[0, 1, 8, 3, 9, 5],
    ...[1, 7, 2, 6, 3, 4],
    ...[2, 7, 2, 6, 5, 4],
    ...[3, 7, 1, 6, 7, 4],
    ...[4, 7, 1, 6, 9, 4],
    ...[5, 2, 0, 3, 1, 0],
  ),
};
const y = [0, 0, 1, 0, 1, 1];
const dataset = rankDataset(X, y);
const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
const draws = { perClass: Float64Array.of(2, 2), total: 4 };

/** A splitter whose scan records the features it was given, and finds in each what `found` says. */
function splitter(
  nCandidates: number,
  found: Record<number, { nLeft: number; score: number }> = {},
  ofDataset = dataset,
) {
  const scanned: number[] = [];
  const scan: SplitScan = {
    score: 0,
    perfectScore: () => 4,
    scan(_sorted, _size, feature, _draws, floor) {
      scanned.push(feature);
      const { nLeft, score } = found[feature] ?? { nLeft: 0, score: 0 };
      this.score = score;
      return score > floor ? nLeft : 0;
    },
  };
  const sample = { dataset: ofDataset, drawsOf: new Int32Array(6).fill(1), classWeights: Float64Array.of(1, 1) };
  const splitter = new Splitter(sample, scan, nCandidates);
  const find = (seed: number, [start, end] = [1, 5]) => {
    scanned.length = 0;
    const isFound = splitter.find(rows, start, end, draws, new Random({ high: seed, low: 7 }));
    return { isFound, scanned: [...scanned] };
  };
  return { splitter, find };
}
const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe("a splitter", () => {
  test("scans as many features as asked, each once, other ones from node to node", () => {
    const { find } = splitter(3);
    const drawn = seeds.map((seed) => find(seed, [0, 6]).scanned);
    for (const features of drawn) expect(new Set(features).size).toBe(3);
    expect(new Set(drawn.flat()).size).toBe(6);
    expect(drawn.every((features) => features.length === 3)).toBe(true);
  });

  test("never scans a feature that is constant in the node", () => {
    const { find } = splitter(6);
    for (const seed of seeds) expect(find(seed).scanned.toSorted()).toEqual([0, 2, 4]);
  });

  test("draws past constant features until one is not, and counts them as candidates otherwise", () => {
    const { find } = splitter(1);
    for (const seed of seeds) expect(find(seed).scanned).toHaveLength(1);
    const three = splitter(3);
    const counts = seeds.map((seed) => three.find(seed).scanned.length);
    expect([...new Set(counts)].toSorted()).toEqual([1, 2, 3]);
  });

  test("starts every node from the same order of features", () => {
    const { find } = splitter(4);
    const first = seeds.map((seed) => find(seed, [0, 6]).scanned);
    expect(seeds.map((seed) => find(seed, [0, 6]).scanned)).toEqual(first);
  });

  test("stops at a split that cannot be improved", () => {
    const perfect = { nLeft: 2, score: 4 };
    const { find, splitter: one } = splitter(6, { 0: perfect, 2: perfect, 4: perfect });
    for (const seed of seeds) {
      const { isFound, scanned } = find(seed);
      expect(isFound).toBe(true);
      expect(scanned).toEqual([one.feature]);
    }
  });

  test("keeps the best split of all features, halfway between its two values", () => {
    const { find, splitter: one } = splitter(6, {
      0: { nLeft: 1, score: 2 },
      2: { nLeft: 2, score: 1 },
      4: { nLeft: 3, score: 3 },
    });
    for (const seed of seeds) {
      expect(find(seed)).toMatchObject({ isFound: true });
      expect([one.feature, one.threshold]).toEqual([4, 8]);
      // Row 3 has the greatest value on the left.
      expect(one.lastPlace).toBe(dataset.places[3 * 6 + 4]);
    }
  });

  test("finds nothing where no feature can be split", () => {
    const { find } = splitter(6);
    expect(find(1).isFound).toBe(false);
  });

  test("scans nothing where all features are constant", () => {
    const equalRows = rankDataset({ rows: 2, cols: 3, data: Float64Array.of(4, 5, 6, 4, 5, 6) }, [0, 1]);
    const { find } = splitter(2, {}, equalRows);
    expect(find(1, [0, 2])).toEqual({ isFound: false, scanned: [] });
  });

  test("keeps the right value out of the left side, even if the middle rounds up to it", () => {
    const [left, right] = [1 + Number.EPSILON, 1 + 2 * Number.EPSILON];
    const adjacent = rankDataset({ rows: 2, cols: 1, data: Float64Array.of(left, right) }, [0, 1]);
    const { find, splitter: one } = splitter(1, { 0: { nLeft: 1, score: 2 } }, adjacent);
    expect(find(1, [0, 2]).isFound).toBe(true);
    expect(one.threshold).toBe(left);
  });
});
