import { studyParams, type CandidateParams } from "../../evaluation/paramGrid.js";
import { bestCandidate } from "../../evaluation/selection.js";
import { z } from "zod";
import type { CandidateScore, FitTask, ModelSpec, Pruning, StageName } from "./fitTask.js";
import { candidateScoreSchema, fitTaskId, pruningSchema } from "./fitTask.js";
import type { FitOutcome } from "./fitProcessor.js";
import type { FitSettings } from "./fitThread.js";
import { familyKey } from "./search.js";
import type { SpeakerSet } from "../../report/report.js";

/**
 * Which fits a run needs, in three steps; each follows from the results of the one before.
 *
 *   1  every candidate of the grid, the nested folds, the study's own model evaluated
 *   2  for each set: the best candidate pruned
 *   3  the tuned and the pruned model evaluated; the final model fitted on all rows
 *
 * A set where a step has no usable result (too few actors, one class) takes no part in the next.
 */

/** A set with enough recordings to be trained on. */
export interface PlannedSet {
  readonly name: SpeakerSet;
  readonly rows: number;
  readonly nOuterFolds: number;
}

const protocols = ["byActor", "stratified"] as const;

export function initialParams(set: SpeakerSet): CandidateParams {
  return set === "men" ? studyParams.men : studyParams.womenAndAll;
}

/** A library to compare with is judged by the study's parameters alone: a search would take it hours. */
export function isBaseline(settings: FitSettings): boolean {
  return settings.forest !== "default";
}

export function firstFits(sets: readonly PlannedSet[], settings: FitSettings, nested: boolean): FitTask[] {
  const columns = allColumns(settings);
  const evaluations = sets.flatMap(({ name }) =>
    evaluationsOf(name, "initial", { params: initialParams(name), columns }),
  );
  if (isBaseline(settings)) return evaluations;
  const outer = nested
    ? sets.flatMap(({ name, nOuterFolds }) =>
        Array.from({ length: nOuterFolds }, (_, fold): FitTask => ({ kind: "nested", set: name, fold })),
      )
    : [];
  const candidates = sets.flatMap(({ name }) =>
    familiesFirst(settings.candidates).map(({ index, params }): FitTask => ({
      kind: "candidate",
      set: name,
      index,
      params,
    })),
  );
  // The long ones first, so that no core waits for a last long one.
  return [...outer, ...evaluations, ...candidates];
}

export function pruneFits(sets: readonly PlannedSet[], settings: FitSettings, results: Results): FitTask[] {
  return sets.flatMap(({ name, rows }): FitTask[] => {
    const best = bestOf(name, rows, settings, results);
    if (best === undefined) return [];
    const spec: ModelSpec = { params: best.params, columns: allColumns(settings) };
    return [{ kind: "prune", set: name, spec, score: best.macroF1 }];
  });
}

export function finalFits(sets: readonly PlannedSet[], settings: FitSettings, results: Results): FitTask[] {
  return sets.flatMap(({ name, rows }): FitTask[] => {
    const models = modelsOf(name, rows, settings, results);
    if (models === undefined) return [];
    return [
      ...evaluationsOf(name, "tuned", models.tuned),
      ...evaluationsOf(name, "pruned", models.pruned),
      { kind: "final", set: name, spec: models.final },
    ];
  });
}

/** How many fits the three steps come to if nothing stands in the way. */
export function plannedFits(sets: readonly PlannedSet[], settings: FitSettings, nested: boolean): number {
  if (isBaseline(settings)) return firstFits(sets, settings, nested).length;
  const pruning = 1;
  const final = 2 * protocols.length + 1;
  return firstFits(sets, settings, nested).length + sets.length * (pruning + final);
}

/** Stored outcomes by task id. */
export type Results = ReadonlyMap<string, FitOutcome>;

/** The value of a task's result; undefined where there is none or the data allowed none. */
export function valueOf<T>(results: Results, id: string, schema: z.ZodType<T>): T | undefined {
  const outcome = results.get(id);
  return outcome?.ok === true ? schema.parse(outcome.value) : undefined;
}

/** Scores of a set's candidates in grid order; null where one has none. */
export function candidateScores(set: SpeakerSet, settings: FitSettings, results: Results): (CandidateScore | null)[] {
  return settings.candidates.map(
    (params, index) =>
      valueOf(results, fitTaskId({ kind: "candidate", set, index, params }), candidateScoreSchema) ?? null,
  );
}

/** Index of the set's best candidate; undefined where none has a score. */
export function bestIndexOf(
  set: SpeakerSet,
  rows: number,
  settings: FitSettings,
  results: Results,
): number | undefined {
  const scores = candidateScores(set, settings, results);
  const scored = settings.candidates.map((params, i) => ({ params, score: scores[i]?.macroF1 ?? null }));
  return bestCandidate(scored, { rows, cols: settings.nColumns });
}

export function bestOf(
  set: SpeakerSet,
  rows: number,
  settings: FitSettings,
  results: Results,
): CandidateScore | undefined {
  const index = bestIndexOf(set, rows, settings, results);
  return index === undefined ? undefined : (candidateScores(set, settings, results)[index] ?? undefined);
}

export interface SetModels {
  readonly tuned: ModelSpec;
  /** the best of the smaller models, chosen or not */
  readonly pruned: ModelSpec;
  readonly final: ModelSpec;
  readonly pruning: Pruning;
}

export function modelsOf(
  set: SpeakerSet,
  rows: number,
  settings: FitSettings,
  results: Results,
): SetModels | undefined {
  const best = bestOf(set, rows, settings, results);
  const pruning = valueOf(results, `prune-${set}`, pruningSchema);
  if (best === undefined || pruning === undefined) return undefined;
  const tuned: ModelSpec = { params: best.params, columns: allColumns(settings) };
  const smaller = pruning.tried[pruning.chosen ?? 0]!;
  const pruned: ModelSpec = { params: best.params, columns: smaller.columns };
  return { tuned, pruned, final: pruning.chosen === null ? tuned : pruned, pruning };
}

function evaluationsOf(set: SpeakerSet, stage: StageName, spec: ModelSpec): FitTask[] {
  return protocols.map((protocol) => ({ kind: "evaluate", set, stage, protocol, spec }));
}

export function allColumns(settings: FitSettings): number[] {
  return Array.from({ length: settings.nColumns }, (_, column) => column);
}

/** One candidate of each family before the rest: the first one's fit answers for all. */
function familiesFirst(candidates: readonly CandidateParams[]): { index: number; params: CandidateParams }[] {
  const seen = new Set<string>();
  const leaders: { index: number; params: CandidateParams }[] = [];
  const others: { index: number; params: CandidateParams }[] = [];
  for (const [index, params] of candidates.entries()) {
    const key = familyKey(params);
    (seen.has(key) ? others : leaders).push({ index, params });
    seen.add(key);
  }
  return [...leaders, ...others];
}
