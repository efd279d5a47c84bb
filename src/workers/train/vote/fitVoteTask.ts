import type { RowPredictions } from "../../../evaluation/vote/enrolment.js";
import { nestedVoteFold, voteFolds, voteInnerSplits, voteOuterSplits } from "../../../evaluation/vote/nestedVote.js";
import { fitVote, searchVote, voteCandidates } from "../../../evaluation/vote/voteSearch.js";
import { saveVote } from "../../../models/voteFile.js";
import { row } from "../../../shared/matrix.js";
import { convolutionView, type VoteInput } from "./voteSet.js";
import type { VoteFit, VoteFoldResult } from "./voteTask.js";

/**
 * One outer fold: the whole search and calibration without some speakers, then predictions for these speakers.
 *
 * @throws ParameterError if there are too few speakers
 */
export function voteFold(
  { set, functionals, convolutions }: VoteInput,
  fold: number,
  randomState: number,
): VoteFoldResult {
  const startedAt = performance.now();
  const outer = voteFolds(set.speakers, voteOuterSplits, set.y, set.genders)[fold]!;
  const views = [
    functionals,
    ...(convolutions === undefined ? [] : [convolutionView(convolutions, functionals, outer.train).data]),
  ];
  const result = nestedVoteFold(views, outer, set.calmLabels, randomState, set.texts);
  const { heldOut, candidate, unheard, enrolment, crossText } = result;
  return {
    heldOut: [...heldOut],
    candidate,
    unheard: stored(unheard),
    enrolled: stored(enrolment.enrolled),
    enrolment: enrolment.results.map(({ confusion, ...result }) => {
      return { ...result, confusion: confusion.map((counts) => [...counts]) };
    }),
    crossText: { rows: [...crossText.rows], predicted: [...crossText.predicted] },
    fitMs: performance.now() - startedAt,
  };
}

/**
 * The final model: searched and calibrated by cross-validation over all speakers, then fitted on all rows.
 *
 * @throws ParameterError if there are too few speakers
 */
export function finalVote({ set, functionals, convolutions }: VoteInput): VoteFit {
  const startedAt = performance.now();
  const everyRow = Int32Array.from(set.y.keys());
  const convolved = convolutions && convolutionView(convolutions, functionals, everyRow);
  const views = convolved === undefined ? [functionals] : [functionals, convolved.data];
  const search = searchVote(views, everyRow, voteCandidates, voteInnerSplits);
  const candidate = voteCandidates[search.best]!;
  const vote = fitVote(views, everyRow, candidate, search.temperatures);
  return {
    candidates: voteCandidates.map((each, i) => ({ ...each, macroF1: search.scores[i]! })),
    best: search.best,
    vote: saveVote(vote, convolved?.fitted),
    fitMs: performance.now() - startedAt,
  };
}

/** A model's probabilities are not accurate beyond four decimals. */
function stored({ rows, proba }: RowPredictions): VoteFoldResult["unheard"] {
  return {
    rows: [...rows],
    proba: rows.map((_, i) => Array.from(row(proba, i), (p) => Math.round(p * 1e4) / 1e4)),
  };
}
