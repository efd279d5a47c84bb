import { z } from "zod";
import { trainedOn, voteFolds, voteOuterSplits } from "../../../evaluation/vote/nestedVote.js";
import type { Dataset } from "../dataset.js";
import type { FitSettings } from "../fitSettings.js";
import type { FitTask } from "../fitTask.js";
import { type VoteInput, voteSet } from "./voteSet.js";

/** A model trained on some data sets and judged on one: another, or, by speaker, its own. */
export type CrossFit = FitTask & { readonly kind: "vote-cross" };

export const crossFitSchema = z.object({ rows: z.array(z.int()), predicted: z.array(z.int()) });
export type CrossFitResult = z.infer<typeof crossFitSchema>;

/**
 * The fits of the table of training by test data set: each data set on itself, by speaker, and on each other one; with three
 * or more, also all others on each (leave one corpus out). A data set of one speaker is judged, not trained on.
 */
export function crossFits(dataset: Dataset, { vote, emotions }: FitSettings): CrossFit[] {
  if (vote === null) return [];
  const { recordings } = voteSet(dataset, emotions);
  const names = [...new Set(recordings.map((labels) => labels.dataset))].sort();
  if (names.length < 2) return [];
  const nSpeakers = (name: string): number =>
    new Set(recordings.filter((labels) => labels.dataset === name).map(({ speaker }) => speaker)).size;
  const fit = (train: readonly string[], test: string): CrossFit => ({ kind: "vote-cross", train: [...train], test });
  return names.flatMap((test) => [
    ...names.flatMap((train) => (nSpeakers(train) < (train === test ? 3 : 2) ? [] : [fit([train], test)])),
    ...(names.length < 3
      ? []
      : [
          fit(
            names.filter((name) => name !== test),
            test,
          ),
        ]),
  ]);
}

/**
 * Searches, calibrates and fits on some data sets, and predicts another; or, on one alone, predicts its speakers in turn.
 *
 * @throws ParameterError if the training side has too few speakers or emotions
 */
export function crossFit({ set, functionals }: VoteInput, { train, test }: CrossFit): CrossFitResult {
  const rowsOf = (names: readonly string[]): Int32Array =>
    Int32Array.from(set.recordings.flatMap(({ dataset }, r) => (names.includes(dataset) ? [r] : [])));
  if (!train.includes(test)) return trainedOn([functionals], rowsOf(train), rowsOf([test]));
  const own = rowsOf([test]);
  const folds = voteFolds(
    Array.from(own, (r) => set.speakers[r]!),
    voteOuterSplits,
    own.map((r) => set.y[r]!),
  );
  const parts = folds.map((fold) =>
    trainedOn(
      [functionals],
      fold.train.map((i) => own[i]!),
      fold.test.map((i) => own[i]!),
    ),
  );
  return { rows: parts.flatMap(({ rows }) => rows), predicted: parts.flatMap(({ predicted }) => predicted) };
}
