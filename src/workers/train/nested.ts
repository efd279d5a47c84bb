import { ParameterError } from "../../shared/errors.js";
import { nestedPlan } from "../../evaluation/nestedCrossValidation.js";
import { bestCandidate } from "../../evaluation/selection.js";
import type { NestedFoldResult } from "./fitTask.js";
import { fitForest } from "./forestFitter.js";
import { predictRows } from "./predictRows.js";
import { prune } from "./prune.js";
import { familiesOf, scoreFamily, searchSplits, type SearchSettings } from "./search.js";
import { withColumns, type TrainingSet } from "./trainingSet.js";

/** Outer folds of the nested cross-validation: each repeats the whole search on the remaining actors. */
export const outerSplits = 5;

/**
 * One outer fold: the whole search (candidates, pruning) among the other actors, then predictions for the held-out
 * actors, who took no part in the search.
 *
 * @throws ParameterError if the set has too few actors
 */
export function nestedFold(
  set: TrainingSet,
  fold: number,
  settings: SearchSettings & { readonly pruneSteps: number },
): NestedFoldResult {
  const { candidates, protocol, randomState } = settings;
  const { heldOut, train, test, inner } = nestedPlan(set, outerSplits, searchSplits, protocol, randomState)[fold]!;
  const scored = familiesOf(candidates)
    .flatMap((family) => scoreFamily(set, family, inner, randomState))
    .map(({ params, macroF1 }) => ({ params, score: macroF1 }));
  const winner = bestCandidate(scored, { rows: train.length, cols: set.X.cols });
  if (winner === undefined) throw new ParameterError("candidates", "at least one that can be scored", "none");
  const best = scored[winner]!;
  const pruning = prune(set, train, inner, best.params, best.score, { steps: settings.pruneSteps, randomState });
  const final = pruning.chosen === null ? set : withColumns(set, pruning.tried[pruning.chosen]!.columns);
  const model = fitForest(final, train, { ...best.params, randomState });
  return {
    heldOut: [...heldOut],
    params: best.params,
    nColumns: final.X.cols,
    rows: [...test],
    ...predictRows(model, final, test),
  };
}
