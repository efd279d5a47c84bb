import { argmaxRows } from "../../forest/classifier.js";
import { decisionFunction, type LinearModel } from "../../linear/linearModel.js";
import { ridgePath } from "../../linear/ridgeClassifier.js";
import { ldaPath } from "../../linear/shrinkageLda.js";
import type { SpeakerPrior } from "../../linear/speakerScaling.js";
import { softmaxRows } from "../../linear/softmax.js";
import { logarithms, type SpeakerVote, type VoteMember, weightedMean } from "../../linear/speakerVote.js";
import { fitTemperature } from "../../linear/temperature.js";
import { type Matrix, row, zeros } from "../../shared/matrix.js";
import { ParameterError } from "../../shared/errors.js";
import { actorFolds } from "../folds.js";
import { confusionMatrix, macroF1 } from "../metrics.js";
import { seededRandom, shuffled } from "../seededRandom.js";
import type { VoteData } from "./voteData.js";

/** The hyperparameters of a vote. */
export interface VoteCandidate {
  /** ridge's penalty as a share of the number of columns */
  readonly ridgePenalty: number;
  /** LDA's shrinkage towards the mean variance */
  readonly ldaShrinkage: number;
}

/** The usual values come first: another candidate must be clearly better to be chosen. */
const ridgePenalties = [0.3, 1, 0.1] as const;
const ldaShrinkages = [0.8, 0.9, 0.6] as const;

/**
 * Smaller leads depend on the choice of speakers: macro F1 of 16 speakers has a standard error of about 0.02.
 *
 * @see Breiman et al., Classification and Regression Trees, 1984, ch. 3.4 (the rule of one standard error)
 */
const clearLead = 0.02;

export const voteCandidates: readonly VoteCandidate[] = ridgePenalties.flatMap((ridgePenalty) =>
  ldaShrinkages.map((ldaShrinkage) => ({ ridgePenalty, ldaShrinkage })),
);

/** What a search found. */
export interface VoteSearch {
  /** macro F1 of each candidate over all rows held out in turn, in the order of the candidates */
  readonly scores: readonly number[];
  /** index of the best candidate */
  readonly best: number;
  readonly temperatures: VoteTemperatures;
}

export interface VoteTemperatures {
  /** temperature of each view's ridge classifier; undefined where the view has none */
  readonly ridge: readonly (number | undefined)[];
  /** temperature of each view's LDA */
  readonly lda: readonly number[];
  readonly vote: number;
  /** the vote's temperature if many recordings of the speaker are enrolled. @defaultValue as for new speakers */
  readonly enrolled?: number;
}

/** Number of recordings of a held-out speaker to enrol for calibration on the others, at most half of them. */
const calibratedWith = 20;

/** The groups that folds hold out together; the speakers, if all rows belong to a single group. */
function groupsOf({ rows: { groups, speakers } }: VoteData, train: Int32Array): readonly number[] {
  if (groups === undefined) return speakers;
  return new Set(Array.from(train, (r) => groups[r]!)).size < 2 ? speakers : groups;
}

/**
 * Searches the candidates and calibrates the best by cross-validation over speakers among some rows. Rows outside
 * `train` have no influence.
 *
 * @param views   the same recordings in one or more views; each has the models in the vote that its data state
 * @param train   rows to search among, ascending
 * @param nSplits folds, at most the speakers
 * @throws ParameterError if there are fewer than two speakers, or fewer than two requested classes
 */
