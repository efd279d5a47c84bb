import type { FittedClassifier } from "../../forest/classifier.js";
import { argmaxRows } from "../../forest/classifier.js";
import { type Matrix, row, zeros } from "../../shared/matrix.js";
import type { TrainingSet } from "./trainingSet.js";

/** A model's predictions for some rows, one entry per row. */
export interface RowAnswers {
  /** the likeliest label */
  readonly predicted: number[];
  /** the probability of each of the set's labels; 0 for a label that was not in the training rows */
  readonly proba: number[][];
}

/** Four decimals are more than a model's probabilities are worth. */
export function fourDecimals(p: number): number {
  return Math.round(p * 1e4) / 1e4;
}

/** Predictions of a fitted model for some rows of a set. */
export function predictRows(model: FittedClassifier, set: TrainingSet, rows: ArrayLike<number>): RowAnswers {
  const proba = model.predictProba(rowsOf(set.X, rows));
  const answers = argmaxRows(proba);
  return {
    predicted: Array.from(answers, (index) => model.classes[index]!),
    proba: Array.from({ length: proba.rows }, (_, r) => {
      const ofLabels = set.labels.map(() => 0);
      row(proba, r).forEach((p, index) => (ofLabels[model.classes[index]!] = fourDecimals(p)));
      return ofLabels;
    }),
  };
}

/** A copy of some rows of a matrix. */
export function rowsOf(X: Matrix, rows: ArrayLike<number>): Matrix {
  const chosen = zeros(rows.length, X.cols);
  for (let i = 0; i < rows.length; i++) chosen.data.set(row(X, rows[i]!), i * X.cols);
  return chosen;
}
