import { fitTaskId, type FitTask } from "./fitTask.js";
import type { FitSettings } from "./fitSettings.js";
import { familyKey } from "./search.js";
import type { TrainingPlan } from "./trainingResults.js";
import type { PlannedWork } from "../../runs/fitProgress.js";

/**
 * The work of a training's fits, in units of fitting one candidate on one row. Progress and the time left follow this,
 * not the number of tasks, because the long tasks come first.
 *
 * @param tasks those of step 1 and the gender model's; the work of steps 2 and 3 is estimated from the plan
 */
export function plannedWork(plan: TrainingPlan, settings: FitSettings, tasks: readonly FitTask[]): PlannedWork {
  const rows = new Map(plan.sets.map((set) => [set.name as string, set.rows]));
  const allRows = Math.max(0, ...rows.values());
  const nFamilies = new Set(settings.candidates.map(familyKey)).size;
  const perCandidate = nFamilies / Math.max(1, settings.candidates.length);
  const weightOf = (kind: FitTask["kind"], set: string): number => {
    const n = rows.get(set) ?? allRows;
    switch (kind) {
      case "candidate":
        return n * perCandidate;
      case "nested": // a search over four fifths of the rows, and its pruning
        return n * (0.8 * nFamilies + pruningFits);
      case "prune":
        return n * pruningFits;
      case "evaluate":
        return n;
      case "final":
        return n / 4;
      case "vote-cross":
      case "vote-nested":
      case "vote-final":
        return allRows * voteFits;
    }
  };
  const groups: Record<string, number> = {};
  let total = 0;
  for (const task of tasks) {
    const weight = weightOf(task.kind, "set" in task ? task.set : "all");
    groups[workGroup(fitTaskId(task))] = weight;
    total += weight;
  }
  if (settings.forest === "default")
    for (const { name } of plan.sets)
      for (const [kind, times] of laterFits) {
        groups[`${kind}-${name}`] = weightOf(kind, name);
        total += times * weightOf(kind, name);
      }
  return { groups, total };
}

/** The work of steps 2 and 3 for a set: its pruning, two models evaluated under two protocols, the final model. */
const laterFits: readonly (readonly ["prune" | "evaluate" | "final", number])[] = [
  ["prune", 1],
  ["evaluate", 4],
  ["final", 1],
];

/**
 * Permutation importances and a few smaller models, in fits of a candidate. An estimate: it affects the time left, not
 * the results.
 */
const pruningFits = 3;

/** A fold of the recipe "functionals", in fits of a candidate. Also an estimate. */
const voteFits = 12;

/** Tasks with the same kind and set in their id are equal work. */
function workGroup(id: string): string {
  return /^(vote-[a-z]+|[a-z]+-[a-z]+)/.exec(id)?.[0] ?? id;
}
