import { ParameterError } from "../shared/errors.js";

/** Row indices of one division of a data set, each side ascending. Every row lies on exactly one side. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** A fold whose test side holds every recording of some actors and none of the others. */
export interface ActorFold extends Fold {
  /** the actors of the test side, ascending */
  readonly heldOut: readonly number[];
}

/** A class without a row on one side of a fold. */
export interface MissingClass {
  /** index of the fold */
  readonly fold: number;
  readonly side: keyof Fold;
  readonly label: number;
}

/**
 * Folds by actor: they measure a model on speakers not seen in training.
 *
 * How actors are split: the distinct actors in ascending order are dealt round-robin, like cards, into
 * min(nSplits, nActors) folds. With nSplits 3:
 *
 *     actors  1  2  3  4  6  7  9
 *     fold    0  1  2  0  1  2  0
 *
 * Nothing is drawn at random, so the same actors always give the same folds. RAVDESS gives odd numbers to men and even
 * numbers to women, and an even nSplits can therefore put one gender into a fold where every actor is present.
 *
 * @param actors  the actor of each row, shape [nSamples]
 * @param nSplits number of folds wanted, at least 2
 * @throws ParameterError if nSplits is not an integer above 1 or there are fewer than two actors
 */
export function actorFolds(actors: ArrayLike<number>, nSplits: number): readonly ActorFold[] {
  checkSplits(nSplits);
  const distinct = [...new Set(Array.from(actors))].sort((a, b) => a - b);
  if (distinct.length < 2)
    throw new ParameterError("actors", `at least 2 different actors for ${nSplits} folds`, distinct.length);
  const nFolds = Math.min(nSplits, distinct.length);
  const foldOfActor = new Map(distinct.map((actor, i) => [actor, i % nFolds]));
  const foldOfRow = Int32Array.from(actors, (actor) => foldOfActor.get(actor)!);
  return foldsFromAssignment(foldOfRow, nFolds).map((fold, f) => ({
    ...fold,
    heldOut: distinct.filter((actor) => foldOfActor.get(actor) === f),
  }));
}

/**
 * The folds in which each row is tested once, in the fold that `foldOfRow` names.
 *
 * @param foldOfRow shape [nSamples], values 0 .. nFolds - 1
 */
export function foldsFromAssignment(foldOfRow: Int32Array, nFolds: number): readonly Fold[] {
  const rows = Int32Array.from(foldOfRow.keys());
  return Array.from({ length: nFolds }, (_, fold) => ({
    train: rows.filter((r) => foldOfRow[r] !== fold),
    test: rows.filter((r) => foldOfRow[r] === fold),
  }));
}

/**
 * Which fold lacks which class. Without a class on its training side a model can never predict it; without a class on
 * the test side its recall cannot be measured there.
 *
 * @param y        labels 0 .. nClasses - 1, shape [nSamples]
 * @param folds    row indices into y
 * @param nClasses number of classes that every side should hold
 * @returns one entry per gap, by fold, then side, then label; empty if there is none
 */
export function missingClasses(
  y: ArrayLike<number>,
  folds: readonly Fold[],
  nClasses: number,
): readonly MissingClass[] {
  const labels = Array.from({ length: nClasses }, (_, label) => label);
  return folds.flatMap((fold, f) =>
    (["train", "test"] as const).flatMap((side) => {
      const present = new Set(Array.from(fold[side], (r) => y[r]));
      return labels.filter((label) => !present.has(label)).map((label) => ({ fold: f, side, label }));
    }),
  );
}

/** @throws ParameterError if nSplits is not an integer above 1 */
export function checkSplits(nSplits: number): void {
  if (!Number.isInteger(nSplits) || nSplits < 2)
    throw new ParameterError("nSplits", "an integer of at least 2", nSplits);
}
