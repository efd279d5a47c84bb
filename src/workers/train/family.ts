import type { Fold } from "../../shared/evaluation/folds.js";
import type { CandidateParams } from "../../shared/evaluation/paramGrid.js";
import { fitForest } from "./forestFitter.js";
import type { TrainingSet } from "./trainingSet.js";

/** The labels that each candidate of a family predicts for a fold's test rows, in the order of the candidates. */
export function familyPredictions(
  set: TrainingSet,
  fold: Fold,
  family: readonly CandidateParams[],
  randomState: number,
): readonly Int32Array[] {
  return family.map((params) => {
    const predictions = fitForest(set, fold.train, { ...params, randomState }).predict(set.X);
    return fold.test.map((row) => predictions[row]!);
  });
}
