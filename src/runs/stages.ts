/** The stages of a run. */
export const stages = ["listing", "extracting", "training", "done", "failed", "cancelled"] as const;
export type Stage = (typeof stages)[number];

/** Whether the run is over: nothing more happens until it is resumed or retried. */
export function hasEnded(stage: Stage): boolean {
  return stage === "done" || stage === "failed" || stage === "cancelled";
}
