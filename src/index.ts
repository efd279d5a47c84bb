/**
 * `import { loadModels, predict } from "speech-emotion-workers"`: bytes and models in, a prediction out. No queue, no Redis.
 *
 *     const models = await loadModels("out/models");
 *     console.log((await predict(await readFile("voice.wav"), models)).emotion);
 */
export { ConfigError, InputError, ParameterError, type InputCode } from "./shared/errors.js";
export { loadModel, type Model, type ModelSet } from "./models/modelFile.js";
export { loadModels } from "./models/loadModels.js";
export { predict } from "./models/predict.js";
export { enrolRecordings } from "./models/enrolRecordings.js";
export { type EnrolledSpeaker, packSpeaker, unpackSpeaker } from "./models/enrolledSpeaker.js";
export { predictFeatures, type FeaturesOfRecording } from "./models/predictFeatures.js";
export { type GenderChoice, type GenderDecision, type Prediction, type PredictOptions } from "./models/prediction.js";
export { assembleModels, type RunModels } from "./models/runModels.js";
export {
  type AudioSamples,
  decodeAudio,
  type DecodeOptions,
  extractFeatures,
  type ExtractOptions,
  featureNames,
  load,
  type LoadOptions,
  type RecordingFeatures,
} from "./features/load.js";
