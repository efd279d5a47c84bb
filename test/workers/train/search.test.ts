import { describe, expect, test } from "vitest";
import {
  defaultGrid,
  defaultParams,
  searchCandidates,
  type CandidateParams,
} from "../../../src/evaluation/paramGrid.js";
import { evaluate } from "../../../src/workers/train/evaluate.js";
import { fitForest } from "../../../src/workers/train/forestFitter.js";
import { nestedFold } from "../../../src/workers/train/nested.js";
import { prune } from "../../../src/workers/train/prune.js";
import { familiesOf, foldsOf, scoreFamily, type SearchSettings } from "../../../src/workers/train/search.js";
import { syntheticSet } from "./syntheticSet.js";

const set = syntheticSet(6, 24, 8);
const settings: SearchSettings = { candidates: [], protocol: "byActor", randomState: 42 };
const family: CandidateParams[] = [
  { ...defaultParams, nEstimators: 10, maxDepth: 3 },
  { ...defaultParams, nEstimators: 20, maxDepth: null },
  { ...defaultParams, nEstimators: 10, maxDepth: null },
];

describe("families", () => {
  test("group the candidates that differ only in trees and depth: 12 for the default grid's 96", () => {
    const families = familiesOf(searchCandidates(defaultGrid));
    expect(families).toHaveLength(12);
    expect(families.map((each) => each.length)).toEqual(new Array(12).fill(8));
  });

  test("score each candidate as a separate fit would", () => {
    const folds = foldsOf(set, settings);
    const together = scoreFamily(set, family, folds, 42);
    const alone = family.flatMap((params) => scoreFamily(set, [params], folds, 42));
    expect(together.map(({ foldMacroF1 }) => foldMacroF1)).toEqual(alone.map(({ foldMacroF1 }) => foldMacroF1));
  });

  test("score the mean of the folds", () => {
    const [score] = scoreFamily(set, family, foldsOf(set, settings), 42);
    const mean = score!.foldMacroF1.reduce((sum, value) => sum + value, 0) / 5;
    expect(score!.foldMacroF1).toHaveLength(5);
    expect(score!.macroF1).toBeCloseTo(mean, 12);
  });
});

describe("folds of the search", () => {
  test("never have an actor on both sides", () => {
    for (const { train, test: held } of foldsOf(set, settings)) {
      const trained = new Set(Array.from(train, (row) => set.actors[row]));
      expect(Array.from(held).some((row) => trained.has(set.actors[row]))).toBe(false);
    }
  });

  test("never split a trial, whatever the protocol", () => {
    const twice = { ...set, trials: set.trials.map((trial) => trial >> 1) };
    for (const { train, test: held } of foldsOf(twice, { ...settings, protocol: "stratified" })) {
      const trained = new Set(Array.from(train, (row) => twice.trials[row]));
      expect(Array.from(held).some((row) => trained.has(twice.trials[row]))).toBe(false);
    }
  });
});

describe("evaluation", () => {
  test("predicts every row once by actor, without its actor in training", () => {
    const { rows, confusion } = evaluate(set, { params: family[0]! }, "byActor", fitForest, 42);
    expect([...rows].sort((a, b) => a - b)).toEqual([...set.y.keys()]);
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(set.y.length);
  });

  test("predicts a quarter of each class when stratified", () => {
    const { confusion } = evaluate(set, { params: family[0]! }, "stratified", fitForest, 42);
    expect(confusion.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual([12, 12, 12, 12]);
  });

  test("recognises classes that can be separated", () => {
    const { accuracy } = evaluate(set, { params: { ...defaultParams, nEstimators: 50 } }, "byActor", fitForest, 42);
    expect(accuracy).toBeGreaterThan(0.7);
  });
});

describe("pruning", () => {
  const everyRow = Int32Array.from(set.y.keys());
  const folds = foldsOf(set, settings);
  const params = { ...defaultParams, nEstimators: 30 };

  test("drops noise columns, a twentieth per step", () => {
    const { tried } = prune(set, everyRow, folds, params, 0, { steps: 3, randomState: 42 });
    expect(tried.map(({ columns }) => columns.length)).toEqual([23, 22, 21]);
    for (let column = 0; column < 8; column++) expect(tried.at(-1)!.columns).toContain(column);
  });

  test("keeps the smaller model if it is better, and reports it", () => {
    const { chosen, sentence } = prune(set, everyRow, folds, params, 0, { steps: 1, randomState: 42 });
    expect(chosen).toBe(0);
    expect(sentence).toContain("Kept the smaller model: with 23 of 24 columns");
  });

  test("keeps all columns if the smaller model is not better, and reports it", () => {
    const { chosen, sentence } = prune(set, everyRow, folds, params, 1, { steps: 1, randomState: 42 });
    expect(chosen).toBeNull();
    expect(sentence).toContain("Kept all 24 columns");
  });
});

describe("nested cross-validation", () => {
  const nested = { ...settings, candidates: family, pruneSteps: 1 };

  test("predicts every row once over its folds, each by a search without the row's actor", () => {
    const folds = [0, 1, 2, 3, 4].map((fold) => nestedFold(set, fold, nested));
    const rows = folds.flatMap((fold) => fold.rows).sort((a, b) => a - b);
    expect(rows).toEqual([...set.y.keys()]);
    for (const { heldOut, rows: held } of folds)
      expect([...new Set(held.map((row) => set.actors[row]!))].sort((a, b) => a - b)).toEqual(heldOut);
  });

  test("reproduces the same fold", () => {
    expect(nestedFold(set, 2, nested)).toEqual(nestedFold(set, 2, nested));
  });
});
