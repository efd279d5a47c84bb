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
 * The gender model: a forest that classifies voices as women's or men's, so that a prediction for an unknown speaker can use the model of their gender. It is trained on the same rows and columns as the emotion models, with the study's parameters: pitch separates the genders so clearly that a search would find nothing better.
 */

/** The rows of the gender model; undefined if all voices of the run are of one gender. */
export function genderTrainingSet(dataset: Dataset, emotions: readonly string[]): TrainingSet | undefined {
  const data = trainingSet(dataset, "gender", emotions, [0]);
  return genderLabels.every((_, label) => data.y.includes(label)) ? data : undefined;
}

export function genderSpec(settings: FitSettings): ModelSpec {
  return { params: studyParams.womenAndAll, columns: allColumns(settings) };
}

/** The fits that the gender model needs; they depend on no other fits. */
export function genderFits(settings: FitSettings): FitTask[] {
  const spec = genderSpec(settings);
  return [...protocols.map((protocol) => evaluation(protocol, spec)), { kind: "final", set: "gender", spec }];
}

/** The gender model's scores; undefined if it could not be trained. */
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

/** Says why there is no gender model, and what that means. */
export function noGenderModel(data: TrainingSet | undefined, results: TrainingResults): string {
  const why =
    data === undefined
      ? "all voices of known gender have the same gender"
      : (tooFewRecordings(data) ?? results.problem("gender") ?? "its fits have no result");
  return `There is no gender model (${why}): if the speaker's gender is not given, the model for all speakers is used.`;
}

function evaluation(protocol: Protocol, spec: ModelSpec): FitTask {
  return { kind: "evaluate", set: "gender", stage: "initial", protocol, spec };
}
