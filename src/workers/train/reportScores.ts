import { bootstrapInterval } from "../../evaluation/bootstrapInterval.js";
import { classificationReport } from "../../evaluation/classificationReport.js";
import { accuracy, balancedAccuracy, confusionMatrix, macroF1 } from "../../evaluation/metrics.js";
import type { Scores } from "../../report/report.js";
import type { Evaluation } from "./fitTask.js";
import type { TrainingSet } from "./trainingSet.js";

/** Settings of the report's bootstrap intervals. */
export const confidence = { nResamples: 2_000, confidence: 0.95 };

/** The scores of some predictions, with intervals: how far they would move with other speakers. */
export function scoresOf(
  data: TrainingSet,
  { rows, predicted }: Pick<Evaluation, "rows" | "predicted">,
  randomState: number,
): Scores {
  return scoresOfRows(truthOf(data, rows), predicted, data.labels, randomState);
}

/** True labels and speakers of some rows, one entry per row. */
export interface TrueLabels {
  readonly actors: readonly number[];
  readonly yTrue: readonly number[];
  readonly nClasses: number;
}

/** Like scoresOf, from true and predicted labels, one entry per row. */
export function scoresOfRows(
  truth: TrueLabels,
  predicted: readonly number[],
  labels: readonly string[],
  randomState: number,
): Scores {
  const options = { ...confidence, randomState };
  const confusion = confusionMatrix(truth.yTrue, predicted, truth.nClasses);
  return {
    accuracy: accuracy(confusion),
    macroF1: macroF1(confusion),
    confusion,
    balancedAccuracy: balancedAccuracy(confusion),
    classificationReport: classificationReport(confusion, labels),
    // A single actor says nothing about how far the figures would move with other actors.
    ...(new Set(truth.actors).size < 2
      ? {}
      : {
          intervals: {
            accuracy: bootstrapInterval(truth, predicted, accuracy, options),
            macroF1: bootstrapInterval(truth, predicted, macroF1, options),
          },
        }),
  };
}

/** Labels and actors of some rows, as input of the bootstrap. */
export function truthOf(data: TrainingSet, rows: readonly number[]): TrueLabels {
  return {
    actors: rows.map((row) => data.actors[row]!),
    yTrue: rows.map((row) => data.y[row]!),
    nClasses: data.labels.length,
  };
}
