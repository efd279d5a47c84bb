import { ParameterError } from "../shared/errors.js";
import { type Matrix, row, zeros } from "../shared/matrix.js";

/*
 * Speaker standardisation: features are standardised by a speaker's own mean and spread, since voices differ more from
 * one another than emotions do. For a speaker with few or no recordings, the typical values of the training speakers
 * are used, and the more recordings there are, the more weight the speaker's own values have:
 *
 *     m  = (n mean + 2 m0) / (n + 2)         m0, s0: means of the training speakers' means and standard deviations
 *     s² = (SS + 8 s0²) / (max(n - 1, 0) + 8)
 *
 * With n = 0 that is m0 and s0: a new speaker. One model therefore serves new and enrolled speakers. Training rows lie
 * between the two: each training speaker is standardised halfway between its own values and the typical ones. (Own
 * values alone lose 0.03 of macro F1 on new speakers with eight emotions, typical ones alone lose on enrolled ones;
 * halfway loses on neither: docs/accuracy.md.)
 */

/** Statistics of a speaker's recordings: their number, and mean and sum of squared deviations of each column. */
export interface SpeakerStatistics {
  readonly n: number;
  /** shape [p] */
  readonly mean: Float64Array;
  /** sum of (x - mean)², shape [p] */
  readonly sumSquares: Float64Array;
}

/** Typical mean and spread of the training speakers. */
export interface SpeakerPrior {
  readonly mean: Float64Array;
  /** above 0 */
  readonly sd: Float64Array;
}

/** Weight of the typical mean, in recordings. */
export const meanWeight = 2;
/** Weight of the typical variance, in recordings. */
const varianceWeight = 8;

/** Divisor of a constant column, instead of 0. */
const minSd = 1e-6;

/** Standardised values beyond this are clipped: a few outliers must not outweigh all other values. */
const clipAt = 3;

/**
 * Statistics of some rows: Welford's update, row after row.
 *
 * @param before statistics of earlier rows of the same speaker, to add to
 * @throws ParameterError if the numbers of columns disagree
 * @see Welford, Technometrics 4 (1962) 419
 * @example const speaker = speakerStatistics([first, second]);
 */
export function speakerStatistics(rows: Iterable<ArrayLike<number>>, before?: SpeakerStatistics): SpeakerStatistics {
  let n = before?.n ?? 0;
  let mean = before === undefined ? undefined : Float64Array.from(before.mean);
  let sumSquares = before === undefined ? undefined : Float64Array.from(before.sumSquares);
  for (const x of rows) {
    mean ??= new Float64Array(x.length);
    sumSquares ??= new Float64Array(x.length);
    if (x.length !== mean.length) throw new ParameterError("rows", `${mean.length} columns`, x.length);
    n += 1;
    for (let c = 0; c < mean.length; c++) {
      const difference = x[c]! - mean[c]!;
      mean[c]! += difference / n;
      sumSquares[c]! += difference * (x[c]! - mean[c]!);
    }
  }
  return { n, mean: mean ?? new Float64Array(), sumSquares: sumSquares ?? new Float64Array() };
}

/**
 * The mean of the speakers' means and of their standard deviations.
 *
 * @throws ParameterError if there is no speaker
 */
export function speakerPrior(speakers: readonly SpeakerStatistics[]): SpeakerPrior {
  const [first] = speakers;
  if (first === undefined) throw new ParameterError("speakers", "at least one", "none");
  const p = first.mean.length;
  const mean = new Float64Array(p);
  const sd = new Float64Array(p);
  for (const speaker of speakers)
    for (let c = 0; c < p; c++) {
      mean[c]! += speaker.mean[c]! / speakers.length;
      sd[c]! += Math.sqrt(speaker.sumSquares[c]! / speaker.n) / speakers.length;
    }
  return { mean, sd: sd.map((value) => Math.max(value, minSd)) };
}

/** The values by which a row is standardised. */
export interface Scale {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

/** The scale of an enrolled speaker or, without statistics, of a new one. */
export function enrolledScale(prior: SpeakerPrior, speaker?: SpeakerStatistics): Scale {
  if (speaker === undefined || speaker.n === 0) return prior;
  const { n } = speaker;
  if (speaker.mean.length !== prior.mean.length)
    throw new ParameterError("speaker", `statistics of ${prior.mean.length} columns`, speaker.mean.length);
  const mean = prior.mean.map((usual, c) => (n * speaker.mean[c]! + meanWeight * usual) / (n + meanWeight));
  const sd = prior.sd.map((usual, c) =>
    Math.max(Math.sqrt((speaker.sumSquares[c]! + varianceWeight * usual * usual) / (n - 1 + varianceWeight)), minSd),
  );
  return { mean, sd };
}

/** The scale of a training speaker: halfway between its own mean and standard deviation and the typical ones. */
export function trainingScale(prior: SpeakerPrior, { n, mean, sumSquares }: SpeakerStatistics): Scale {
  return {
    mean: prior.mean.map((usual, c) => (usual + mean[c]!) / 2),
    sd: prior.sd.map((usual, c) => Math.max((usual + Math.sqrt(sumSquares[c]! / n)) / 2, minSd)),
  };
}

/** (x - mean) / sd, clipped at ±3, into `to`. */
export function standardise(x: ArrayLike<number>, { mean, sd }: Scale, to: Float64Array): void {
  for (let c = 0; c < mean.length; c++) to[c] = Math.min(Math.max((x[c]! - mean[c]!) / sd[c]!, -clipAt), clipAt);
}

/** Some rows of X, each standardised by the scale of its speaker; shape [rows.length, p]. */
export function standardisedRows(X: Matrix, rows: ArrayLike<number>, scaleOf: (row: number) => Scale): Matrix {
  const Z = zeros(rows.length, X.cols);
  for (let i = 0; i < rows.length; i++) standardise(row(X, rows[i]!), scaleOf(rows[i]!), row(Z, i));
  return Z;
}
