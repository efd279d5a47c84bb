import type { Report } from "../../report/report.js";
import type { Rejection } from "../../runs/rejection.js";
import type { RunRecord } from "../../runs/runRecord.js";
import type { Dataset } from "./dataset.js";
import type { ExampleSound } from "./exampleSounds.js";
import type { FitSettings } from "./fitSettings.js";
import type { Outcomes, PlannedSet, TrainingResults } from "./trainingResults.js";
import type { TrainingSet } from "./trainingSet.js";

/** The input of a report, as sent to the report's thread. */
export interface ReportParts {
  readonly run: RunRecord;
  readonly dataset: Dataset;
  readonly rejections: readonly Rejection[];
  readonly sets: readonly { readonly planned: PlannedSet; readonly data: TrainingSet }[];
  /** outer folds of the recipe "functionals" */
  readonly nVoteFolds: number;
  /** rows of the gender model, if there is one */
  readonly genderData: TrainingSet | undefined;
  readonly notTrained: NonNullable<Report["notTrained"]>;
  readonly outcomes: Outcomes;
  readonly fit: FitSettings;
  readonly endedAt: number;
  /** hash of the run's files by keys and ETags; undefined if an earlier version gathered the run */
  readonly filesFingerprint?: string | undefined;
  /** a recording of each class to draw; none if they could not be read */
  readonly examples?: readonly ExampleSound[];
}

/** The same, with the outcomes parsed. */
export interface ReportInputs extends Omit<ReportParts, "outcomes"> {
  readonly results: TrainingResults;
}
