/** How far a run can have come. */
export const stages = ["listing", "extracting", "training", "done", "failed", "cancelled"] as const;
export type Stage = (typeof stages)[number];

/** Whether nothing more will happen unless somebody asks for it. */
export function hasEnded(stage: Stage): boolean {
  return stage === "done" || stage === "failed" || stage === "cancelled";
}