export function searchVote(
  views: readonly VoteData[],
  train: Int32Array,
  candidates: readonly VoteCandidate[],
  nSplits: number,
): VoteSearch {
  const data = views[0]!;
  const { y, nAsked, speakers, genders } = data.rows;
  const groups = groupsOf(data, train);
  const penalties = [...new Set(candidates.map(({ ridgePenalty }) => ridgePenalty))];
  const shrinkages = [...new Set(candidates.map(({ ldaShrinkage }) => ldaShrinkage))];
  const scored = data.asked(train);
  const place = new Map(Array.from(scored, (r, i) => [r, i]));
  const blank = (settings: readonly unknown[], has: (view: VoteData) => boolean = () => true): Matrix[][] =>
    views.map((view) => (has(view) ? settings.map(() => zeros(scored.length, nAsked)) : []));
  const hasRidge = ({ models }: VoteData): boolean => models.hasRidge;
  const ridgeScores = blank(penalties, hasRidge);
  const ldaScores = blank(shrinkages);
  const enrolledRidge = blank(penalties, hasRidge);
  const enrolledLda = blank(shrinkages);
  const others = new Set<number>();
  const folds = actorFolds(
    Array.from(train, (r) => groups[r]!),
    nSplits,
    train.map((r) => y[r]!),
    groups === speakers && genders !== undefined ? train.map((r) => genders[r]!) : undefined,
  );
  for (const fold of folds) {
    const inner = fold.train.map((i) => train[i]!);
    const held = fold.test.map((i) => train[i]!);
    const test = data.asked(held);
    const enrolments = halvedBySpeaker(data, held);
    views.forEach((view, v) => {
      const prior = view.priorOf(inner);
      const { ridge, lda } = fitMembers(view, prior, inner, penalties, shrinkages);
      const keep = (rows: Int32Array, Z: Matrix, models: readonly LinearModel[], kept: readonly Matrix[]): void =>
        models.forEach((model, m) => {
          const scores = decisionFunction(model, Z);
          rows.forEach((r, i) =>
            kept[m]!.data.set(scores.data.subarray(i * nAsked, (i + 1) * nAsked), place.get(r)! * nAsked),
          );
        });
      const asNew = view.asNewSpeakers(prior, test);
      keep(test, asNew, ridge, ridgeScores[v]!);
      keep(test, asNew, lda, ldaScores[v]!);
      for (const { enrolled, rest } of enrolments) {
        const asEnrolled = view.asEnrolled(prior, enrolled, rest);
        keep(rest, asEnrolled, ridge, enrolledRidge[v]!);
        keep(rest, asEnrolled, lda, enrolledLda[v]!);
        rest.forEach((r) => others.add(place.get(r)!));
      }
    });
  }
  const truth = Int32Array.from(scored, (r) => y[r]!);
  const temperaturesOf = (scores: readonly (readonly Matrix[])[]): number[][] =>
    scores.map((ofView) => ofView.map((each) => fitTemperature(each, truth)));
  const ridgeTemperatures = temperaturesOf(ridgeScores);
  const ldaTemperatures = temperaturesOf(ldaScores);
  const voteOf = (
    { ridgePenalty, ldaShrinkage }: VoteCandidate,
    ridge: readonly (readonly Matrix[])[],
    lda: readonly (readonly Matrix[])[],
  ): Matrix => {
    const a = penalties.indexOf(ridgePenalty);
    const s = shrinkages.indexOf(ldaShrinkage);
    const votes = views.map((view, v) => [
      ...(hasRidge(view) ? [softmaxRows(ridge[v]![a]!, ridgeTemperatures[v]![a])] : []),
      softmaxRows(lda[v]![s]!, ldaTemperatures[v]![s]),
    ]);
    const weights = views.flatMap(({ models: { weight } }, v) => votes[v]!.map(() => weight));
    return weightedMean(votes.flat(), weights);
  };
  const scores = candidates.map((candidate) =>
    macroF1(confusionMatrix(truth, argmaxRows(voteOf(candidate, ridgeScores, ldaScores)), nAsked)),
  );
  const best = scores.reduce((leader, score, i) => (score > scores[leader]! + clearLead ? i : leader), 0);
  const chosen = candidates[best]!;
  return {
    scores,
    best,
    temperatures: {
      ridge: ridgeTemperatures.map((ofView) => ofView[penalties.indexOf(chosen.ridgePenalty)]),
      lda: ldaTemperatures.map((ofView) => ofView[shrinkages.indexOf(chosen.ldaShrinkage)]!),
      vote: fitTemperature(logarithms(voteOf(chosen, ridgeScores, ldaScores)), truth),
      ...enrolledTemperature(
        voteOf(chosen, enrolledRidge, enrolledLda),
        truth,
        [...others].sort((a, b) => a - b),
      ),
    },
  };
}

/**
 * For each speaker, some recordings to enrol and the remaining ones of the run's classes; speakers with too few for
 * both are left out.
 */
