import type { Fold } from "../../evaluation/folds.js";
import type { CandidateParams } from "../../evaluation/paramGrid.js";
import { argmaxRows } from "../../forest/classifier.js";
import { predictFamily } from "../../forest/family.js";
import { ranked } from "./forestFitter.js";
import type { TrainingSet } from "./trainingSet.js";

/**
 * The labels that each candidate of a family (they differ only in nEstimators and maxDepth) predicts for a fold's test
 * rows, in the order of the candidates: the largest forest is grown once for all.
 */
export function familyPredictions(
  set: TrainingSet,
  { train, test }: Fold,
  family: readonly CandidateParams[],
  randomState: number,
): readonly Int32Array[] {
  const dataset = ranked(set);
  const nEstimators = [...new Set(family.map((params) => params.nEstimators))];
  const maxDepths = [...new Set(family.map((params) => params.maxDepth))];
  const members = predictFamily(dataset, train, test, { ...family[0]!, randomState }, nEstimators, maxDepths);
  const proba = new Map(members.map((member) => [`${member.nEstimators} ${member.maxDepth}`, member.proba]));
  return family.map((params) =>
    argmaxRows(proba.get(`${params.nEstimators} ${params.maxDepth}`)!).map((label) => dataset.classes[label]!),
  );
}
