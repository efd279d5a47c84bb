import { InputError, ParameterError } from "../shared/errors.js";
import { requireFeatureSet } from "../features/featureSet.js";
import { chooseModel } from "./chooseModel.js";
import { probabilitiesOf } from "./classProbabilities.js";
import { type EnrolledSpeaker, requireSpeakerFeatures } from "./enrolledSpeaker.js";
import type { Model } from "./modelFile.js";
import { defaultPredictOptions, type Prediction, type PredictOptions } from "./prediction.js";
import type { RunModels } from "./runModels.js";
import { speakingFeatures } from "./speakingFeatures.js";

/** Number of features named in a prediction: enough to characterise the sound, few enough to read. */
const nSpeakingFeatures = 5;

/** A row of features and its feature set. */
export interface FeaturesOfRecording {
  /** for instance "mean161-v2-16000" */
  readonly featureSet: string;
  /** one per column of that set, finite */
  readonly features: ArrayLike<number>;
  readonly durationSec: number;
  /** for a set with the block "contours": frames × channels, row-major */
  readonly contours?: Float32Array;
  /** repeated in the prediction. @defaultValue none */
  readonly notes?: readonly string[];
}

/**
 * Predicts the emotion of a recording from its features.
 *
 * @throws InputError "feature-set-mismatch" naming both sets if the features are not what the models were trained on,
 *   "unknown-model" if no model fits
 * @throws ParameterError if the row has too few columns or a value is not finite
 * @example predictFeatures(models, { featureSet: "mean161-v2-16000", features: values, durationSec: 1 }).model.run // sample
 */
export function predictFeatures(
  models: RunModels,
  row: FeaturesOfRecording,
  options: PredictOptions = defaultPredictOptions,
): Prediction {
  for (const { id, featureSet, columns } of models.bySet.values()) {
    requireFeatureSet(featureSet, row.featureSet, `model ${id}`);
    const min = 1 + columns.reduce((last, { index }) => Math.max(last, index), 0);
    if (row.features.length < min)
      throw new ParameterError("row.features", `at least the ${min} columns of model ${id}`, row.features.length);
  }
  // Models are trained on rows stored as float32: the same rounding here gives a recording the same row.
  const features = Float64Array.from(Float32Array.from(row.features));
  const { model, gender } = chooseModel(models, features, options);
  const { speaker } = options;
  if (speaker !== undefined) requireUsable(speaker, model);
  const probabilities = probabilitiesOf(model, features, speaker, row.contours);
  let emotion = model.labels[0]!;
  for (const [label, probability] of probabilities) if (probability > probabilities.get(emotion)!) emotion = label;
  const { id, run, set, featureSet, synthetic, scores } = model;
  return {
    emotion,
    probabilities: Object.fromEntries(probabilities),
    gender,
    model: { id, run, version: models.version, set, featureSet, synthetic, byActor: scores.byActor },
    ...(speaker === undefined ? {} : { speaker: { id: speaker.id, recordings: speaker.statistics.n } }),
    features: speakingFeatures(model, features, emotion, nSpeakingFeatures, speaker?.statistics),
    durationSec: row.durationSec,
    notes: [...(row.notes ?? [])],
  };
}

/** @throws InputError "feature-set-mismatch" if the model cannot use the speaker's statistics */
function requireUsable(speaker: EnrolledSpeaker, model: Model): void {
  if (model.version === 1)
    throw new InputError(
      "feature-set-mismatch",
      `model ${model.id} is a forest of the study's recipe, which cannot use enrolled speakers: leave out speaker ${speaker.id}, or train with --recipe best`,
    );
  requireSpeakerFeatures(speaker, model.featureSet, `rows of model ${model.id}`);
}
