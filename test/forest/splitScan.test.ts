import { describe, expect, test } from "vitest";
import type { Criterion } from "../../src/forest/criterion.js";
import { Random } from "../../src/forest/nodeRandom.js";
import { rankDataset } from "../../src/forest/rankedDataset.js";
import { createScan, type SplitScan } from "../../src/forest/splitScan.js";

const nDraws = 60;
const plogp = (x: number): number => (x === 0 ? 0 : x * Math.log2(x));

/** Sixteen rows of two columns; coarse values make ties, and each row was drawn one to three times. */
function sample(seed: number, weights: readonly number[]) {
  const random = new Random({ high: seed, low: 5 });
  const X = { rows: 16, cols: 2, data: Float64Array.from({ length: 32 }, () => random.below(9)) };
  // The first column has no ties.
  for (let r = 0; r < 16; r++) X.data[2 * r] = ((r * 7) % 16) + random.below(2) / 4;
  const y = Int32Array.from({ length: 16 }, (_, r) => (r < 3 ? r : random.below(3)));
  const drawsOf = Int32Array.from({ length: 16 }, () => 1 + random.below(3));
  return { dataset: rankDataset(X, y), drawsOf, classWeights: Float64Array.from(weights) };
}
type Sample = ReturnType<typeof sample>;

const drawsIn = ({ dataset, drawsOf, classWeights }: Sample, rows: readonly number[]): number[] =>
  Array.from(classWeights, (_, k) => rows.reduce((sum, r) => sum + (dataset.classOf[r] === k ? drawsOf[r]! : 0), 0));

/** The score of a boundary by its definition. */
function scoreOf(given: Sample, criterion: Criterion, sides: readonly (readonly number[])[]): number {
  return sides.reduce((score, rows) => {
    const weights = drawsIn(given, rows).map((draws, k) => draws * given.classWeights[k]!);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (criterion === "gini") return score + weights.reduce((sum, weight) => sum + weight ** 2, 0) / total;
    return score + weights.reduce((sum, weight) => sum + plogp(weight), 0) - plogp(total);
  }, 0);
}

/** What a scan of a node's rows by one column finds. */
function scanned(given: Sample, scan: SplitScan, rows: readonly number[], feature: number, floor = -Infinity) {
  const { data, cols } = given.dataset.X;
  const sorted = rows.toSorted((a, b) => data[a * cols + feature]! - data[b * cols + feature]! || a - b);
  const perClass = Float64Array.from(drawsIn(given, rows));
  const draws = { perClass, total: perClass.reduce((sum, count) => sum + count, 0) };
  const found = scan.scan(Int32Array.from([...sorted, 99]), rows.length, feature, draws, floor);
  return { sorted, found, draws };
}

const kinds: [Criterion, number[]][] = [
  ["gini", [1, 1, 1]],
  ["entropy", [1, 1, 1]],
  ["gini", [2, 2.5, 0.5]],
  ["entropy", [1, 2.5, 0.5]],
];

describe.each(kinds)("a scan for %s with class weights %j", (criterion, weights) => {
  test.each([1, 2, 3, 4, 5])("finds the best boundary between different values, data %i", (seed) => {
    const given = sample(seed, weights);
    const { data } = given.dataset.X;
    for (const minSamplesLeaf of [1, 3]) {
      const scan = createScan(criterion, given, nDraws, minSamplesLeaf);
      for (const feature of [0, 1])
        for (const rows of [Array.from({ length: 16 }, (_, r) => r), [1, 2, 3, 5, 8, 13], [0, 4, 6, 7, 9]]) {
          const { sorted, found, draws } = scanned(given, scan, rows, feature);
          const boundaries = rows.flatMap((_, i) => {
            const [low, high] = [sorted[i - 1], sorted[i]];
            const isAllowed = i >= minSamplesLeaf && i <= rows.length - minSamplesLeaf && low !== undefined;
            if (!isAllowed || data[2 * low + feature] === data[2 * high! + feature]) return [];
            return [{ i, score: scoreOf(given, criterion, [sorted.slice(0, i), sorted.slice(i)]) }];
          });
          const best = boundaries.reduce((soFar, each) => (each.score > soFar.score + 1e-9 ? each : soFar), {
            i: 0,
            score: -Infinity,
          });
          expect(found).toBe(best.i);
          if (best.i === 0) continue;
          expect(scan.score).toBeCloseTo(best.score, 6);
          expect(scan.perfectScore(draws)).toBeGreaterThanOrEqual(scan.score - 1e-6);
          expect(scanned(given, scan, rows, feature, scan.score).found).toBe(0);
          expect(scanned(given, scan, rows, feature, best.score - 1e-4).found).toBe(best.i);
        }
    }
  });

  test("reaches the perfect score where a boundary separates two classes", () => {
    const X = { rows: 6, cols: 1, data: Float64Array.of(1, 2, 3, 4, 5, 6) };
    const dataset = rankDataset(X, [0, 0, 1, 1, 1, 1]);
    const given = { dataset, drawsOf: Int32Array.of(1, 2, 1, 1, 3, 1), classWeights: Float64Array.from(weights) };
    const scan = createScan(criterion, given, nDraws, 1);
    const { found, draws } = scanned(given, scan, [0, 1, 2, 3, 4, 5], 0);
    expect(found).toBe(2);
    expect(scan.score).toBeCloseTo(scan.perfectScore(draws), 9);
    const total = criterion === "gini" ? 3 * weights[0]! + 6 * weights[1]! : 0;
    expect(scan.perfectScore(draws)).toBeCloseTo(total, 12);
  });

  test("finds nothing among equal values, or where a side would have too few rows", () => {
    const X = { rows: 4, cols: 1, data: Float64Array.of(7, 7, 7, 7) };
    const drawsOf = Int32Array.of(1, 1, 1, 1);
    const equal = { dataset: rankDataset(X, [0, 1, 0, 1]), drawsOf, classWeights: Float64Array.from(weights) };
    expect(scanned(equal, createScan(criterion, equal, nDraws, 1), [0, 1, 2, 3], 0).found).toBe(0);
    const rising = { ...equal, dataset: rankDataset({ ...X, data: Float64Array.of(1, 2, 3, 4) }, [0, 1, 1, 1]) };
    expect(scanned(rising, createScan(criterion, rising, nDraws, 1), [0, 1, 2, 3], 0).found).toBe(1);
    expect(scanned(rising, createScan(criterion, rising, nDraws, 2), [0, 1, 2, 3], 0).found).toBe(2);
    expect(scanned(rising, createScan(criterion, rising, nDraws, 3), [0, 1, 2, 3], 0).found).toBe(0);
  });
});
