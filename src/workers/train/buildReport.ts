import { bootstrapDifference, bootstrapInterval } from "../../shared/evaluation/bootstrapInterval.js";
import { macroF1 } from "../../shared/evaluation/metrics.js";
import type { RunSettings } from "../../shared/jobs.js";
import type { ModelSet } from "../../shared/modelFile.js";
import { emotions, parseRecordingName } from "../../shared/ravdess.js";
import type { Comparison, GridResults, Report, SetReport, SpeakerSet, Stage } from "../../shared/report.js";
import type { RunRecord, Rejection } from "../../shared/stores/runStore.js";
import type { Dataset } from "./dataset.js";
import {
  evaluationSchema,
  fitTaskId,
  nestedFoldSchema,
  type Evaluation,
  type ModelSpec,
  type NestedFoldResult,
  type StageName,
} from "./fitTask.js";
import type { FitSettings } from "./fitThread.js";
import { genderReport } from "./genderModel.js";
import { confidence, scoresOf, truthOf } from "./reportScores.js";
import { searchSplits } from "./search.js";
import { setMessages } from "./setMessages.js";
import {
  allColumns,
  bestIndexOf,
  bestOf,
  candidateScores,
  initialParams,
  isBaseline,
  modelsOf,
  valueOf,
  type PlannedSet,
  type Results,
} from "./trainingPlan.js";
import type { TrainingSet } from "./trainingSet.js";

/** All that a report is made of. */
export interface ReportParts {
  readonly run: RunRecord;
  readonly dataset: Dataset;
  readonly rejections: readonly Rejection[];
  readonly sets: readonly { readonly planned: PlannedSet; readonly data: TrainingSet }[];
  /** rows of the gender model, where there is one */
  readonly genderData: TrainingSet | undefined;
  readonly notTrained: NonNullable<Report["notTrained"]>;
  readonly results: Results;
  readonly fit: FitSettings;
  readonly endedAt: number;
}

export function buildReport(parts: ReportParts): Report {
  const { run, dataset, results, fit } = parts;
  const { settings, listing } = run;
  const trained = parts.sets.flatMap(({ planned, data }) => {
    const set = setReport(parts, planned, data);
    return set === undefined ? [] : [[planned.name, set] as const];
  });
  const failed = parts.sets
    .filter(({ planned }) => !trained.some(([name]) => name === planned.name))
    .map(({ planned }) => ({
      set: planned.name,
      code: "too-few-recordings",
      message: firstProblem(results, planned.name),
    }));
  const comparison = genderComparison(parts, fit);
  const genderModel = genderReport(parts.genderData, fit, results);
  return {
    run: run.name,
    source: settings.source,
    synthetic: listing.synthetic,
    files: {
      listed: listing.listed,
      extracted: dataset.header.keys.length,
      skipped: listing.skipped,
      rejected: parts.rejections,
    },
    counts: countsOf(dataset),
    sets: Object.fromEntries(trained),
    timings: timingsOf(run, parts.endedAt),
    notTrained: [...parts.notTrained, ...failed],
    featureSet: dataset.header.featureSet,
    engine: settings.engine,
    ...(settings.forest === "default" ? {} : { forest: settings.forest }),
    endedAt: new Date(parts.endedAt).toISOString(),
    ...(comparison === undefined ? {} : { genderComparison: comparison }),
    ...(genderModel === undefined ? {} : { genderModel }),
  };
}

