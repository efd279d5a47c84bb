import { actorFolds, type Fold } from "../../evaluation/folds.js";
import { accuracy, confusionMatrix, macroF1 } from "../../evaluation/metrics.js";
import type { Protocol } from "../../evaluation/nestedCrossValidation.js";
import { stratifiedSplit } from "../../evaluation/stratified.js";
import type { ForestFitter } from "./forestFitter.js";
import { predictRows } from "./predictRows.js";
import { ShuffledFamilies } from "./shuffledFamilies.js";
import type { Evaluation, ModelSpec } from "./fitTask.js";
import type { TrainingSet } from "./trainingSet.js";

/** Number of groups of actors that are held out in turn; with fewer actors, one actor per group. */
export const actorGroups = 8;

/** The usual test share of studies with this protocol. */
const testFraction = 0.25;

/**
 * Predictions for rows that were held out of training, under one of two protocols:
 * - byActor: actors are held out in turn, so each row is predicted by a model that was not trained on its speaker;
 * - stratified: a random quarter of the trials is held out, as studies often do: the speakers are known to the model.
 *
 * @param families the family of each column; if given, each family's importance on the held-out rows is measured too
 * @throws ParameterError if the set has too few actors or recordings for the protocol
 */
export function evaluate(
  set: TrainingSet,
  spec: Pick<ModelSpec, "params">,
  protocol: Protocol,
  fit: ForestFitter,
  randomState: number,
  families?: readonly string[],
): Evaluation {
  const folds: readonly Fold[] =
    protocol === "byActor"
      ? actorFolds(set.actors, actorGroups, set.y)
      : [stratifiedSplit(set.y, testFraction, randomState, set.trials)];
  const rows: number[] = [];
  const predicted: number[] = [];
  const proba: number[][] = [];
  const foldOfRow: number[] = [];
  const shuffled = families && new ShuffledFamilies(families, randomState);
  for (const [fold, { train, test }] of folds.entries()) {
    const model = fit(set, train, { ...spec.params, randomState });
    const said = predictRows(model, set, test);
    test.forEach((row, i) => {
      rows.push(row);
      predicted.push(said.predicted[i]!);
      proba.push(said.proba[i]!);
      foldOfRow.push(fold);
    });
    shuffled?.predict(model, set, test);
  }
  return {
    ...scores(set, rows, predicted),
    rows,
    predicted,
    proba,
    folds: foldOfRow,
    ...(shuffled === undefined ? {} : { shuffled: shuffled.results() }),
  };
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
