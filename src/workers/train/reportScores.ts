import { bootstrapInterval } from "../../evaluation/bootstrapInterval.js";
import { classificationReport } from "../../evaluation/classificationReport.js";
import { accuracy, balancedAccuracy, macroF1 } from "../../evaluation/metrics.js";
import type { Scores } from "../../report/report.js";
import { scores } from "./evaluate.js";
import type { Evaluation } from "./fitTask.js";
import type { TrainingSet } from "./trainingSet.js";

/** How the report's intervals are drawn. */
export const confidence = { nResamples: 2_000, confidence: 0.95 };

/** The figures of some predictions, with how far they would move with other speakers. */
export function scoresOf(
  data: TrainingSet,
  { rows, predicted }: Pick<Evaluation, "rows" | "predicted">,
  randomState: number,
): Scores {
  const base = scores(data, rows, predicted);
  const truth = truthOf(data, rows);
  const options = { ...confidence, randomState };
  return {
    ...base,
    balancedAccuracy: balancedAccuracy(base.confusion),
    classificationReport: classificationReport(base.confusion, data.labels),
    // One actor alone says nothing of how far the figures would move with others.
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

/** Labels and actors of some rows, as the bootstrap wants them. */
export function truthOf(
  data: TrainingSet,
  rows: readonly number[],
): { actors: number[]; yTrue: number[]; nClasses: number } {
  return {
    actors: rows.map((row) => data.actors[row]!),
    yTrue: rows.map((row) => data.y[row]!),
    nClasses: data.labels.length,
  };
}
