import { protocols, type Protocol } from "../../evaluation/nestedCrossValidation.js";
import { studyParams } from "../../evaluation/paramGrid.js";
import type { Report } from "../../report/report.js";
import type { Dataset } from "./dataset.js";
import type { FitTask, ModelSpec } from "./fitTask.js";
import { allColumns, type FitSettings } from "./fitSettings.js";
import { scoresOf } from "./reportScores.js";
import { type TrainingResults } from "./trainingResults.js";
import { genderLabels, trainingSet, type TrainingSet } from "./trainingSet.js";
import { tooFewRecordings } from "./untrained.js";

/*
 * The gender model: a forest that tells women from men, so that a prediction for an unknown speaker can go to the model
 * of their gender. It is trained beside the emotion models on the same rows and columns, with the study's parameters:
 * pitch tells the genders apart so plainly that a search has nothing to find.
 */

/** The rows of the gender model; undefined where the run holds the voices of one gender only. */
export function genderTrainingSet(dataset: Dataset, emotions: readonly string[]): TrainingSet | undefined {
  const data = trainingSet(dataset, "gender", emotions, [0]);
  return genderLabels.every((_, label) => data.y.includes(label)) ? data : undefined;
}

export function genderSpec(settings: FitSettings): ModelSpec {
  return { params: studyParams.womenAndAll, columns: allColumns(settings) };
}

/** The fits that the gender model needs; they depend on no other. */
export function genderFits(settings: FitSettings): FitTask[] {
  const spec = genderSpec(settings);
  return [...protocols.map((protocol) => evaluation(protocol, spec)), { kind: "final", set: "gender", spec }];
}

/** How well the gender model does; undefined where it could not be trained. */
export function genderReport(
  data: TrainingSet | undefined,
  settings: FitSettings,
  results: TrainingResults,
): Report["genderModel"] {
  if (data === undefined) return undefined;
  const spec = genderSpec(settings);
  const [byActor, stratified] = protocols.map((protocol) => {
    const predictions = results.evaluation("gender", "initial", protocol);
    return predictions === undefined ? undefined : scoresOf(data, predictions, settings.randomState);
  });
  if (byActor === undefined || stratified === undefined) return undefined;
  return {
    rows: data.y.length,
    actors: new Set(data.actors).size,
    nFeatures: spec.columns.length,
    params: { ...spec.params, randomState: settings.randomState },
    labels: data.labels,
    byActor,
    stratified,
  };
}

/** Why there is no gender model, and what that means. */
export function noGenderModel(data: TrainingSet | undefined, results: TrainingResults): string {
  const why =
    data === undefined
      ? "all voices whose gender is known are of one gender"
      : (tooFewRecordings(data) ?? results.problem("gender") ?? "its fits have no result");
  return `No model tells women from men (${why}): if the speaker's gender is not given, the model for all speakers is used.`;
}

function evaluation(protocol: Protocol, spec: ModelSpec): FitTask {
  return { kind: "evaluate", set: "gender", stage: "initial", protocol, spec };
}
