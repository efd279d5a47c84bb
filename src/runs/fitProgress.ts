import { z } from "zod";

/** The work of a training: the weight of one task of each group (such as "candidate-women"), and the total. */
export const plannedWorkSchema = z.object({ groups: z.record(z.string(), z.number()), total: z.number() });
export type PlannedWork = z.infer<typeof plannedWorkSchema>;

/** The best candidate so far: its set, score and parameters. */
export const bestSoFarSchema = z.object({ set: z.string(), macroF1: z.number(), params: z.string() });
export type BestSoFar = z.infer<typeof bestSoFarSchema>;

/**
 * The share of the work that is done, 0 to 1.
 *
 * @param done ids of the tasks that have a result
 */
export function shareOfWork({ groups, total }: PlannedWork, done: readonly string[]): number {
  if (total <= 0) return 0;
  const weights = Object.entries(groups);
  const sum = done.reduce((work, id) => work + (weights.find(([name]) => isOf(id, name))?.[1] ?? 0), 0);
  return Math.min(1, sum / total);
}

function isOf(id: string, group: string): boolean {
  return id === group || id.startsWith(`${group}-`);
}

/**
 * Seconds left at the current pace; null before the first task is done.
 *
 * @example secondsLeft(0.25, 30) // 90
 */
export function secondsLeft(share: number, elapsedSec: number): number | null {
  return share <= 0 ? null : (elapsedSec * (1 - share)) / share;
}
