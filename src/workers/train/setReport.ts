import type { GridResults, SearchGain, SetReport, Stage } from "../../report/report.js";
import type { Evaluation, ModelSpec, StageName } from "./fitTask.js";
import type { ReportInputs } from "./reportParts.js";
import { confidence, scoresOf, truthOf } from "./reportScores.js";
import { labelsOfRows, numberSpeakers } from "./rowLabels.js";
import { searchSplits } from "./search.js";
import { setMessages } from "./setMessages.js";
import { initialParams, isBaseline } from "./trainingPlan.js";
import { type PlannedSet } from "./trainingResults.js";
import { allColumns } from "./fitSettings.js";
import { bootstrapDifference } from "../../evaluation/bootstrapInterval.js";
import { macroF1 } from "../../evaluation/metrics.js";
import { columnWords, familyOf } from "../../features/columnWords.js";
import type { TrainingSet } from "./trainingSet.js";

/** The report on one set's models; undefined if the data allowed none. */
export function setReport(parts: ReportInputs, planned: PlannedSet, data: TrainingSet): SetReport | undefined {
  const { results, fit, run } = parts;
  const { name, rows } = planned;
  if (isBaseline(fit)) return baselineReport(parts, planned, data);
  const models = results.models(name);
  if (models === undefined) return undefined;
  const initialSpec: ModelSpec = { params: initialParams(name), columns: models.tuned.columns };
  const initial = stageOf(parts, data, "initial", initialSpec);
  const tuned = stageOf(parts, data, "tuned", models.tuned);
  const pruned = stageOf(parts, data, "pruned", models.pruned);
  const finalStage = models.pruning.chosen === null ? tuned : pruned;
  if (initial === undefined || tuned === undefined || pruned === undefined || finalStage === undefined)
    return undefined;
  const { pruning } = models;
  const smaller = pruning.tried[pruning.chosen ?? 0]!;
  const names = parts.dataset.header.columns;
  const best = results.best(name)!;
  const nested = nestedScores(parts, planned, data);
  const gain = searchGain(parts, data);
  return {
    rows,
    nFeatures: finalStage.nFeatures,
    params: finalStage.params,
    labels: data.labels,
    byActor: finalStage.byActor,
    stratified: finalStage.stratified,
    actors: new Set(data.actors).size,
    stages: {
      initial,
      tuned: { ...tuned, searchScore: best.macroF1 },
      pruned: { ...pruned, searchScore: smaller.macroF1 },
      final: { ...finalStage, searchScore: pruning.chosen === null ? best.macroF1 : smaller.macroF1 },
    },
    grid: gridResults(parts, planned),
    importances: pruning.importances
      .map((importance, column) => {
        const name = names[column]!;
        return { column: name, importance, ...columnWords(name, run.settings.sampleRate) };
      })
      .sort((a, b) => b.importance - a.importance),
    families: familyImportances(parts, data, pruning.importances, pruning.chosen === null ? "tuned" : "pruned"),
    ...(gain === undefined ? {} : { searchGain: gain }),
    pruning: {
      steps: pruning.tried.map((model) => ({ nColumns: model.columns.length, score: model.macroF1 })),
      dropped: models.tuned.columns
        .filter((column) => !smaller.columns.includes(column))
        .map((column) => names[column]!),
      sentence: pruning.sentence,
    },
    ...(nested === undefined ? {} : { nested }),
    messages: setMessages(data, fit),
  };
}

/** The study's own model fitted by a library, as a baseline: evaluated, not searched and not stored. */
function baselineReport(parts: ReportInputs, planned: PlannedSet, data: TrainingSet): SetReport | undefined {
  const spec: ModelSpec = { params: initialParams(planned.name), columns: allColumns(parts.fit) };
  const initial = stageOf(parts, data, "initial", spec);
  if (initial === undefined) return undefined;
  return {
    ...initial,
    rows: planned.rows,
    labels: data.labels,
    actors: new Set(data.actors).size,
    stages: { initial },
    messages: [`The trees are those of ${parts.fit.forest}, a baseline: no search was made and no model stored.`],
  };
}

function stageOf(parts: ReportInputs, data: TrainingSet, stage: StageName, spec: ModelSpec): Stage | undefined {
  const byActor = parts.results.evaluation(data.name, stage, "byActor");
  const stratified = parts.results.evaluation(data.name, stage, "stratified");
  if (byActor === undefined || stratified === undefined) return undefined;
  return {
    params: { ...spec.params, randomState: parts.fit.randomState },
    nFeatures: spec.columns.length,
    byActor: scoresOf(data, byActor, parts.fit.randomState),
    stratified: scoresOf(data, stratified, parts.fit.randomState),
  };
}

