/**
 * `speech-emotion-workers/dsp`: the signal processing on its own. Pure functions on typed arrays, with librosa's
 * conventions and numbers; no Redis, no S3, no files.
 */
export { chromaStft } from "./shared/dsp/chroma.js";
export { chromaFilterBank } from "./shared/dsp/chromaFilterBank.js";
export { featureVector, frameFeatures, type FeatureVector, type FrameFeatures } from "./shared/dsp/featureVector.js";
export type { FrameOptions } from "./shared/dsp/frames.js";
export { hzToMel, melFilterBank, melToHz, type MelBand } from "./shared/dsp/melFilterBank.js";
export { melSpectrogram } from "./shared/dsp/melSpectrogram.js";
export { mfcc } from "./shared/dsp/mfcc.js";
export { powerToDb } from "./shared/dsp/powerToDb.js";
export { resample, resampledLength } from "./shared/dsp/resample.js";
export type { ResampleQuality } from "./shared/dsp/resampleFilter.js";
export { spectralCentroid } from "./shared/dsp/spectralCentroid.js";
export { fftFrequencies, hannWindow, magnitude, power, stft, type Spectrum } from "./shared/dsp/stft.js";
export { tonnetz } from "./shared/dsp/tonnetz.js";
export { estimateTuning, pitchTuning } from "./shared/dsp/tuning.js";
export { zeroCrossingRate } from "./shared/dsp/zeroCrossingRate.js";
export type { Matrix } from "./shared/matrix.js";
