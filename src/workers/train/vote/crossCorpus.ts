import { z } from "zod";
import { VoteData } from "../../../evaluation/vote/voteData.js";
import { row, zeros } from "../../../shared/matrix.js";
import { trainedOn, voteFolds, voteOuterSplits } from "../../../evaluation/vote/nestedVote.js";
import type { Dataset } from "../dataset.js";
import type { FitSettings } from "../fitSettings.js";
import type { FitTask } from "../fitTask.js";
import { type VoteInput, voteSet } from "./voteSet.js";

/** A model trained on some data sets and evaluated on another one, or, by speaker, on its own. */
export type CrossFit = FitTask & { readonly kind: "vote-cross" };

export const crossFitSchema = z.object({
  rows: z.array(z.int()),
  predicted: z.array(z.int()),
  /** for another data set: with each data set standardised by itself, see perCorpus */
  predictedPerCorpus: z.array(z.int()).optional(),
});
export type CrossFitResult = z.infer<typeof crossFitSchema>;

/**
 * The fits of the table of training by test data set: each data set on itself, by speaker, and on each other one; with
 * three or more, also all others on each (leave one corpus out). A data set with one speaker is only used for testing,
 * not for training.
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
 * Searches, calibrates and fits on some data sets and predicts another one; or, with a single data set, predicts its
 * speakers in turn.
 *
 * @throws ParameterError if the training side has too few speakers or emotions
 */
export function crossFit({ set, functionals }: VoteInput, { train, test }: CrossFit): CrossFitResult {
  const rowsOf = (names: readonly string[]): Int32Array =>
    Int32Array.from(set.recordings.flatMap(({ dataset }, r) => (names.includes(dataset) ? [r] : [])));
  if (!train.includes(test)) {
    const asNew = trainedOn([functionals], rowsOf(train), rowsOf([test]));
    const known = trainedOn([perCorpus({ set, functionals })], rowsOf(train), rowsOf([test]));
    return { ...asNew, predictedPerCorpus: known.predicted };
  }
  const own = rowsOf([test]);
  const folds = voteFolds(
    Array.from(own, (r) => set.speakers[r]!),
    voteOuterSplits,
    own.map((r) => set.y[r]!),
    own.map((r) => set.genders[r]!),
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

/**
 * The functionals with each data set centred on the mean of its speakers' means and scaled by their typical spread.
 *
 * Rooms, microphones and languages shift whole data sets, so that almost every value of an unseen one is clipped at ±3.
 * This needs some recordings of that data set, but no labels.
 *
 * Source: Schuller et al. (2010), Cross-corpus acoustic emotion recognition: variances and strategies, IEEE
 * Transactions on Affective Computing 1(2), 119-131 ("corpus normalisation").
 */
export function perCorpus({ set, functionals }: Pick<VoteInput, "set" | "functionals">): VoteData {
  const { X, copies = [] } = functionals.rows;
  const centred = [X, ...copies].map(({ rows, cols }) => zeros(rows, cols));
  for (const name of new Set(set.recordings.map(({ dataset }) => dataset))) {
    const rows = set.recordings.flatMap(({ dataset }, r) => (dataset === name ? [r] : []));
    const { mean, sd } = functionals.priorOf(Int32Array.from(rows));
    [X, ...copies].forEach((version, v) => {
      for (const r of rows) {
        const [x, z] = [row(version, r), row(centred[v]!, r)];
        for (let c = 0; c < X.cols; c++) z[c] = (x[c]! - mean[c]!) / sd[c]!;
      }
    });
  }
  const [Z, ...centredCopies] = centred;
  return new VoteData({ ...functionals.rows, X: Z!, copies: centredCopies }, functionals.kernels);
}
