import { ParameterError } from "../../shared/errors.js";
import { saveForest } from "../../forest/forestFile.js";
import { RandomForestClassifier } from "../../forest/randomForest.js";
import type { MatrixKernels } from "../../linear/matrixKernels.js";
import { unpackDataset } from "./dataset.js";
import { familyOf } from "../../features/columnWords.js";
import { evaluate } from "./evaluate.js";
import { fitTaskId, type FitTask } from "./fitTask.js";
import { fitterOf, ranked, type ForestFitter } from "./forestFitter.js";
import { nestedFold } from "./nested.js";
import { prune } from "./prune.js";
import { familyKey, foldsOf, scoreFamily } from "./search.js";
import { allColumns, type FitSettings } from "./fitSettings.js";
import { trainingSet, withColumns, type TrainingSet } from "./trainingSet.js";
import { createMatrixKernels } from "../../models/createMatrixKernels.js";
import type { ModelSet } from "../../models/modelFile.js";
import { crossFit } from "./vote/crossCorpus.js";
import { finalVote, voteFold } from "./vote/fitVoteTask.js";
import { contoursOf, type VoteInput, voteData, voteSet } from "./vote/voteSet.js";

/** One task with its input; the dataset is shared with the thread, not copied. */
export interface FitThreadTask {
  readonly task: FitTask;
  readonly dataset: SharedArrayBuffer;
  /** identifies the dataset: equal fingerprints mean equal bytes */
  readonly fingerprint: string;
  readonly settings: FitSettings;
}

/** Results by task id (a candidate's fit gives the results of its whole family), or what is wrong with the data. */
export type FitThreadResult =
  | { readonly ok: true; readonly results: ReadonlyMap<string, unknown> }
  | { readonly ok: false; readonly problem: string };

/**
 * The thread's entry point. A ParameterError means unusable data (too few actors, one class): a result, not a failure.
 */
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
  if (task.kind === "vote-nested" || task.kind === "vote-final") {
    const input = voteInputOf(job);
    return single(task, task.kind === "vote-final" ? finalVote(input) : voteFold(input, task.fold, randomState));
  }
  if (task.kind === "vote-cross") return single(task, crossFit(voteInputOf(job), task));
  const set = setOf(job, task.set);
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
    case "evaluate": {
      const { spec, protocol } = task;
      const families =
        task.families === true ? spec.columns.map((column) => familyOf(columnsOf(job)[column]!)) : undefined;
      return single(task, evaluate(withColumns(set, spec.columns), spec, protocol, fit, randomState, families));
    }
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

/** A thread works on one dataset for a long time: its ranked sets are cached until another dataset comes. */
let kept:
  | {
      readonly fingerprint: string;
      /** besides the protocol, the sets depend on these */
      readonly emotions: string;
      readonly sets: Map<string, TrainingSet>;
      vote?: VoteInput;
      columns?: readonly string[];
    }
  | undefined;

function keptOf({ fingerprint, settings }: FitThreadTask): NonNullable<typeof kept> {
  const emotions = `${settings.protocol} ${settings.emotions.join()}`;
  if (kept?.fingerprint !== fingerprint || kept.emotions !== emotions)
    kept = { fingerprint, emotions, sets: new Map() };
  return kept;
}

function setOf(job: FitThreadTask, name: ModelSet): TrainingSet {
  const { sets } = keptOf(job);
  let set = sets.get(name);
  if (set === undefined) {
    set = trainingSet(
      unpackDataset(new Uint8Array(job.dataset)),
      name,
      job.settings.emotions,
      allColumns(job.settings),
    );
    sets.set(name, set);
  }
  return set;
}

function columnsOf(job: FitThreadTask): readonly string[] {
  const inputs = keptOf(job);
  inputs.columns ??= unpackDataset(new Uint8Array(job.dataset)).header.columns;
  return inputs.columns;
}

function voteInputOf(job: FitThreadTask): VoteInput {
  const { vote, emotions } = job.settings;
  if (vote === null) throw new Error("a run without functionals has no such fit");
  const inputs = keptOf(job);
  if (inputs.vote === undefined) {
    const dataset = unpackDataset(new Uint8Array(job.dataset));
    const set = voteSet(dataset, emotions);
    inputs.vote = {
      set,
      functionals: voteData(dataset, set, vote, job.settings.protocol, matrixKernels()),
      convolutions: contoursOf(dataset, set, vote),
    };
  }
  return inputs.vote;
}

let kernels: MatrixKernels | undefined;

/** The thread's matrix kernels, for whichever dataset it works on. */
function matrixKernels(): MatrixKernels {
  return (kernels ??= createMatrixKernels());
}
