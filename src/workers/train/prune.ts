import type { Fold } from "../../evaluation/folds.js";
import type { CandidateParams } from "../../evaluation/paramGrid.js";
import { dropWeakest, keepSmallerIfBetter } from "../../evaluation/selection.js";
import type { Pruning } from "./fitTask.js";
import { fitForest } from "./forestFitter.js";
import { scoreFamily } from "./search.js";
import { withColumns, type TrainingSet } from "./trainingSet.js";

/** The share of the columns to drop at each step. */
const fractionDropped = 0.05;

export interface PruneSettings {
  /** number of steps, each of which drops the weakest columns */
  readonly steps: number;
  readonly randomState: number;
}

/**
 * Fits a model on some rows, drops its least important columns, and keeps the smaller model only if its cross-validated
 * score is better.
 *
 * @param rows  the rows to learn the importances from, ascending
 * @param folds the folds the full model was scored on
 * @param score the full model's macro F1 on these folds
 */
export function prune(
  set: TrainingSet,
  rows: Int32Array,
  folds: readonly Fold[],
  params: CandidateParams,
  score: number,
  settings: PruneSettings,
): Pruning {
  const { randomState } = settings;
  const importances = [...fitForest(set, rows, { ...params, randomState }).featureImportances];
  const tried: Pruning["tried"] = [];
  let columns = importances.map((_, column) => column);
  let weights = importances;
  for (let step = 0; step < settings.steps && columns.length > 1; step++) {
    columns = [...dropWeakest(columns, weights, fractionDropped).kept];
    const smaller = withColumns(set, columns);
    tried.push({ columns, macroF1: scoreFamily(smaller, [params], folds, randomState)[0]!.macroF1 });
    // Importances shift when columns are dropped: each step computes them again.
    if (step + 1 < settings.steps)
      weights = [...fitForest(smaller, rows, { ...params, randomState }).featureImportances];
  }
  const { chosen, sentence } = keepSmallerIfBetter(
    { nColumns: importances.length, score },
    tried.map((model) => ({ nColumns: model.columns.length, score: model.macroF1 })),
  );
  return { importances, tried, chosen: chosen ?? null, sentence };
}