function halvedBySpeaker(
  data: VoteData,
  rows: Int32Array,
): { readonly enrolled: readonly number[]; readonly rest: Int32Array }[] {
  const { speakers } = data.rows;
  return [...new Set(Array.from(rows, (r) => speakers[r]!))].flatMap((speaker) => {
    const own = shuffled(
      [...rows].filter((r) => speakers[r] === speaker),
      seededRandom(0, speaker),
    );
    const enrolled = own.slice(0, Math.min(calibratedWith, Math.floor(own.length / 2)));
    const rest = data.asked(Int32Array.from(own.slice(enrolled.length)));
    return enrolled.length === 0 || rest.length === 0 ? [] : [{ enrolled, rest }];
  });
}

/** @param rows the vote's rows of enrolled speakers */
function enrolledTemperature(vote: Matrix, truth: Int32Array, rows: readonly number[]): { enrolled?: number } {
  if (rows.length === 0) return {};
  const part = zeros(rows.length, vote.cols);
  rows.forEach((r, i) => part.data.set(row(vote, r), i * vote.cols));
  return {
    enrolled: fitTemperature(
      logarithms(part),
      rows.map((r) => truth[r]!),
    ),
  };
}

/** The vote of a search's best candidate, fitted on some rows. */
export function fitVote(
  views: readonly VoteData[],
  train: Int32Array,
  { ridgePenalty, ldaShrinkage }: VoteCandidate,
  temperatures: VoteTemperatures,
): SpeakerVote {
  const priors = views.map((view) => view.priorOf(train));
  return {
    priors,
    members: views.flatMap((data, view): VoteMember[] => {
      const { ridge, lda } = fitMembers(data, priors[view]!, train, [ridgePenalty], [ldaShrinkage]);
      const { shrinkageShare, weight } = data.models;
      const penalty = ldaShrinkage * shrinkageShare;
      return [
        ...ridge.map((model): VoteMember => {
          return { kind: "ridge", view, penalty: ridgePenalty, model, temperature: temperatures.ridge[view]!, weight };
        }),
        { kind: "lda", view, penalty, model: lda[0]!, temperature: temperatures.lda[view]!, weight },
      ];
    }),
    temperature: temperatures.vote,
    ...(temperatures.enrolled === undefined ? {} : { enrolledTemperature: temperatures.enrolled }),
  };
}

/**
 * Ridge classifiers on the run's classes, unless the view has none, and LDA on all classes, of which the run's are kept:
 * restricting a softmax to some classes is a softmax of their scores.
 */
function fitMembers(
  data: VoteData,
  prior: SpeakerPrior,
  train: Int32Array,
  penalties: readonly number[],
  shrinkages: readonly number[],
): { readonly ridge: readonly LinearModel[]; readonly lda: readonly LinearModel[] } {
  const { y, nAsked } = data.rows;
  const classes = new Set(data.asked(train).map((r) => y[r]!)).size;
  if (classes < 2) throw new ParameterError("y", "at least two of the requested emotions", classes);
  const { hasRidge, shrinkageShare } = data.models;
  const { rows, y: labels } = data.asTraining(prior, train);
  const shares = shrinkages.map((shrinkage) => shrinkage * shrinkageShare);
  const lda = ldaPath(rows, labels, shares, "uniform");
  const asked = Int32Array.from(labels.keys()).filter((i) => labels[i]! < nAsked);
  const alphas = penalties.map((penalty) => penalty * data.rows.X.cols);
  const ridge = hasRidge
    ? ridgePath(
        rows.select(asked),
        asked.map((i) => labels[i]!),
        alphas,
      )
    : [];
  return {
    ridge: ridge.map((model) => onlyAsked(model, nAsked)),
    lda: lda.map((model) => onlyAsked(model, nAsked)),
  };
}

/** A class that the training rows lack gets a score below all others. */
const never = -1e6;

/** The requested classes of the model, 0 .. nAsked - 1. */
function onlyAsked({ classes, coef, intercept }: LinearModel, nAsked: number): LinearModel {
  const asked: LinearModel = {
    classes: Int32Array.from({ length: nAsked }, (_, k) => k),
    coef: zeros(nAsked, coef.cols),
    intercept: new Float64Array(nAsked).fill(never),
  };
  classes.forEach((label, k) => {
    if (label >= nAsked) return;
    asked.coef.data.set(coef.data.subarray(k * coef.cols, (k + 1) * coef.cols), label * coef.cols);
    asked.intercept[label] = intercept[k]!;
  });
  return asked;
}