function setReport(parts: ReportParts, planned: PlannedSet, data: TrainingSet): SetReport | undefined {
  const { results, fit } = parts;
  const { name, rows } = planned;
  if (isBaseline(fit)) return baselineReport(parts, planned, data);
  const models = modelsOf(name, rows, fit, results);
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
  const best = bestOf(name, rows, fit, results)!;
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
function baselineReport(parts: ReportParts, planned: PlannedSet, data: TrainingSet): SetReport | undefined {
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

function stageOf(parts: ReportParts, data: TrainingSet, stage: StageName, spec: ModelSpec): Stage | undefined {
  const evaluation = (protocol: "byActor" | "stratified"): Evaluation | undefined =>
    evaluationOf(parts.results, data.name, stage, protocol);
  const byActor = evaluation("byActor");
  const stratified = evaluation("stratified");
  if (byActor === undefined || stratified === undefined) return undefined;
  return {
    params: { ...spec.params, randomState: parts.fit.randomState },
    nFeatures: spec.columns.length,
    byActor: scoresOf(data, byActor, parts.fit.randomState),
    stratified: scoresOf(data, stratified, parts.fit.randomState),
  };
}

function evaluationOf(
  results: Results,
  set: ModelSet,
  stage: StageName,
  protocol: "byActor" | "stratified",
): Evaluation | undefined {
  return valueOf(results, `evaluate-${set}-${stage}-${protocol}`, evaluationSchema);
}

function nestedScores(parts: ReportParts, planned: PlannedSet, data: TrainingSet): SetReport["nested"] {
  const folds: NestedFoldResult[] = [];
  for (let fold = 0; fold < planned.nOuterFolds; fold++) {
    const value = valueOf(parts.results, fitTaskId({ kind: "nested", set: planned.name, fold }), nestedFoldSchema);
    if (value === undefined) return undefined;
    folds.push(value);
  }
  if (folds.length === 0) return undefined;
  const rows = folds.flatMap((fold) => fold.rows);
  const predicted = folds.flatMap((fold) => fold.predicted);
  return {
    ...scoresOf(data, { rows, predicted }, parts.fit.randomState),
    heldOut: folds.map((fold) => fold.heldOut),
    nOuter: folds.length,
    nInner: searchSplits,
  };
}

function gridResults(parts: ReportParts, planned: PlannedSet): GridResults {
  const { fit, results, run } = parts;
  const scored = candidateScores(planned.name, fit, results);
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
    best: bestIndexOf(planned.name, planned.rows, fit, results) ?? null,
    cpuSec: scored.reduce((sum, score) => sum + (score?.fitMs ?? 0), 0) / 1_000,
  };
}

/** Is a model per gender better than one for all? Both judged on the same recordings, by actor. */
function genderComparison(parts: ReportParts, fit: FitSettings): Report["genderComparison"] {
  const all = parts.sets.find(({ planned }) => planned.name === "all");
  if (all === undefined) return undefined;
  const women = predictionsOf(parts, "women");
  const men = predictionsOf(parts, "men");
  const forAll = predictionsOf(parts, "all");
  if (forAll === undefined || (women === undefined && men === undefined)) return undefined;
  const compare = (perGender: ReadonlyMap<number, number> | undefined): Comparison | undefined => {
    if (perGender === undefined) return undefined;
    const rows = [...perGender.keys()].filter((row) => forAll.has(row));
    const truth = truthOf(all.data, rows);
    const own = rows.map((row) => perGender.get(row)!);
    const one = rows.map((row) => forAll.get(row)!);
    const options = { ...confidence, randomState: fit.randomState };
    const withResamples = <T>(interval: T): T & { nResamples: number } => ({
      ...interval,
      nResamples: confidence.nResamples,
    });
    return {
      rows: rows.length,
      actors: new Set(truth.actors).size,
      perGender: withResamples(bootstrapInterval(truth, own, macroF1, options)),
      oneForAll: withResamples(bootstrapInterval(truth, one, macroF1, options)),
      difference: withResamples(bootstrapDifference(truth, own, one, macroF1, options)),
    };
  };
  const both = women === undefined || men === undefined ? undefined : compare(new Map([...women, ...men]));
  const ofWomen = compare(women);
  const ofMen = compare(men);
  return {
    metric: "macroF1",
    ...(both === undefined ? {} : { both }),
    ...(ofWomen === undefined ? {} : { women: ofWomen }),
    ...(ofMen === undefined ? {} : { men: ofMen }),
  };
}

/** What a set's final model predicts by actor, keyed by the recording's row in the set of all speakers. */
function predictionsOf(parts: ReportParts, name: SpeakerSet): ReadonlyMap<number, number> | undefined {
  const set = parts.sets.find(({ planned }) => planned.name === name);
  const all = parts.sets.find(({ planned }) => planned.name === "all");
  if (set === undefined || all === undefined) return undefined;
  const models = modelsOf(name, set.planned.rows, parts.fit, parts.results);
  if (models === undefined) return undefined;
  const stage: StageName = models.pruning.chosen === null ? "tuned" : "pruned";
  const evaluation = evaluationOf(parts.results, name, stage, "byActor");
  if (evaluation === undefined) return undefined;
  const rowInAll = new Map(all.data.keys.map((key, row) => [key, row]));
  return new Map(evaluation.rows.map((row, i) => [rowInAll.get(set.data.keys[row]!)!, evaluation.predicted[i]!]));
}

function countsOf(dataset: Dataset): Report["counts"] {
  const counts: Report["counts"] = {};
  const recordings = dataset.header.keys.map(parseRecordingName);
  for (const emotion of emotions) {
    const count = (gender: "woman" | "man"): number =>
      recordings.filter(
        (name) => name.kind === "recording" && name.recording.emotion === emotion && name.recording.gender === gender,
      ).length;
    const [women, men] = [count("woman"), count("man")];
    if (women + men > 0) counts[emotion] = { women, men };
  }
  return counts;
}

function timingsOf(run: RunRecord, endedAt: number): Report["timings"] {
  const { createdAt = endedAt, extractStartedAt = createdAt, trainStartedAt = endedAt } = run.times;
  return {
    extractSec: (trainStartedAt - extractStartedAt) / 1_000,
    trainSec: (endedAt - trainStartedAt) / 1_000,
    totalSec: (endedAt - createdAt) / 1_000,
  };
}

/** Why a set came to nothing: the first task that says so. */
function firstProblem(results: Results, set: SpeakerSet): string {
  for (const [task, outcome] of results) if (!outcome.ok && task.split("-")[1] === set) return outcome.problem;
  return "no candidate could be trained";
}

export function emptySetMessage(settings: RunSettings, name: SpeakerSet, found: readonly string[]): string {
  const who = name === "all" ? "speakers" : name;
  return `${who}: recordings of at least two of ${settings.emotions.join(", ")} are needed, found ${found.length === 0 ? "none" : found.join(", ")}`;
}
