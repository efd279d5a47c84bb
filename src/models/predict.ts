import type { AudioInput } from "../audio/audioInput.js";
import type { Model } from "./modelFile.js";
import { type FeaturesOfRecording, predictFeatures } from "./predictFeatures.js";
import { analysisFor, type ModelAnalysis, rowOf } from "./modelAnalysis.js";
import { defaultPredictOptions, type Prediction, type PredictOptions } from "./prediction.js";
import { openRecording } from "../audio/openRecording.js";
import { createRecordingExtractor, type RecordingExtractor } from "../features/recordingExtractor.js";
import { assembleModels, type RunModels } from "./runModels.js";

/**
 * The emotion in a recording: decodes it, computes features and applies the models in this process, without queue or
 * server.
 *
 *     const models = await loadModels("out/models");
 *     const { emotion, probabilities } = await predict(await readFile("voice.wav"), models);
 *
 * @param bytes  a whole file, such as a WAVE
 * @param models of a run, or a single model, which is then used for every speaker
 * @throws InputError if the bytes are not a readable recording ("unsupported-audio", "corrupt-audio",
 *   "truncated-audio", "too-short"), contain no speech ("no-speech", unless options.force), or the models need features
 *   that this version does not compute ("feature-set-mismatch"), or its embedding model fails ("bad-embedding")
 * @throws ConfigError if the models need an embedding model and options.embedding is not the one they were trained with
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
 * Like `predict`, for an audio input of which possibly only the audio data was fetched.
 *
 * @throws InputError as `predict`
 */
export async function predictSound(
  sound: AudioInput,
  models: RunModels | Model,
  options: Partial<PredictOptions> = {},
): Promise<Prediction> {
  const all = "bySet" in models ? models : assembleModels([models]);
  const features = await featuresOf(sound, all, options);
  return predictFeatures(all, features, { ...defaultPredictOptions, ...options });
}

/**
 * A recording's row for these models.
 *
 * @param options force: also pass recordings without speech; embedding: path of the embedding model
 * @throws InputError and ConfigError as `predict`
 */
export async function featuresOf(
  sound: AudioInput,
  models: RunModels | Model,
  { force = false, embedding }: Partial<Pick<PredictOptions, "force" | "embedding">> = {},
): Promise<FeaturesOfRecording> {
  const [first] = "bySet" in models ? models.bySet.values() : [models];
  const { analysis, extract } = extractorFor(first!, embedding);
  return rowOf(await extract(await openRecording(sound, analysis)), analysis, force);
}

interface ModelExtractor {
  readonly analysis: ModelAnalysis;
  readonly extract: RecordingExtractor;
}

/** Extractors reuse buffers between files, so there is one per analysis, shared by all models that need it. */
const extractors = new Map<string, ModelExtractor>();

/** @throws InputError as analysisFor */
function extractorFor(model: Model, embedding: string | undefined): ModelExtractor {
  const key = `${model.featureSet} ${model.maxDurationSec} ${embedding ?? ""}`;
  let extractor = extractors.get(key);
  if (extractor === undefined) {
    const analysis = analysisFor(model);
    extractor = { analysis, extract: createRecordingExtractor({ ...analysis, embedding }) };
    extractors.set(key, extractor);
  }
  return extractor;
}
