import type { FittedClassifier } from "../../forest/classifier.js";
import { argmaxRows } from "../../forest/classifier.js";
import { type Matrix, row, zeros } from "../../shared/matrix.js";
import type { TrainingSet } from "./trainingSet.js";

/** What a model says of some rows, one entry a row. */
export interface RowAnswers {
  /** the likeliest label */
  readonly predicted: number[];
  /** the probability of each of the set's labels; 0 for one that the model has never met */
  readonly proba: number[][];
}

/** Four decimals say all that a probability of a model can. */
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
