import { ParameterError } from "../shared/errors.js";
import type { CandidateParams } from "./paramGrid.js";
import { type DatasetShape, compareSimplicity } from "./simplicity.js";

/** A candidate with its cross-validated score; null if it could not be trained. */
export interface ScoredCandidate {
  readonly params: CandidateParams;
  readonly score: number | null;
}

/**
 * The index of the best candidate: the highest score, then the simpler model, then the earlier one.
 * Scores that agree to 9 decimals are equal, since the order of a sum moves the digits after them.
 *
 * @returns undefined if no candidate has a score
 */
export function bestCandidate(candidates: readonly ScoredCandidate[], shape: DatasetShape): number | undefined {
  let best: number | undefined;
  for (const [i, { params, score }] of candidates.entries()) {
    if (score === null || Number.isNaN(score)) continue;
    const leader = best === undefined ? undefined : candidates[best]!;
    const lead = leader === undefined ? 1 : compareScores(score, leader.score!);
    if (lead > 0 || (lead === 0 && compareSimplicity(params, leader!.params, shape) < 0)) best = i;
  }
  return best;
}

/** Columns of a data set, split into those that a smaller model keeps and those that it drops; both ascending. */
export interface ColumnSelection {
  readonly kept: readonly number[];
  readonly dropped: readonly number[];
}

/**
 * Drops the least important columns: floor(fraction * nColumns) of them, but at least one, so 7 of 155 at 5 %.
 * Among equals the later column goes first: in the feature vector's order the coarser descriptors come first.
 *
 * @param columns     the columns a model was trained on, any numbering, ascending
 * @param importances the importance of each, shape [nColumns]
 * @param fraction    share to drop, 0 < fraction < 1
 * @param atLeast     never keep fewer columns than this; the last step of a series is shorter to end on it
 * @throws ParameterError if shapes disagree, fraction is out of range or atLeast leaves nothing to drop
 */
export function dropWeakest(
  columns: readonly number[],
  importances: ArrayLike<number>,
  fraction = 0.05,
  atLeast = 1,
): ColumnSelection {
  if (importances.length !== columns.length)
    throw new ParameterError("importances", `one per column (${columns.length})`, importances.length);
  if (!(fraction > 0 && fraction < 1)) throw new ParameterError("fraction", "a number above 0 and below 1", fraction);
  if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast >= columns.length)
    throw new ParameterError("atLeast", `an integer from 1 to ${columns.length - 1}`, atLeast);
  const nDropped = Math.min(Math.max(Math.floor(fraction * columns.length), 1), columns.length - atLeast);
  const weakestFirst = [...columns.keys()].sort((a, b) => importances[a]! - importances[b]! || b - a);
  const weakest = new Set(weakestFirst.slice(0, nDropped));
  return {
    kept: columns.filter((_, i) => !weakest.has(i)),
    dropped: columns.filter((_, i) => weakest.has(i)),
  };
}

/** A model by its number of columns and its cross-validated score. */
export interface SizedScore {
  readonly nColumns: number;
  readonly score: number;
}

export interface PruningOutcome {
  /** index of the smaller model to use; undefined: the full model stays */
  readonly chosen: number | undefined;
  /** the outcome and its reason, as a sentence for the report */
  readonly sentence: string;
}

/**
 * Keeps a smaller model only if its score is better than the full model's; an equal score is not better. Of several
 * smaller models, the best is chosen; of equals, the smallest.
 *
 * @param full    the model with every column
 * @param smaller the models with columns dropped, at least one
 * @param scoreName name of the score, such as "macro F1"
 * @throws ParameterError if there is no smaller model
 */
export function keepSmallerIfBetter(
  full: SizedScore,
  smaller: readonly SizedScore[],
  scoreName = "macro F1",
): PruningOutcome {
  if (smaller.length === 0) throw new ParameterError("smaller", "at least one smaller model", "none");
  const order = [...smaller.keys()].sort(
    (a, b) => compareScores(smaller[b]!.score, smaller[a]!.score) || smaller[a]!.nColumns - smaller[b]!.nColumns,
  );
  const chosen = order[0]!;
  const best = smaller[chosen]!;
  const bestScore = best.score.toFixed(3);
  const fullScore = full.score.toFixed(3);
  if (compareScores(best.score, full.score) > 0)
    return {
      chosen,
      sentence: `Kept the smaller model: with ${best.nColumns} of ${full.nColumns} columns the cross-validated ${scoreName} is ${bestScore}, above the ${fullScore} of all columns.`,
    };
  return {
    chosen: undefined,
    sentence: `Kept all ${full.nColumns} columns: with ${best.nColumns} the cross-validated ${scoreName} is ${bestScore}, no better than the ${fullScore} of all columns.`,
  };
}

function compareScores(a: number, b: number): number {
  return Math.round(a * 1e9) - Math.round(b * 1e9);
}
