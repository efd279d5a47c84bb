import { ParameterError } from "../shared/errors.js";
import { type ActorFold, type Fold, actorFolds } from "./folds.js";
import { stratifiedFolds } from "./stratified.js";

/** How cross-validation divides recordings: by whole actors held out, or by random trials within each class. */
export const protocols = ["byActor", "stratified"] as const;
export type Protocol = (typeof protocols)[number];

/** How a search may divide its rows: also by whole data sets held out. */
export const searchProtocols = [...protocols, "byCorpus"] as const;
export type SearchProtocol = (typeof searchProtocols)[number];

/** The rows to divide, one entry per row. */
export interface Rows {
  readonly y: ArrayLike<number>;
  readonly actors: ArrayLike<number>;
  /** the trial of each row: rows of one trial are never on both sides of a fold */
  readonly trials: ArrayLike<string | number>;
  /** the data set of each row; only needed for the protocol byCorpus */
  readonly corpora?: ArrayLike<number>;
}

/** An outer fold and the folds of the search that runs within its training side. */
export interface NestedFold extends ActorFold {
  /** inner folds; their indices are rows of the whole data set, all from this fold's training side */
  readonly inner: readonly Fold[];
}

/**
 * The folds of a search's own cross-validation.
 *
 * @throws ParameterError as actorFolds, stratifiedFolds or corpusFolds
 */
export function searchFolds(
  rows: Rows,
  nSplits: number,
  protocol: SearchProtocol,
  randomState: number,
): readonly Fold[] {
  checkShapes(rows);
  switch (protocol) {
    case "byActor":
      return actorFolds(rows.actors, nSplits, rows.y);
    case "stratified":
      return stratifiedFolds(rows.y, nSplits, randomState, rows.trials);
    case "byCorpus":
      return corpusFolds(rows.corpora ?? []);
  }
}

/**
 * One fold per data set, whose test side is that whole data set.
 *
 * @throws ParameterError if there are fewer than two data sets
 */
export function corpusFolds(corpora: ArrayLike<number>): readonly Fold[] {
  const distinct = new Set(Array.from(corpora));
  if (distinct.size < 2) throw new ParameterError("corpora", "at least 2 different data sets", distinct.size);
  return actorFolds(corpora, distinct.size);
}

/**
 * The plan of a nested cross-validation, which scores a search on actors excluded from it. The best of many candidates
 * owes part of its score to luck on the folds that selected it; the outer actors are free of that bias.
 *
 *     outer fold   test: actors 1 9 | train: actors 2 3 4 6 7 10
 *       inner folds                   search among these alone, refit the winner on all of them, predict 1 and 9
 *
 * @param nOuter   outer folds, always by actor, at most the number of actors
 * @param nInner   folds of each inner search, at most the remaining actors if it is by actor
 * @param protocol how the inner search divides its rows
 * @throws ParameterError if shapes disagree or there are too few actors (three if the inner search is by actor)
 */
export function nestedPlan(
  rows: Rows,
  nOuter: number,
  nInner: number,
  protocol: SearchProtocol,
  randomState: number,
): readonly NestedFold[] {
  checkShapes(rows);
  return actorFolds(rows.actors, nOuter, rows.y).map((outer) => {
    const within: Rows = {
      y: Array.from(outer.train, (r) => rows.y[r]!),
      actors: Array.from(outer.train, (r) => rows.actors[r]!),
      trials: Array.from(outer.train, (r) => rows.trials[r]!),
      ...(rows.corpora === undefined ? {} : { corpora: Array.from(outer.train, (r) => rows.corpora![r]!) }),
    };
    const inner = searchFolds(within, nInner, protocol, randomState).map(({ train, test }) => ({
      train: train.map((i) => outer.train[i]!),
      test: test.map((i) => outer.train[i]!),
    }));
    return { ...outer, inner };
  });
}

function checkShapes({ y, actors, trials }: Rows): void {
  if (actors.length !== y.length) throw new ParameterError("actors", `one actor a row (${y.length})`, actors.length);
  if (trials.length !== y.length) throw new ParameterError("trials", `one trial a row (${y.length})`, trials.length);
}
