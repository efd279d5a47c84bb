/**
 * `import { loadModels, predict } from "speech-emotion-workers"`: bytes and models in, an answer out. No queue, no Redis.
 *
 *     const models = await loadModels("out/models");
 *     console.log((await predict(await readFile("voice.wav"), models)).emotion);
 */
export { ConfigError, InputError, ParameterError, type InputCode } from "./shared/errors.js";
export { loadModel, type Model, type ModelSet } from "./shared/modelFile.js";
export { loadModels } from "./shared/prediction/loadModels.js";
export { predict } from "./shared/prediction/predict.js";
export { predictFeatures, type FeaturesOfRecording } from "./shared/prediction/predictFeatures.js";
export {
  type GenderChoice,
  type GenderDecision,
  type Prediction,
  type PredictOptions,
} from "./shared/prediction/prediction.js";
export { assembleModels, type RunModels } from "./shared/prediction/runModels.js";
