import { protocols } from "../../evaluation/nestedCrossValidation.js";
import { studyParams, type CandidateParams } from "../../evaluation/paramGrid.js";
import type { SpeakerSet } from "../../report/report.js";
import type { FitTask, ModelSpec, StageName } from "./fitTask.js";
import { allColumns, type FitSettings } from "./fitSettings.js";
import { familyKey } from "./search.js";
import { type TrainingPlan, type TrainingResults } from "./trainingResults.js";

/**
 * Which fits a run needs, in three steps; each depends on the results of the previous one.
 *
 *   1  every candidate of the grid, the nested folds, the study's own model evaluated; the recipe "functionals"
 *   2  for each set: the best candidate pruned
 *   3  the tuned and the pruned model evaluated; the final model fitted on all rows
 *
 * A set for which a step has no usable result (too few actors, one class) is left out of the next step.
 */

export function initialParams(set: SpeakerSet): CandidateParams {
  return set === "men" ? studyParams.men : studyParams.womenAndAll;
}

/** A baseline library is evaluated with the study's parameters only: a search would take hours. */
export function isBaseline(settings: FitSettings): boolean {
  return settings.forest !== "default";
}

export function firstFits({ sets, nVoteFolds, crossFits = [] }: TrainingPlan, settings: FitSettings): FitTask[] {
  const columns = allColumns(settings);
  const evaluations = sets.flatMap(({ name }) =>
    evaluationsOf(name, "initial", { params: initialParams(name), columns }),
  );
  if (isBaseline(settings)) return evaluations;
  const outer = sets.flatMap(({ name, nOuterFolds }) =>
    Array.from({ length: nOuterFolds }, (_, fold): FitTask => ({ kind: "nested", set: name, fold })),
  );
  const candidates = sets.flatMap(({ name }) =>
    familiesFirst(settings.candidates).map(({ index, params }): FitTask => ({
      kind: "candidate",
      set: name,
      index,
      params,
    })),
  );
  // Long tasks come first, so that no core waits for a last long one.
  return [
    ...(settings.vote === null ? [] : [...voteFits(nVoteFolds), ...crossFits]),
    ...outer,
    ...evaluations,
    ...candidates,
  ];
}

/** The fits of the recipe "functionals"; they depend on no other fits. */
function voteFits(nFolds: number): FitTask[] {
  const folds = Array.from({ length: nFolds }, (_, fold): FitTask => ({ kind: "vote-nested", fold }));
  return [{ kind: "vote-final" }, ...folds];
}

export function pruneFits({ sets }: TrainingPlan, settings: FitSettings, results: TrainingResults): FitTask[] {
  return sets.flatMap(({ name }): FitTask[] => {
    const best = results.best(name);
    if (best === undefined) return [];
    const spec: ModelSpec = { params: best.params, columns: allColumns(settings) };
    return [{ kind: "prune", set: name, spec, score: best.macroF1 }];
  });
}

export function finalFits({ sets }: TrainingPlan, results: TrainingResults): FitTask[] {
  return sets.flatMap(({ name }): FitTask[] => {
    const models = results.models(name);
    if (models === undefined) return [];
    const isPruned = models.pruning.chosen !== null;
    return [
      ...evaluationsOf(name, "tuned", models.tuned, !isPruned),
      ...evaluationsOf(name, "pruned", models.pruned, isPruned),
      { kind: "final", set: name, spec: models.final },
    ];
  });
}

/** Number of fits of the three steps, if every step has usable results. */
export function plannedFits(plan: TrainingPlan, settings: FitSettings): number {
  if (isBaseline(settings)) return firstFits(plan, settings).length;
  const pruning = 1;
  const final = 2 * protocols.length + 1;
  return firstFits(plan, settings).length + plan.sets.length * (pruning + final);
}

/** @param isFinal for the final model, each column family's importance on new speakers is measured, too */
function evaluationsOf(set: SpeakerSet, stage: StageName, spec: ModelSpec, isFinal = false): FitTask[] {
  return protocols.map((protocol) => {
    const task: FitTask = { kind: "evaluate", set, stage, protocol, spec };
    return isFinal && protocol === "byActor" ? { ...task, families: true } : task;
  });
}

/** One candidate of each family comes before the rest: its fit gives the results of the whole family. */
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
