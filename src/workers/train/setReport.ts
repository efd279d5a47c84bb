import type { GridResults, SetReport, Stage } from "../../report/report.js";
import type { ModelSpec, StageName } from "./fitTask.js";
import type { ReportInputs } from "./reportParts.js";
import { scoresOf } from "./reportScores.js";
import { labelsOfRows, numberSpeakers } from "./rowLabels.js";
import { searchSplits } from "./search.js";
import { setMessages } from "./setMessages.js";
import { initialParams, isBaseline } from "./trainingPlan.js";
import { type PlannedSet } from "./trainingResults.js";
import { allColumns } from "./fitSettings.js";
import type { TrainingSet } from "./trainingSet.js";

/** What is known of one set's models; undefined where the data allowed none. */
export function setReport(parts: ReportInputs, planned: PlannedSet, data: TrainingSet): SetReport | undefined {
  const { results, fit } = parts;
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
      .map((importance, column) => ({ column: names[column]!, importance }))
      .sort((a, b) => b.importance - a.importance),
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

/** The study's own model grown by a library, to compare with: judged, not searched and not stored. */
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

function gridResults(parts: ReportInputs, planned: PlannedSet): GridResults {
  const { fit, results, run } = parts;
  const scored = results.candidates(planned.name);
  return {
    name: run.settings.grid.name,
    protocol: fit.protocol,
    scoring: "macro F1, mean of the folds",
    nSplits: searchSplits,
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
