/*
 * The hot loops of the feature vector, in WebAssembly SIMD. src/dsp has the same computation in readable form; here it
 * is arranged for speed. TypeScript (src/dsp/wasm/wasmBackend.ts) fills the buffers and calls, for each block of up to
 * `maxFrames` frames:
 *
 *     mixPcm16  ->  halve, filterBlocks, usePhases  ->  spectra  ->  describe, addCrossings
 *     then, the tuning known:  addChroma, sumLogMel
 *
 * and for the functionals (src/dsp/wasm/wasmSpeech.ts), for each block of up to `speechFrames` frames:
 *
 *     scanSpeech, correlateSpeech, describeSpectra, prepareStretch, predictFrame, describeVoice;  measureBands
 */
import { resetChroma } from "./chroma";
import { prepareDescriptors, resetDescriptors } from "./descriptors";
import { prepareFft } from "./fft";
import { prepareFrameFft } from "./frameFft";
import { resetMel } from "./mel";
import { prepareSpeech } from "./speech";
import { prepareSpeechBands } from "./speechBands";
import { prepareFormants } from "./speechFormants";
import { prepareSpeechSpectra } from "./speechSpectra";
import { prepareWindow } from "./spectrum";
import { resetCrossings } from "./zeroCrossings";

export {
  chromaFilters,
  chromaShareSums,
  chromaSums,
  halfBandWeights,
  input,
  inputCapacity,
  logMelSums,
  margin,
  maxFrames,
  melFirstBins,
  melSums,
  melVectors,
  melWeightCapacity,
  melWeights,
  pcm,
  peakCapacity,
  peakFrequencies,
  peakMagnitudes,
  phaseWeightCapacity,
  phaseWeights,
  relayA,
  relayB,
  rowLength,
  samples,
} from "./memory";
export { longestBlock, passTwiddles } from "./blockFft";
export { edgeResponse, filterBlocks, groupedResponse, joinTwiddles } from "./blocks";
export { addChroma } from "./chroma";
export { centroidSum, clearPeaks, describe, describeMel, nPeaks } from "./descriptors";
export { loudestDb, sumLogMel } from "./mel";
export { mixPcm16 } from "./pcm";
export { halve, usePhases } from "./shortFilters";
export { spectra } from "./spectrum";
export {
  correlateSpeech,
  describeVoice,
  scanSpeech,
  speechDecibels,
  speechEnergies,
  speechFrames,
  speechLagCount,
  speechLags,
  speechMargin,
  speechPeaks,
  speechProminences,
  speechSignal,
} from "./speech";
export { measureBands, recordedEdges, recordedFrames, recordedPowers } from "./speechBands";
export { formantPhases, predictFrame, predictor, prepareStretch } from "./speechFormants";
export {
  beginSpectra,
  describeSpectra,
  speechBands,
  speechBandWeights,
  speechCepstra,
  speechDct,
  speechLogMel,
  speechSpectral,
} from "./speechSpectra";
export { addCrossings, crossings } from "./zeroCrossings";

/** Resets all sums before a new recording. */
export function reset(): void {
  resetDescriptors();
  resetMel();
  resetCrossings();
  resetChroma();
}

prepareFft();
prepareDescriptors();
prepareFrameFft();
prepareWindow();
prepareSpeech();
prepareSpeechBands();
prepareFormants();
prepareSpeechSpectra();
