import { expect, test } from "vitest";
import { studyParams } from "../../../src/evaluation/paramGrid.js";
import { evaluate } from "../../../src/workers/train/evaluate.js";
import { fitForest } from "../../../src/workers/train/forestFitter.js";
import { syntheticSet } from "./syntheticSet.js";

test("shuffling discriminative columns costs accuracy on held-out speakers; shuffling noise does not", () => {
  const set = syntheticSet(4, 8, 4);
  const families = set.X.cols === 8 ? ["told", "told", "told", "told", "noise", "noise", "noise", "noise"] : [];
  const params = { ...studyParams.womenAndAll, nEstimators: 20 };
  const { shuffled, rows, accuracy, folds, proba } = evaluate(set, { params }, "byActor", fitForest, 1, families);
  const accuracyOf = (predicted: readonly number[]) =>
    predicted.filter((label, i) => label === set.y[rows[i]!]).length / rows.length;
  const mean = (family: string) => {
    const { predicted } = shuffled!.find((each) => each.family === family)!;
    return predicted.reduce((sum, repeat) => sum + accuracyOf(repeat), 0) / predicted.length;
  };
  expect(shuffled!.map(({ family, nColumns }) => [family, nColumns])).toEqual([
    ["told", 4],
    ["noise", 4],
  ]);
  expect(accuracy - mean("told")).toBeGreaterThan(0.2);
  expect(accuracy - mean("noise")).toBeLessThan(0.1);
  expect(new Set(folds)).toEqual(new Set([0, 1, 2, 3]));
  expect(proba!.every((of) => Math.abs(of.reduce((sum, p) => sum + p, 0) - 1) < 1e-3)).toBe(true);
});
