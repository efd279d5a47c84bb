import type { Fold } from "../../evaluation/folds.js";
import { searchFolds, type SearchProtocol } from "../../evaluation/nestedCrossValidation.js";
import { paramsKey, type CandidateParams } from "../../evaluation/paramGrid.js";
import type { CandidateScore } from "./fitTask.js";
import { familyPredictions } from "./familyPredictions.js";
import { scores } from "./evaluate.js";
import type { TrainingSet } from "./trainingSet.js";

/** Folds of the search's own cross-validation. */
export const searchSplits = 5;

export interface SearchSettings {
  readonly candidates: readonly CandidateParams[];
  readonly protocol: SearchProtocol;
  readonly randomState: number;
}

/** The folds that every candidate of a set is scored on. */
export function foldsOf(set: TrainingSet, settings: SearchSettings): readonly Fold[] {
  return searchFolds(set, searchSplits, settings.protocol, settings.randomState);
}

/**
 * Candidates that differ only in the number of trees and their depth. Growing the largest one gives the results of all:
 * a forest of 100 trees is the first half of one of 200, and a tree of depth 5 is the top of the unlimited one.
 */
export function familyKey(params: CandidateParams): string {
  return paramsKey({ ...params, nEstimators: 0, maxDepth: 0 });
}

export function familiesOf(candidates: readonly CandidateParams[]): readonly (readonly CandidateParams[])[] {
  const families = new Map<string, CandidateParams[]>();
  for (const params of candidates) {
    const key = familyKey(params);
    const family = families.get(key);
    if (family === undefined) families.set(key, [params]);
    else family.push(params);
  }
  return [...families.values()];
}

/** Cross-validated scores of the candidates of one family, in their order: the means over the folds. */
export function scoreFamily(
  set: TrainingSet,
  family: readonly CandidateParams[],
  folds: readonly Fold[],
  randomState: number,
): CandidateScore[] {
  const startedAt = performance.now();
  const perFold = folds.map((fold) => {
    const rows = [...fold.test];
    return familyPredictions(set, fold, family, randomState).map((predicted) => scores(set, rows, [...predicted]));
  });
  const fitMs = (performance.now() - startedAt) / family.length;
  return family.map((params, candidate) => {
    const ofFolds = perFold.map((fold) => fold[candidate]!);
    return {
      params,
      macroF1: mean(ofFolds.map((score) => score.macroF1)),
      accuracy: mean(ofFolds.map((score) => score.accuracy)),
      foldMacroF1: ofFolds.map((score) => score.macroF1),
      fitMs,
    };
  });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
