import type { Report } from "../../report/report.js";
import type { Rejection, RunRecord } from "../../runs/runStore.js";
import type { Dataset } from "./dataset.js";
import type { ExampleSound } from "./exampleSounds.js";
import type { FitSettings } from "./fitSettings.js";
import type { Outcomes, PlannedSet, TrainingResults } from "./trainingResults.js";
import type { TrainingSet } from "./trainingSet.js";

/** All that a report is made of, as it goes to the report's thread. */
export interface ReportParts {
  readonly run: RunRecord;
  readonly dataset: Dataset;
  readonly rejections: readonly Rejection[];
  readonly sets: readonly { readonly planned: PlannedSet; readonly data: TrainingSet }[];
  /** outer folds of the recipe "functionals" */
  readonly nVoteFolds: number;
  /** rows of the gender model, where there is one */
  readonly genderData: TrainingSet | undefined;
  readonly notTrained: NonNullable<Report["notTrained"]>;
  readonly outcomes: Outcomes;
  readonly fit: FitSettings;
  readonly endedAt: number;
  /** names the run's files by keys and ETags; undefined where it was gathered by an earlier version */
  readonly filesFingerprint?: string | undefined;
  /** a recording of each class, to be drawn; none where they could not be read */
  readonly examples?: readonly ExampleSound[];
}

/** The same with the outcomes parsed. */
export interface ReportInputs extends Omit<ReportParts, "outcomes"> {
  readonly results: TrainingResults;
}
