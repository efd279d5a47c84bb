import { actorFolds, type Fold } from "../../evaluation/folds.js";
import { accuracy, confusionMatrix, macroF1 } from "../../evaluation/metrics.js";
import type { Protocol } from "../../evaluation/nestedCrossValidation.js";
import { stratifiedSplit } from "../../evaluation/stratified.js";
import type { ForestFitter } from "./forestFitter.js";
import type { Evaluation, ModelSpec } from "./fitTask.js";
import type { TrainingSet } from "./trainingSet.js";

/** Groups of actors that are held out in turn; with fewer actors, one actor a group. */
export const actorGroups = 8;

/** The share of the recordings that such studies test on. */
const testFraction = 0.25;

/**
 * Predictions for rows that the model did not see, under one of two protocols:
 * - byActor: actors are held out in turn, so each row is predicted by a model that never heard its speaker;
 * - stratified: a random quarter of the trials, as such studies report it: the speakers are known to the model.
 *
 * @throws ParameterError if the set has too few actors or recordings for the protocol
 */
export function evaluate(
  set: TrainingSet,
  spec: Pick<ModelSpec, "params">,
  protocol: Protocol,
  fit: ForestFitter,
  randomState: number,
): Evaluation {
  const folds: readonly Fold[] =
    protocol === "byActor"
      ? actorFolds(set.actors, actorGroups)
      : [stratifiedSplit(set.y, testFraction, randomState, set.trials)];
  const rows: number[] = [];
  const predicted: number[] = [];
  for (const { train, test } of folds) {
    const predictions = fit(set, train, { ...spec.params, randomState }).predict(set.X);
    for (const row of test) {
      rows.push(row);
      predicted.push(predictions[row]!);
    }
  }
  return { ...scores(set, rows, predicted), rows, predicted };
}

/** Accuracy, macro F1 and confusion of predictions for some rows of a set. */
export function scores(
  set: TrainingSet,
  rows: readonly number[],
  predicted: readonly number[],
): Pick<Evaluation, "accuracy" | "macroF1" | "confusion"> {
  const truth = rows.map((row) => set.y[row]!);
  const confusion = confusionMatrix(truth, predicted, set.labels.length);
  return { accuracy: accuracy(confusion), macroF1: macroF1(confusion), confusion: confusion.map((row) => [...row]) };
}
