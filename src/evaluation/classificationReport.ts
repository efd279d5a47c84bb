import { ParameterError } from "../shared/errors.js";
import { type ClassScore, type ConfusionMatrix, accuracy, classScores } from "./metrics.js";

/** Precision, recall and F1 with the number of recordings behind them. */
export interface ReportRow {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export interface ClassificationReport {
  readonly classes: readonly ReportRow[];
  readonly accuracy: number;
  /** plain mean over the classes that occur: each class counts the same */
  readonly macroAverage: ReportRow;
  /** mean weighted by support: each recording counts the same */
  readonly weightedAverage: ReportRow;
}

/**
 * The table scikit-learn's `classification_report` prints, with zero_division 0. A class that neither occurs nor is
 * predicted keeps its row of zeros, and stays out of the averages.
 *
 * @param confusion shape [nClasses, nClasses], at least one recording
 * @param labels    name of each class, shape [nClasses]
 * @throws ParameterError if the names do not match the matrix or it holds no recordings
 */
export function classificationReport(confusion: ConfusionMatrix, labels: readonly string[]): ClassificationReport {
  if (labels.length !== confusion.length)
    throw new ParameterError("labels", `one name a class (${confusion.length})`, labels.length);
  const scores = classScores(confusion);
  const present = scores.filter((score) => score.occurs);
  if (present.length === 0) throw new ParameterError("confusion", "at least one recording", 0);
  return {
    classes: scores.map(({ precision, recall, f1, support }, k) => ({
      label: labels[k]!,
      precision,
      recall,
      f1,
      support,
    })),
    accuracy: accuracy(confusion),
    macroAverage: averageRow("macro average", present, () => 1),
    weightedAverage: averageRow("weighted average", present, (score) => score.support),
  };
}

function averageRow(label: string, scores: readonly ClassScore[], weight: (score: ClassScore) => number): ReportRow {
  const totalWeight = scores.reduce((total, score) => total + weight(score), 0);
  const average = (value: (score: ClassScore) => number): number =>
    scores.reduce((total, score) => total + weight(score) * value(score), 0) / totalWeight;
  return {
    label,
    precision: average((score) => score.precision),
    recall: average((score) => score.recall),
    f1: average((score) => score.f1),
    support: scores.reduce((total, score) => total + score.support, 0),
  };
}
