/**
 * `speech-emotion-workers/dsp`: the signal processing on its own. Pure functions on typed arrays, with librosa's
 * conventions and numbers; no Redis, no S3, no files.
 */
export { chromaStft } from "./chroma.js";
export { chromaFilterBank } from "./chromaFilterBank.js";
export { delta } from "./delta.js";
export { feature, type FeatureOptions } from "./feature.js";
export { featureVector, frameFeatures, type FeatureVector, type FrameFeatures } from "./featureVector.js";
export type { FrameOptions } from "./frames.js";
export { hzToMel, melFilterBank, melToHz, type MelBand } from "./melFilterBank.js";
export { melSpectrogram } from "./melSpectrogram.js";
export { mfcc } from "./mfcc.js";
export { powerToDb } from "./powerToDb.js";
export { pyin, type Pitch, type PyinOptions } from "./pyin.js";
export { resample, resampledLength } from "./resampling/resample.js";
export { rms } from "./rms.js";
export { spectralBandwidth } from "./spectralBandwidth.js";
export { spectralCentroid } from "./spectralCentroid.js";
export { type ContrastOptions, spectralContrast } from "./spectralContrast.js";
export { spectralFlatness } from "./spectralFlatness.js";
export { spectralRolloff } from "./spectralRolloff.js";
export { fftFrequencies, hannWindow, magnitude, power, stft, type Spectrum } from "./stft.js";
export { tonnetz } from "./tonnetz.js";
export { estimateTuning, pitchTuning } from "./tuning.js";
export { yin, type YinOptions } from "./yin.js";
export { zeroCrossingRate } from "./zeroCrossingRate.js";
export { matrix, type Matrix } from "../shared/matrix.js";
