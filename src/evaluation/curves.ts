import { ParameterError } from "../shared/errors.js";

/** One point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** A class against the others, at every threshold of its probability. */
export interface ClassCurves {
  /** x: false positive rate; y: true positive rate. From (0, 0) to (1, 1) */
  readonly roc: readonly CurvePoint[];
  /** area under the ROC curve, 0.5 at chance level */
  readonly rocAuc: number;
  /** x: recall; y: precision, with rising recall */
  readonly precisionRecall: readonly CurvePoint[];
  /** sum over the thresholds of precision times the gain in recall; the class's share at chance level */
  readonly averagePrecision: number;
}

/**
 * The ROC and precision-recall curves of one class. Equal scores are one threshold.
 *
 * @param scores     score of the class for each row, shape [n], finite
 * @param isPositive whether each row belongs to the class, shape [n]
 * @throws ParameterError if shapes disagree, a score is not finite, or all rows are of one kind
 * @see scikit-learn, roc_curve (all thresholds kept), roc_auc_score, average_precision_score
 * @example classCurves([0.9, 0.4, 0.3], [true, false, true]).rocAuc // 0.5
 */
export function classCurves(scores: ArrayLike<number>, isPositive: readonly boolean[]): ClassCurves {
  if (scores.length !== isPositive.length)
    throw new ParameterError("isPositive", `one per row (${scores.length})`, isPositive.length);
  for (let i = 0; i < scores.length; i++)
    if (!Number.isFinite(scores[i])) throw new ParameterError("scores", "finite values", scores[i]);
  const nPositive = isPositive.filter(Boolean).length;
  const nNegative = isPositive.length - nPositive;
  if (nPositive === 0 || nNegative === 0)
    throw new ParameterError("isPositive", "rows of the class and others", `${nPositive} of ${isPositive.length}`);
  const order = Array.from(isPositive.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const roc: CurvePoint[] = [{ x: 0, y: 0 }];
  const precisionRecall: CurvePoint[] = [];
  let found = 0;
  let mistaken = 0;
  let rocAuc = 0;
  let averagePrecision = 0;
  order.forEach((row, i) => {
    if (isPositive[row]!) found += 1;
    else mistaken += 1;
    const next = order[i + 1];
    if (next !== undefined && scores[next] === scores[row]) return;
    const before = roc.at(-1)!;
    const point = { x: mistaken / nNegative, y: found / nPositive };
    rocAuc += ((point.x - before.x) * (point.y + before.y)) / 2;
    averagePrecision += (point.y - before.y) * (found / (found + mistaken));
    roc.push(point);
    precisionRecall.push({ x: point.y, y: found / (found + mistaken) });
  });
  return { roc, rocAuc, precisionRecall, averagePrecision };
}
