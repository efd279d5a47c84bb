import { ParameterError } from "../shared/errors.js";
import { type ConfusionMatrix, confusionMatrix } from "./metrics.js";
import { type RandomSource, seededRandom } from "./seededRandom.js";

/** A figure with its interval from resampling the actors. */
export interface Interval {
  /** the figure on the original actors */
  readonly point: number;
  readonly lower: number;
  readonly upper: number;
  /** share of the resamples between lower and upper, such as 0.95 */
  readonly confidence: number;
  readonly nResamples: number;
}

/** True label and actor of each row. */
export interface Truth {
  readonly actors: ArrayLike<number>;
  readonly yTrue: ArrayLike<number>;
  readonly nClasses: number;
}

export interface BootstrapOptions {
  /** resamples drawn, default 2000: the ends then move by well under 0.01 from seed to seed */
  readonly nResamples?: number;
  /** default 0.95 */
  readonly confidence?: number;
  readonly randomState: number;
}

/** A score of decisions, such as accuracy or macroF1. */
export type Score = (confusion: ConfusionMatrix) => number;

/**
 * Confidence interval of a score with respect to the choice of speakers: actors, not recordings, are drawn with
 * replacement, since the recordings of one voice are correlated.
 *
 * @param yPred one prediction per row, by a model trained without that row's actor
 * @throws ParameterError if shapes disagree, there are fewer than two actors or an option is out of range
 * Source: percentile interval, Efron & Tibshirani, An Introduction to the Bootstrap, ch. 13; cluster resampling,
 * Field & Welsh (2007).
 */
export function bootstrapInterval(
  truth: Truth,
  yPred: ArrayLike<number>,
  score: Score,
  options: BootstrapOptions,
): Interval {
  const actors = confusionPerActor(truth, yPred);
  const pooled = poolOf(actors);
  return percentileInterval(actors.length, (drawn) => score(pooled(drawn)), options);
}

/**
 * The interval of score(first) - score(second), with both models evaluated on the same drawn actors: difficulties
 * common to both cancel out. If it lies above 0, the first model is better; if it contains 0, the comparison is
 * inconclusive.
 *
 * @param first  predictions of the first model, shape [nSamples]
 * @param second predictions of the second model for the same rows
 * @throws ParameterError as bootstrapInterval
 */
export function bootstrapDifference(
  truth: Truth,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  score: Score,
  options: BootstrapOptions,
): Interval {
  const actors = confusionPerActor(truth, first);
  const ofFirst = poolOf(actors);
  const ofSecond = poolOf(confusionPerActor(truth, second));
  const difference = (drawn: ArrayLike<number>): number => score(ofFirst(drawn)) - score(ofSecond(drawn));
  return percentileInterval(actors.length, difference, options);
}

function percentileInterval(
  nActors: number,
  statistic: (drawnActors: ArrayLike<number>) => number,
  { nResamples = 2000, confidence = 0.95, randomState }: BootstrapOptions,
): Interval {
  if (!Number.isInteger(nResamples) || nResamples < 1)
    throw new ParameterError("nResamples", "an integer of at least 1", nResamples);
  if (!(confidence > 0 && confidence < 1))
    throw new ParameterError("confidence", "a number above 0 and below 1", confidence);
  const random = seededRandom(randomState);
  const actors = Int32Array.from({ length: nActors }, (_, actor) => actor);
  const drawn = new Int32Array(nActors);
  const resampled = Float64Array.from({ length: nResamples }, () => {
    drawActors(drawn, random);
    return statistic(drawn);
  }).sort();
  return {
    point: statistic(actors),
    lower: quantile(resampled, (1 - confidence) / 2),
    upper: quantile(resampled, (1 + confidence) / 2),
    confidence,
    nResamples,
  };
}

function drawActors(drawn: Int32Array, random: RandomSource): void {
  for (let i = 0; i < drawn.length; i++) drawn[i] = random.nextBelow(drawn.length);
}

/** One confusion matrix per actor, actors ascending. */
function confusionPerActor({ actors, yTrue, nClasses }: Truth, yPred: ArrayLike<number>): readonly ConfusionMatrix[] {
  if (actors.length !== yTrue.length)
    throw new ParameterError("actors", `one actor a row (${yTrue.length})`, actors.length);
  if (yPred.length !== yTrue.length)
    throw new ParameterError("yPred", `one prediction a row (${yTrue.length})`, yPred.length);
  const rowsOfActor = new Map<number, number[]>();
  for (let r = 0; r < actors.length; r++) {
    const rows = rowsOfActor.get(actors[r]!);
    if (rows === undefined) rowsOfActor.set(actors[r]!, [r]);
    else rows.push(r);
  }
  if (rowsOfActor.size < 2) throw new ParameterError("actors", "at least 2 different actors", rowsOfActor.size);
  return [...rowsOfActor]
    .sort(([a], [b]) => a - b)
    .map(([, rows]) =>
      confusionMatrix(
        rows.map((r) => yTrue[r]!),
        rows.map((r) => yPred[r]!),
        nClasses,
      ),
    );
}

/**
 * Adds up the confusion matrices of drawn actors; an actor drawn twice counts twice. The result is overwritten by the
 * next call: a report takes hundreds of thousands of resamples.
 */
function poolOf(perActor: readonly ConfusionMatrix[]): (drawn: ArrayLike<number>) => ConfusionMatrix {
  const pooled = perActor[0]!.map((row) => new Array<number>(row.length).fill(0));
  return (drawn) => {
    for (const row of pooled) row.fill(0);
    for (let i = 0; i < drawn.length; i++) {
      const actor = perActor[drawn[i]!]!;
      for (let t = 0; t < pooled.length; t++) {
        const from = actor[t]!;
        const to = pooled[t]!;
        for (let p = 0; p < to.length; p++) to[p]! += from[p]!;
      }
    }
    return pooled;
  };
}

/** The q-quantile of ascending values, interpolated linearly (numpy's default, type 7 of Hyndman & Fan 1996). */
function quantile(ascending: Float64Array, q: number): number {
  const position = q * (ascending.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below]! + (position - below) * (ascending[above]! - ascending[below]!);
}
