/**
 * `import { predict } from "speech-emotion-workers"` in a browser bundle: the same results as in Node, without a server.
 *
 *     await useKernels(fetch("dsp.wasm")); // wasm/dsp.wasm of the package; without it, TypeScript computes, slower
 *     const model = loadModel(new Uint8Array(await (await fetch("models/all.json")).arrayBuffer()));
 *     const { emotion } = await predict(await soundOf(file), model);
 */
export { ConfigError, InputError, ParameterError, type InputCode } from "./shared/errors.js";
export { loadModel, type Model, type ModelSet } from "./models/modelFile.js";
export { type EnrolledSpeaker, packSpeaker, unpackSpeaker } from "./models/enrolledSpeaker.js";
export { predict, type Sound, useKernels } from "./models/predictInBrowser.js";
export { predictFeatures, type FeaturesOfRecording } from "./models/predictFeatures.js";
export { type GenderChoice, type GenderDecision, type Prediction, type PredictOptions } from "./models/prediction.js";
export { assembleModels, type RunModels } from "./models/runModels.js";