function nestedScores(parts: ReportInputs, planned: PlannedSet, data: TrainingSet): SetReport["nested"] {
  const folds = parts.results.nested(planned.name);
  if (folds === undefined) return undefined;
  const { nameOf } = numberSpeakers(labelsOfRows(parts.dataset.header));
  const rows = folds.flatMap((fold) => fold.rows);
  const predicted = folds.flatMap((fold) => fold.predicted);
  return {
    ...scoresOf(data, { rows, predicted }, parts.fit.randomState),
    heldOut: folds.map((fold) => fold.heldOut.map(nameOf)),
    nOuter: folds.length,
    nInner: searchSplits,
  };
}

/** The gain of the search: its winner minus the study's parameters, speakers held out. */
function searchGain({ results, fit }: ReportInputs, data: TrainingSet): SearchGain | undefined {
  if (data.name === "gender") return undefined;
  const nested = results.nested(data.name);
  const winner = nested === undefined ? "tuned" : "nested";
  const found = nested ?? [results.evaluation(data.name, "tuned", "byActor")].flatMap((each) => each ?? []);
  const initial = results.evaluation(data.name, "initial", "byActor");
  if (initial === undefined) return undefined;
  const ofInitial = new Map(initial.rows.map((row, i) => [row, initial.predicted[i]!]));
  const both = found.flatMap(({ rows, predicted }) =>
    rows.flatMap((row, i) => (ofInitial.has(row) ? [{ row, predicted: predicted[i]! }] : [])),
  );
  const truth = truthOf(
    data,
    both.map(({ row }) => row),
  );
  const speakers = new Set(truth.actors).size;
  if (speakers < 2) return undefined;
  const difference = bootstrapDifference(
    truth,
    both.map(({ predicted }) => predicted),
    both.map(({ row }) => ofInitial.get(row)!),
    macroF1,
    { ...confidence, randomState: fit.randomState },
  );
  return { winner, metric: "macroF1", difference, sentence: gainSentence(difference, speakers) };
}

function gainSentence({ lower, upper }: SearchGain["difference"], speakers: number): string {
  if (lower > 0) return "The search gained something that should carry over to other speakers.";
  if (upper < 0) return "The search lost something: the study's own parameters do better on held-out speakers.";
  return `The search gained nothing measurable with ${speakers} speakers.`;
}

/**
 * By column family: its share of the impurity decrease, and the loss on held-out speakers when all its columns are
 * shuffled.
 */
function familyImportances(
  { results, dataset, fit }: ReportInputs,
  data: TrainingSet,
  importances: readonly number[],
  stage: StageName,
): NonNullable<SetReport["families"]> {
  const names = dataset.header.columns;
  const families = new Map<string, { nColumns: number; importance: number }>();
  importances.forEach((importance, column) => {
    const family = familyOf(names[column]!);
    const { nColumns, importance: before } = families.get(family) ?? { nColumns: 0, importance: 0 };
    families.set(family, { nColumns: nColumns + 1, importance: before + importance });
  });
  const evaluation = results.evaluation(data.name, stage, "byActor");
  return [...families]
    .map(([family, { nColumns, importance }]) => {
      const shuffled = evaluation?.shuffled?.find((each) => each.family === family);
      const loss = evaluation && shuffled && lossOf(evaluation, shuffled.predicted, data, fit.randomState);
      return {
        family,
        nColumns,
        importance: Math.min(1, importance),
        ...(loss === undefined ? {} : { permutation: loss }),
      };
    })
    .sort((a, b) => (b.permutation?.point ?? b.importance) - (a.permutation?.point ?? a.importance));
}

/** Macro F1 minus macro F1 with a family's columns shuffled; each repeat counts every recording again. */
function lossOf(
  { rows, predicted }: Evaluation,
  repeats: readonly (readonly number[])[],
  data: TrainingSet,
  randomState: number,
): SearchGain["difference"] | undefined {
  const everyRow = repeats.flatMap(() => rows);
  const truth = truthOf(data, everyRow);
  if (new Set(truth.actors).size < 2) return undefined;
  const untouched = repeats.flatMap(() => predicted);
  return bootstrapDifference(truth, untouched, repeats.flat(), macroF1, { ...confidence, randomState });
}

function gridResults(parts: ReportInputs, planned: PlannedSet): GridResults {
  const { fit, results, run } = parts;
  const scored = results.candidates(planned.name);
  return {
    name: run.settings.grid.name,
    protocol: fit.protocol,
    scoring: "macro F1, mean of the folds",
    // With few actors or data sets there are fewer folds than usual.
    nSplits: scored.find((score) => score !== null)?.foldMacroF1.length ?? searchSplits,
    candidates: fit.candidates.map((params, i) => {
      const score = scored[i];
      return {
        params,
        score: score?.macroF1 ?? null,
        ...(score === null || score === undefined ? {} : { seconds: score.fitMs / 1_000 }),
      };
    }),
    best: results.bestIndex(planned.name) ?? null,
    cpuSec: scored.reduce((sum, score) => sum + (score?.fitMs ?? 0), 0) / 1_000,
  };
}
