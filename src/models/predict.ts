import type { AudioInput } from "../audio/audioInput.js";
import type { Model } from "./modelFile.js";
import { type FeaturesOfRecording, predictFeatures } from "./predictFeatures.js";
import { analysisFor, type ModelAnalysis, rowOf } from "./modelAnalysis.js";
import { defaultPredictOptions, type Prediction, type PredictOptions } from "./prediction.js";
import { createSoundExtractor, type SoundExtractor } from "../features/soundExtractor.js";
import { assembleModels, type RunModels } from "./runModels.js";

/**
 * The emotion in a recording: decodes, computes features and asks the models, here and now, without queue or server.
 *
 *     const models = await loadModels("out/models");
 *     const { emotion, probabilities } = await predict(await readFile("voice.wav"), models);
 *
 * @param bytes  a whole file, such as a WAVE
 * @param models of a run, or a single model, which is then used for every speaker
 * @throws InputError if the bytes are no recording that can be read ("unsupported-audio", "corrupt-audio",
 *   "truncated-audio", "too-short"), have no speech to hear ("no-speech", unless options.force), or the models need features that this version does not compute
 *   ("feature-set-mismatch")
 * @example const { emotion, probabilities } = await predict(await readFile("voice.wav"), await loadModels("models"));
 */
export async function predict(
  bytes: Uint8Array,
  models: RunModels | Model,
  options: Partial<PredictOptions> = {},
): Promise<Prediction> {
  return predictSound({ kind: "file", bytes }, models, options);
}

/**
 * As `predict`, for a recording of which perhaps only the sound was fetched.
 *
 * @throws InputError as `predict`
 */
export async function predictSound(
  sound: AudioInput,
  models: RunModels | Model,
  options: Partial<PredictOptions> = {},
): Promise<Prediction> {
  const all = "bySet" in models ? models : assembleModels([models]);
  const features = await featuresOf(sound, all, options.force);
  return predictFeatures(all, features, { ...defaultPredictOptions, ...options });
}

/**
 * A recording's row as these models want it.
 *
 * @param force pass recordings without speech too. @defaultValue false
 * @throws InputError as `predict`
 */
export async function featuresOf(
  sound: AudioInput,
  models: RunModels | Model,
  force = false,
): Promise<FeaturesOfRecording> {
  const [first] = "bySet" in models ? models.bySet.values() : [models];
  const { analysis, extract } = extractorFor(first!);
  return rowOf(await extract(sound), analysis, force);
}

interface ModelExtractor {
  readonly analysis: ModelAnalysis;
  readonly extract: SoundExtractor;
}

/** Extractors reuse buffers between files, so there is one per analysis, shared by all models that need it. */
const extractors = new Map<string, ModelExtractor>();

/** @throws InputError as analysisFor */
function extractorFor(model: Model): ModelExtractor {
  const key = `${model.featureSet} ${model.maxDurationSec}`;
  let extractor = extractors.get(key);
  if (extractor === undefined) {
    const analysis = analysisFor(model);
    extractor = { analysis, extract: createSoundExtractor(analysis) };
    extractors.set(key, extractor);
  }
  return extractor;
}
