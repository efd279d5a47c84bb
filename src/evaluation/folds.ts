import { ParameterError } from "../shared/errors.js";

/** Row indices of one division of a data set, each side ascending. Every row is on exactly one side. */
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
 * The distinct actors, in ascending order, are dealt round-robin into min(nSplits, nActors) folds. With nSplits 3:
 *
 *     actors  1  2  3  4  6  7  9
 *     fold    0  1  2  0  1  2  0
 *
 * Nothing is random, so the same actors always give the same folds. RAVDESS gives odd numbers to men and even numbers
 * to women, and an even nSplits can therefore put one gender into a fold where every actor is present.
 *
 * With more speakers than RAVDESS has, comparability with earlier results does not matter: if `y` is given, speakers
 * are then distributed so that the shares of the classes are as equal over the folds as possible (see balancedFolds).
 *
 * With `strata`, such as the actors' genders, those of the first stratum are dealt first and the others after them, so
 * that every fold gets as equal numbers as possible: with eight men and eight women, each of eight folds holds out a
 * man and a woman.
 *
 * @param actors  the actor of each row, shape [nSamples]
 * @param nSplits number of folds wanted, at least 2
 * @param y       classes, shape [nSamples]
 * @param strata  the property to balance over folds, shape [nSamples], equal for all rows of an actor
 * @throws ParameterError if nSplits is not an integer above 1 or there are fewer than two actors
 */
export function actorFolds(
  actors: ArrayLike<number>,
  nSplits: number,
  y?: ArrayLike<number>,
  strata?: ArrayLike<number>,
): readonly ActorFold[] {
  checkSplits(nSplits);
  const distinct = [...new Set(Array.from(actors))].sort((a, b) => a - b);
  if (distinct.length < 2)
    throw new ParameterError("actors", `at least 2 different actors for ${nSplits} folds`, distinct.length);
  const nFolds = Math.min(nSplits, distinct.length);
  const foldOfActor =
    y !== undefined && distinct.length > maxDealtActors
      ? balancedFolds(actors, withStrata(y, strata), nFolds)
      : new Map(byStratum(distinct, actors, strata).map((actor, i) => [actor, i % nFolds]));
  const foldOfRow = Int32Array.from(actors, (actor) => foldOfActor.get(actor)!);
  return foldsFromAssignment(foldOfRow, nFolds).map((fold, f) => ({
    ...fold,
    heldOut: distinct.filter((actor) => foldOfActor.get(actor) === f),
  }));
}

/** The number of actors in RAVDESS. */
const maxDealtActors = 24;

/**
 * Actors in ascending order, grouped by stratum.
 *
 * @param distinct the actors, ascending
 */
function byStratum(
  distinct: readonly number[],
  actors: ArrayLike<number>,
  strata: ArrayLike<number> | undefined,
): readonly number[] {
  if (strata === undefined) return distinct;
  const stratumOf = new Map(Array.from(actors, (actor, r) => [actor, strata[r]!]));
  // Sorting is stable: within a stratum, actors stay in ascending order.
  return [...distinct].sort((a, b) => stratumOf.get(a)! - stratumOf.get(b)!);
}

/** One class for each combination of class and stratum. */
function withStrata(y: ArrayLike<number>, strata: ArrayLike<number> | undefined): ArrayLike<number> {
  if (strata === undefined) return y;
  const distinct = [...new Set(Array.from(strata))].sort((a, b) => a - b);
  return Array.from(y, (label, r) => label * distinct.length + distinct.indexOf(strata[r]!));
}

/**
 * Distributes whole groups so that the folds have similar class shares: the groups with the most uneven classes first,
 * each to the fold that stays the most even; ties go to the fold with the fewest rows.
 *
 * @returns the fold of each group
 * Source: scikit-learn 1.5, StratifiedGroupKFold without shuffling.
 */
function balancedFolds(groups: ArrayLike<number>, y: ArrayLike<number>, nFolds: number): Map<number, number> {
  const nClasses = Math.max(...Array.from(y)) + 1;
  const zeroes = (): number[] => new Array<number>(nClasses).fill(0);
  const totals = zeroes();
  const countsOf = new Map<number, number[]>();
  for (let r = 0; r < groups.length; r++) {
    const counts = countsOf.get(groups[r]!) ?? zeroes();
    countsOf.set(groups[r]!, counts);
    counts[y[r]!]! += 1;
    totals[y[r]!]! += 1;
  }
  const folds = Array.from({ length: nFolds }, zeroes);
  const sum = (counts: readonly number[]): number => counts.reduce((all, n) => all + n, 0);
  /** how uneven the folds' shares of each class become if one of them gains a group */
  const unevenness = (gaining: number, counts: readonly number[]): number =>
    totals.reduce((all, total, k) => {
      if (total === 0) return all;
      return all + deviation(folds.map((of, f) => (of[k]! + (f === gaining ? counts[k]! : 0)) / total));
    }, 0);
  const order = [...countsOf].sort(([a, ofA], [b, ofB]) => deviation(ofB) - deviation(ofA) || a - b);
  const foldOf = new Map<number, number>();
  for (const [group, counts] of order) {
    const scored = folds.map((of, f) => ({ f, uneven: unevenness(f, counts), rows: sum(of) }));
    const best = scored.reduce((soFar, each) => {
      const difference = each.uneven - soFar.uneven;
      return difference < -1e-12 || (Math.abs(difference) <= 1e-12 && each.rows < soFar.rows) ? each : soFar;
    });
    foldOf.set(group, best.f);
    counts.forEach((n, k) => (folds[best.f]![k]! += n));
  }
  return foldOf;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((all, value) => all + value, 0) / values.length;
  const squares = values.reduce((all, value) => all + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length);
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
 * @param nClasses number of classes that every side should have
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
