import { ParameterError } from "../../shared/errors.js";
import type { CandidateParams } from "../../evaluation/paramGrid.js";
import { saveForest } from "../../forest/forestFile.js";
import { RandomForestClassifier } from "../../forest/randomForest.js";
import type { RunSettings } from "../../runs/jobs.js";
import type { Emotion } from "../../corpus/ravdess.js";
import { unpackDataset } from "./dataset.js";
import { evaluate } from "./evaluate.js";
import { fitTaskId, type FitTask } from "./fitTask.js";
import { fitterOf, ranked, type ForestFitter } from "./forestFitter.js";
import { nestedFold } from "./nested.js";
import { prune } from "./prune.js";
import { familyKey, foldsOf, scoreFamily } from "./search.js";
import { trainingSet, withColumns, type TrainingSet } from "./trainingSet.js";

/** One task with all it needs; the dataset is shared with the thread, not copied. */
export interface FitThreadTask {
  readonly task: FitTask;
  readonly dataset: SharedArrayBuffer;
  /** names the dataset: equal fingerprints, equal bytes */
  readonly fingerprint: string;
  readonly settings: FitSettings;
}

/** What all fits of a run have in common. */
export interface FitSettings {
  readonly emotions: readonly Emotion[];
  readonly forest: RunSettings["forest"];
  readonly candidates: readonly CandidateParams[];
  readonly protocol: "byActor" | "stratified";
  /** models see the first so many columns of the dataset */
  readonly nColumns: number;
  readonly pruneSteps: number;
  readonly randomState: number;
}

/** Results by task id (a candidate's fit answers for its whole family), or what is wrong with the data. */
export type FitThreadResult =
  | { readonly ok: true; readonly results: ReadonlyMap<string, unknown> }
  | { readonly ok: false; readonly problem: string };

/** What a thread does. A ParameterError is the data's fault (too few actors, one class): a result, not a failure. */
export default async function fitOnThread(job: FitThreadTask): Promise<FitThreadResult> {
  try {
    return { ok: true, results: compute(job, await fitterOf(job.settings.forest)) };
  } catch (error) {
    if (error instanceof ParameterError) return { ok: false, problem: error.message };
    throw error;
  }
}

function compute(job: FitThreadTask, fit: ForestFitter): ReadonlyMap<string, unknown> {
  const { task, settings } = job;
  const { randomState } = settings;
  const set = setOf(job);
  switch (task.kind) {
    case "candidate":
      return candidateScores(set, task, settings);
    case "nested":
      return single(task, nestedFold(set, task.fold, settings));
    case "prune": {
      const everyRow = Int32Array.from(set.y.keys());
      const { params } = task.spec;
      const { pruneSteps: steps } = settings;
      return single(task, prune(set, everyRow, foldsOf(set, settings), params, task.score, { steps, randomState }));
    }
    case "evaluate":
      return single(task, evaluate(withColumns(set, task.spec.columns), task.spec, task.protocol, fit, randomState));
    case "final": {
      const seen = withColumns(set, task.spec.columns);
      const forest = new RandomForestClassifier({ ...task.spec.params, randomState }).fitRanked(ranked(seen));
      return single(task, saveForest(forest));
    }
  }
}

function candidateScores(
  set: TrainingSet,
  task: FitTask & { kind: "candidate" },
  settings: FitSettings,
): ReadonlyMap<string, unknown> {
  const key = familyKey(task.params);
  const indices = [...settings.candidates.keys()].filter((index) => familyKey(settings.candidates[index]!) === key);
  const family = indices.map((index) => settings.candidates[index]!);
  const scored = scoreFamily(set, family, foldsOf(set, settings), settings.randomState);
  return new Map(
    indices.map((index, i) => [
      fitTaskId({ kind: "candidate", set: task.set, index, params: settings.candidates[index]! }),
      scored[i],
    ]),
  );
}

function single(task: FitTask, result: unknown): ReadonlyMap<string, unknown> {
  return new Map([[fitTaskId(task), result]]);
}

/** A thread works on one dataset for long: its sets, ranked, are kept until another comes. */
let kept: { fingerprint: string; emotions: string; sets: Map<string, TrainingSet> } | undefined;

function setOf({ task, dataset, fingerprint, settings }: FitThreadTask): TrainingSet {
  const emotions = settings.emotions.join();
  if (kept?.fingerprint !== fingerprint || kept.emotions !== emotions)
    kept = { fingerprint, emotions, sets: new Map() };
  let set = kept.sets.get(task.set);
  if (set === undefined) {
    const columns = Array.from({ length: settings.nColumns }, (_, column) => column);
    set = trainingSet(unpackDataset(new Uint8Array(dataset)), task.set, settings.emotions, columns);
    kept.sets.set(task.set, set);
  }
  return set;
}
