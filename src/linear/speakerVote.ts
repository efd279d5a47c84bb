import { type Matrix, row, zeros } from "../shared/matrix.js";
import { decisionFunction, type LinearModel } from "./linearModel.js";
import { softmaxRows } from "./softmax.js";
import {
  enrolledScale,
  meanWeight,
  type SpeakerPrior,
  type SpeakerStatistics,
  standardise,
  standardisedRows,
} from "./speakerScaling.js";

/** A linear model that takes part in a vote. */
export interface VoteMember {
  readonly kind: "ridge" | "lda";
  /** index of its view */
  readonly view: number;
  /** ridge: the penalty as a share of the number of columns; LDA: the shrinkage */
  readonly penalty: number;
  /** scores of the run's classes, in order */
  readonly model: LinearModel;
  /** softmax(scores / temperature) are the member's probabilities */
  readonly temperature: number;
  /** of its probabilities in the average. @defaultValue 1 */
  readonly weight?: number;
}

/**
 * Linear models on speaker-standardised features whose probabilities are averaged, each with its weight. Members may see different views of a
 * recording, such as functionals or random convolutions. The average of calibrated models is underconfident, so it has
 * its own temperature: softmax(log p / temperature).
 */
export interface SpeakerVote {
  /** the prior of each view */
  readonly priors: readonly SpeakerPrior[];
  readonly members: readonly VoteMember[];
  readonly temperature: number;
  /**
   * the same if many recordings of the speaker are enrolled: such predictions are more confident. @defaultValue
   * temperature
   */
  readonly enrolledTemperature?: number;
}

/**
 * Class probabilities of rows that are not yet standardised.
 *
 * @param views   the same rows in each view, shape [n, p of the view], all of one speaker
 * @param speaker statistics of the speaker in each view; absent for a new speaker
 * @returns shape [n, nClasses], rows sum to 1
 * @throws ParameterError if the numbers of columns disagree
 * @example voteProba(vote, [{ rows: 1, cols: x.length, data: x }], [speaker])
 */
export function voteProba(
  vote: SpeakerVote,
  views: readonly Matrix[],
  speaker: readonly (SpeakerStatistics | undefined)[] = [],
): Matrix {
  return voteOfStandardised(
    { members: vote.members, temperature: temperatureOf(vote, speaker[0]?.n ?? 0) },
    views.map((X, view) => {
      const scale = enrolledScale(vote.priors[view]!, speaker[view]);
      const all = Array.from({ length: X.rows }, (_, r) => r);
      return standardisedRows(X, all, () => scale);
    }),
  );
}

/**
 * The vote's temperature for a speaker with n enrolled recordings. It moves from one to the other as the speaker's own
 * mean gains weight over the typical one.
 */
export function temperatureOf(
  { temperature, enrolledTemperature = temperature }: Pick<SpeakerVote, "temperature" | "enrolledTemperature">,
  n: number,
): number {
  const share = n / (n + meanWeight);
  return temperature ** (1 - share) * enrolledTemperature ** share;
}

/** Like voteProba, for rows that are already standardised. */
export function voteOfStandardised(
  { members, temperature }: Pick<SpeakerVote, "members" | "temperature">,
  views: readonly Matrix[],
): Matrix {
  const votes = members.map(({ model, view, temperature: ofMember }) =>
    softmaxRows(decisionFunction(model, views[view]!), ofMember),
  );
  return sharpened(weightedMean(votes, members.map(weightOf)), temperature);
}

/** The weighted mean of probability matrices of the same shape. */
export function weightedMean(votes: readonly Matrix[], weights: readonly number[]): Matrix {
  const { rows, cols } = votes[0]!;
  const total = sumOf(weights);
  const mean = zeros(rows, cols);
  votes.forEach((vote, v) => {
    for (let i = 0; i < mean.data.length; i++) mean.data[i]! += (weights[v]! * vote.data[i]!) / total;
  });
  return mean;
}

function weightOf({ weight = 1 }: VoteMember): number {
  return weight;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Probabilities to the power 1 / temperature, renormalised to sum to 1. */
export function sharpened(proba: Matrix, temperature: number): Matrix {
  return softmaxRows(logarithms(proba), temperature);
}

/** log p for p > 0; a class with probability 0 stays far below the others. */
export function logarithms(proba: Matrix): Matrix {
  return { ...proba, data: proba.data.map((p) => Math.log(Math.max(p, 1e-12))) };
}

/**
 * What each column of the first view adds to the score of a class, relative to the mean over all classes. The sum over
 * all columns, plus the intercepts, is the weighted mean of the members' scores. In units of log-odds.
 *
 * @param x shape [p], not standardised
 * @param k column of the class
 * @returns shape [p]
 */
export function voteContributions(
  vote: SpeakerVote,
  x: ArrayLike<number>,
  k: number,
  speaker?: SpeakerStatistics,
): Float64Array {
  const z = new Float64Array(x.length);
  standardise(x, enrolledScale(vote.priors[0]!, speaker), z);
  const contributions = new Float64Array(x.length);
  const total = sumOf(vote.members.map(weightOf));
  for (const member of vote.members) {
    const { model, temperature, view } = member;
    if (view !== 0) continue;
    const share = weightOf(member) / total;
    const { rows: nClasses, cols: p } = model.coef;
    const own = row(model.coef, k);
    for (let c = 0; c < p; c++) {
      let mean = 0;
      for (let other = 0; other < nClasses; other++) mean += model.coef.data[other * p + c]! / nClasses;
      contributions[c]! += (share * z[c]! * (own[c]! - mean)) / temperature;
    }
  }
  return contributions;
}
