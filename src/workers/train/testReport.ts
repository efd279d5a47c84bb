import { speakerName } from "../../corpus/labels.js";
import { convolve, convolvedColumns } from "../../dsp/convolutions.js";
import { argmaxRows } from "../../forest/classifier.js";
import { loadForest } from "../../forest/forestFile.js";
import { voteProba } from "../../linear/speakerVote.js";
import { convolutionsOf, loadVote } from "../../models/voteFile.js";
import type { RecipesReport, Report } from "../../report/report.js";
import { type Matrix, zeros } from "../../shared/matrix.js";
import type { ReportInputs } from "./reportParts.js";
import { scoresOfRows } from "./reportScores.js";
import { labelsOfRows, numberSpeakers } from "./rowLabels.js";

/** Scores of the stored model for all speakers on the recordings of the test set; undefined without a test set. */
export function testReport(parts: ReportInputs, winner: RecipesReport["winner"]): Report["testSet"] {
  const { dataset, fit } = parts;
  const all = labelsOfRows(dataset.header);
  const rows = [...all.keys()].filter((r) => all[r]?.split === "test" && fit.emotions.includes(all[r].emotion));
  if (rows.length === 0) return undefined;
  const predicted = winner === "functionals" ? byVote(parts, rows) : byForest(parts, rows);
  if (predicted === undefined) return undefined;
  const known = rows.map((r) => all[r]!);
  const speakers = numberSpeakers(all);
  const truth = {
    actors: known.map(speakers.of),
    yTrue: known.map(({ emotion }) => fit.emotions.indexOf(emotion)),
    nClasses: fit.emotions.length,
  };
  return {
    rows: rows.length,
    speakers: [...new Set(known.map(speakerName))].sort(),
    labels: fit.emotions,
    scores: scoresOfRows(truth, predicted, fit.emotions, fit.randomState),
  };
}

function byVote({ dataset, fit, results }: ReportInputs, rows: readonly number[]): number[] | undefined {
  const fitted = results.vote();
  if (fitted === undefined || fit.vote === null) return undefined;
  const { start, end } = fit.vote.columns;
  const columns = Array.from({ length: end - start }, (_, c) => start + c);
  const vote = loadVote(fitted.vote, { columns, labels: fit.emotions });
  const convolutions = convolutionsOf(fitted.vote);
  const views = [matrixOf(dataset, rows, columns)];
  if (convolutions !== undefined) {
    const convolved = zeros(rows.length, convolvedColumns(convolutions));
    rows.forEach((row, r) => convolved.data.set(convolve(dataset.contours![row]!, convolutions), r * convolved.cols));
    views.push(convolved);
  }
  return [...argmaxRows(voteProba(vote, views))];
}

function byForest({ dataset, results }: ReportInputs, rows: readonly number[]): number[] | undefined {
  const models = results.models("all");
  const saved = results.forest("all");
  if (models === undefined || saved === undefined) return undefined;
  return [...loadForest(saved).predict(matrixOf(dataset, rows, models.final.columns))];
}

function matrixOf(
  { header, values }: ReportInputs["dataset"],
  rows: readonly number[],
  columns: readonly number[],
): Matrix {
  const X = zeros(rows.length, columns.length);
  rows.forEach((row, r) =>
    columns.forEach((column, c) => (X.data[r * columns.length + c] = values[row * header.columns.length + column]!)),
  );
  return X;
}
