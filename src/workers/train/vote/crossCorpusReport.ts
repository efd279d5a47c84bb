import type { Report } from "../../../report/report.js";
import type { ReportInputs } from "../reportParts.js";
import { scoresOfRows } from "../reportScores.js";
import { crossFits } from "./crossCorpus.js";
import { voteSet } from "./voteSet.js";

/**
 * The table of training by test data sets: the recipe "functionals" trained on each and evaluated on each, and trained
 * on all speakers but those held out and evaluated on each. Undefined for one data set.
 */
export function crossCorpusReport({ dataset, fit, results }: ReportInputs): Report["crossCorpus"] {
  const planned = crossFits(dataset, fit);
  if (planned.length === 0) return undefined;
  const set = voteSet(dataset, fit.emotions);
  const labels = fit.emotions;
  type Cell = NonNullable<Report["crossCorpus"]>["cells"][number];
  const cell = (
    train: readonly string[],
    test: string,
    rows: readonly number[],
    predicted: readonly number[],
    perCorpus?: readonly number[],
  ): Cell => {
    const truth = {
      actors: rows.map((r) => set.speakers[r]!),
      yTrue: rows.map((r) => set.y[r]!),
      nClasses: set.nAsked,
    };
    const scores = (of: readonly number[]): Cell["scores"] => scoresOfRows(truth, of, labels, fit.randomState);
    const known = perCorpus === undefined ? {} : { perCorpus: scores(perCorpus) };
    return { train, test, rows: rows.length, scores: scores(predicted), ...known };
  };
  const cells = planned.flatMap((task) => {
    const result = results.cross(task);
    return result === undefined
      ? []
      : [cell(task.train, task.test, result.rows, result.predicted, result.predictedPerCorpus)];
  });
  const names = [...new Set(planned.map(({ test }) => test))];
  const pooled = (results.voteFolds() ?? []).flatMap(({ unheard: { rows, proba } }) =>
    rows.map((row, i) => ({ row, answer: proba[i]!.indexOf(Math.max(...proba[i]!)) })),
  );
  for (const test of names) {
    const own = pooled.filter(({ row }) => set.recordings[row]!.dataset === test);
    if (own.length > 0)
      cells.push(
        cell(
          names,
          test,
          own.map(({ row }) => row),
          own.map(({ answer }) => answer),
        ),
      );
  }
  return { labels, cells };
}
