import { z } from "zod";

/** What a run's training job is doing. */
export type TrainingState = "waiting-for-files" | "waiting" | "training" | "done" | "failed" | "unknown";

const progressSchema = z.object({ phase: z.string() });

/** The phase that a training job last reported; "" if none. @param progress of the job, as BullMQ returns it */
export function phaseOf(progress: unknown): string {
  const parsed = progressSchema.safeParse(progress);
  return parsed.success ? parsed.data.phase : "";
}

/** @param state of the training job, as BullMQ names it */
export function trainingStateOf(state: string): TrainingState {
  return trainingStates[state] ?? "unknown";
}

const trainingStates: Readonly<Record<string, TrainingState>> = {
  "waiting-children": "waiting-for-files",
  waiting: "waiting",
  delayed: "waiting",
  prioritized: "waiting",
  active: "training",
  completed: "done",
  failed: "failed",
};
