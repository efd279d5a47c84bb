import { fitTaskId, type FitTask } from "./fitTask.js";
import type { FitSettings } from "./fitSettings.js";
import { familyKey } from "./search.js";
import type { TrainingPlan } from "./trainingResults.js";
import type { PlannedWork } from "../../runs/fitProgress.js";

/**
 * How much work the fits of a training are, in fits of one candidate on one row: so progress and the time left follow the
 * work done and not the number of tasks, of which the long ones come first.
 *
 * @param tasks those of step 1 and the gender model's; what steps 2 and 3 add is estimated from the plan
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

/** What steps 2 and 3 add for a set: its pruning, two models evaluated under two protocols, the final model. */
const laterFits: readonly (readonly ["prune" | "evaluate" | "final", number])[] = [
  ["prune", 1],
  ["evaluate", 4],
  ["final", 1],
];

/** Importances by permutation and a few smaller models, in fits of a candidate. An estimate: it moves the time left, no result. */
const pruningFits = 3;

/** A fold of the recipe "functionals", in fits of a candidate. An estimate as well. */
const voteFits = 12;

/** Tasks of one group are equal work: the kind and the set of a task's id. */
function workGroup(id: string): string {
  return /^(vote-[a-z]+|[a-z]+-[a-z]+)/.exec(id)?.[0] ?? id;
}
