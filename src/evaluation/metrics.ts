import { ParameterError } from "../shared/errors.js";

/**
 * Confusion matrix, shape [nClasses, nClasses]: row t, column p counts the recordings of class t that were predicted as
 * class p. Every score here is a function of it, so a resample of actors is scored by adding their matrices.
 */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * @param yTrue    labels 0 .. nClasses - 1, shape [nSamples]
 * @param yPred    predicted labels, shape [nSamples]
 * @param nClasses number of classes
 * @throws ParameterError if the shapes disagree or a label lies outside 0 .. nClasses - 1
 */
export function confusionMatrix(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, nClasses: number): ConfusionMatrix {
  if (yPred.length !== yTrue.length)
    throw new ParameterError("yPred", `one prediction a row (${yTrue.length})`, yPred.length);
  const confusion = Array.from({ length: nClasses }, () => new Array<number>(nClasses).fill(0));
  for (let r = 0; r < yTrue.length; r++) {
    checkLabel("yTrue", yTrue[r]!, nClasses);
    checkLabel("yPred", yPred[r]!, nClasses);
    confusion[yTrue[r]!]![yPred[r]!]! += 1;
  }
  return confusion;
}

/** Share of recordings predicted correctly, 0 .. 1; NaN without recordings. */
export function accuracy(confusion: ConfusionMatrix): number {
  let correct = 0;
  let all = 0;
  for (let k = 0; k < confusion.length; k++) {
    correct += confusion[k]![k]!;
    all += sum(confusion[k]!);
  }
  return correct / all;
}

/**
 * Mean recall over the classes that occur in the truth, 0 .. 1; NaN without recordings.
 * Source: scikit-learn, `balanced_accuracy_score`.
 */
export function balancedAccuracy(confusion: ConfusionMatrix): number {
  return mean(classScores(confusion).flatMap((score) => (score.support > 0 ? [score.recall] : [])));
}

/**
 * Mean F1 over the classes that occur in the truth or in the predictions, 0 .. 1; NaN without recordings.
 * Source: scikit-learn, `f1_score(average="macro")`.
 */
export function macroF1(confusion: ConfusionMatrix): number {
  let total = 0;
  let classes = 0;
  for (let k = 0; k < confusion.length; k++) {
    const both = sum(confusion[k]!) + columnSum(confusion, k);
    if (both === 0) continue;
    total += (2 * confusion[k]![k]!) / both;
    classes += 1;
  }
  return total / classes;
}

/** Scores of one class; a quotient with denominator 0 counts as 0. */
export interface ClassScore {
  /** share of the predictions of this class that were right */
  readonly precision: number;
  /** share of this class's recordings that were found */
  readonly recall: number;
  /** harmonic mean of the two */
  readonly f1: number;
  /** number of this class's recordings */
  readonly support: number;
  /** whether the class appears in the truth or among the predictions */
  readonly occurs: boolean;
}

/** The score of each class, shape [nClasses]. Source: scikit-learn, `precision_recall_fscore_support`. */
export function classScores(confusion: ConfusionMatrix): readonly ClassScore[] {
  return confusion.map((counts, k) => {
    const correct = counts[k]!;
    const support = sum(counts);
    const predicted = columnSum(confusion, k);
    return {
      precision: ratio(correct, predicted),
      recall: ratio(correct, support),
      f1: ratio(2 * correct, support + predicted),
      support,
      occurs: support + predicted > 0,
    };
  });
}

function checkLabel(name: string, label: number, nClasses: number): void {
  if (!Number.isInteger(label) || label < 0 || label >= nClasses)
    throw new ParameterError(name, `labels from 0 to ${nClasses - 1}`, label);
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function columnSum(rows: readonly (readonly number[])[], column: number): number {
  let total = 0;
  for (let r = 0; r < rows.length; r++) total += rows[r]![column]!;
  return total;
}
