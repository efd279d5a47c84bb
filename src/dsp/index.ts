/**
 * `speech-emotion-workers/dsp`: the signal processing on its own. Pure functions on typed arrays, with librosa's
 * conventions and numbers; no Redis, no S3, no files.
 */
export { chromaStft } from "./chroma.js";
export { chromaFilterBank } from "./chromaFilterBank.js";
export { featureVector, frameFeatures, type FeatureVector, type FrameFeatures } from "./featureVector.js";
export type { FrameOptions } from "./frames.js";
export { hzToMel, melFilterBank, melToHz, type MelBand } from "./melFilterBank.js";
export { melSpectrogram } from "./melSpectrogram.js";
export { mfcc } from "./mfcc.js";
export { powerToDb } from "./powerToDb.js";
export { resample, resampledLength } from "./resampling/resample.js";
export { spectralCentroid } from "./spectralCentroid.js";
export { fftFrequencies, hannWindow, magnitude, power, stft, type Spectrum } from "./stft.js";
export { tonnetz } from "./tonnetz.js";
export { estimateTuning, pitchTuning } from "./tuning.js";
export { zeroCrossingRate } from "./zeroCrossingRate.js";
export type { Matrix } from "../shared/matrix.js";
