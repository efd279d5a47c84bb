import type { ModelSet } from "../../models/modelFile.js";
import type { Report } from "../../report/report.js";
import type { Rejection, RunRecord } from "../../runs/runStore.js";
import type { Dataset } from "./dataset.js";
import { evaluationSchema, type Evaluation, type StageName } from "./fitTask.js";
import type { FitSettings } from "./fitThread.js";
import { valueOf, type PlannedSet, type Results } from "./trainingPlan.js";
import type { TrainingSet } from "./trainingSet.js";

/** All that a report is made of. */
export interface ReportParts {
  readonly run: RunRecord;
  readonly dataset: Dataset;
  readonly rejections: readonly Rejection[];
  readonly sets: readonly { readonly planned: PlannedSet; readonly data: TrainingSet }[];
  /** rows of the gender model, where there is one */
  readonly genderData: TrainingSet | undefined;
  readonly notTrained: NonNullable<Report["notTrained"]>;
  readonly results: Results;
  readonly fit: FitSettings;
  readonly endedAt: number;
}

/** What a stage's model predicts under a protocol; undefined where there is no such result. */
export function evaluationOf(
  results: Results,
  set: ModelSet,
  stage: StageName,
  protocol: "byActor" | "stratified",
): Evaluation | undefined {
  return valueOf(results, `evaluate-${set}-${stage}-${protocol}`, evaluationSchema);
}
