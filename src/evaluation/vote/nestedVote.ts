import { argmaxRows } from "../../forest/classifier.js";
import { type SpeakerVote, voteOfStandardised } from "../../linear/speakerVote.js";
import type { Matrix } from "../../shared/matrix.js";
import { actorFolds, type Fold } from "../folds.js";
import { type Enrolment, evaluateEnrolment, type RowPredictions } from "./enrolment.js";
import type { VoteData } from "./voteData.js";
import { fitVote, searchVote, type VoteCandidate, voteCandidates, type VoteTemperatures } from "./voteSearch.js";

/** Outer folds by speaker, as many as for the study's models. */
export const voteOuterSplits = 8;

/** Folds of the search within each of them. */
export const voteInnerSplits = 5;

export interface VoteFold {
  readonly heldOut: readonly number[];
  readonly candidate: VoteCandidate;
  /** predictions for the held-out speakers' recordings of the run's classes, as new speakers */
  readonly unheard: RowPredictions;
  readonly enrolment: Enrolment;
  /** predictions for sentences that the vote was not trained on; empty if sentences are unknown */
  readonly crossText: { readonly rows: readonly number[]; readonly predicted: readonly number[] };
}

/**
 * The recordings that one outer fold is fitted on, and those that it is evaluated on.
 *
 * @param genders of each row's speaker, as numbers: men and women are held out evenly, so that no fold loses two voices
 *                of the same gender
 */
export function voteFolds(
  speakers: readonly number[],
  nOuter = voteOuterSplits,
  y?: ArrayLike<number>,
  genders?: ArrayLike<number>,
): ReturnType<typeof actorFolds> {
  return actorFolds(speakers, nOuter, y, genders);
}

/**
 * One outer fold of a nested cross-validation: the search, the calibration and the fit among the other speakers, then
 * predictions for the held-out speakers, as new ones and as enrolled ones.
 *
 * @param calmLabels classes whose recordings are also enrolled alone
 * @param texts      number of each row's sentence. @defaultValue unknown
 * @throws ParameterError if there are fewer than three speakers
 */
export function nestedVoteFold(
  views: readonly VoteData[],
  { train, test, heldOut }: ReturnType<typeof actorFolds>[number],
  calmLabels: readonly number[],
  randomState: number,
  texts: readonly number[] = [],
  candidates: readonly VoteCandidate[] = voteCandidates,
): VoteFold {
  const search = searchVote(views, train, candidates, voteInnerSplits);
  const candidate = candidates[search.best]!;
  const vote = fitVote(views, train, candidate, search.temperatures);
  const rows = views[0]!.asked(test);
  return {
    heldOut,
    candidate,
    unheard: { rows: [...rows], proba: newSpeakerProba(views, vote, rows) },
    enrolment: evaluateEnrolment(views, vote, test, calmLabels, randomState),
    crossText: crossTextPredictions(views, { train, test }, texts, candidate, search.temperatures),
  };
}

/** Probabilities for recordings of speakers without enrolled recordings; shape [rows.length, nAsked]. */
export function newSpeakerProba(views: readonly VoteData[], vote: SpeakerVote, rows: Int32Array): Matrix {
  return voteOfStandardised(
    vote,
    views.map((view, v) => view.asNewSpeakers(vote.priors[v]!, rows)),
  );
}

/**
 * A vote searched and fitted on some rows, and its predictions for others as new speakers.
 *
 * @throws ParameterError as searchVote
 */
export function trainedOn(
  views: readonly VoteData[],
  train: Int32Array,
  test: Int32Array,
): { readonly rows: number[]; readonly predicted: number[] } {
  const { best, temperatures } = searchVote(views, train, voteCandidates, voteInnerSplits);
  const vote = fitVote(views, train, voteCandidates[best]!, temperatures);
  const rows = views[0]!.asked(test);
  return { rows: [...rows], predicted: [...argmaxRows(newSpeakerProba(views, vote, rows))] };
}

/**
 * Predictions for the held-out speakers' recordings of one half of the sentences, by a vote fitted on the other half.
 *
 * @param texts number of each row's sentence
 * @returns nothing if there is only one sentence, or if a half of them has a single emotion
 */
export function crossTextPredictions(
  views: readonly VoteData[],
  { train, test }: Fold,
  texts: readonly number[],
  candidate: VoteCandidate,
  temperatures: VoteTemperatures,
): { readonly rows: number[]; readonly predicted: number[] } {
  const data = views[0]!;
  const distinct = [...new Set(texts)].sort((a, b) => a - b);
  const isFirst = new Set(distinct.slice(0, Math.ceil(distinct.length / 2)));
  const rows: number[] = [];
  const predicted: number[] = [];
  for (const half of distinct.length < 2 ? [] : [true, false]) {
    const fitted = train.filter((r) => isFirst.has(texts[r]!) === half);
    if (new Set(Array.from(data.asked(fitted), (r) => data.rows.y[r]!)).size < 2) continue;
    const vote = fitVote(views, fitted, candidate, temperatures);
    const testRows = data.asked(test.filter((r) => isFirst.has(texts[r]!) !== half));
    rows.push(...testRows);
    predicted.push(...argmaxRows(newSpeakerProba(views, vote, testRows)));
  }
  return { rows, predicted };
}
