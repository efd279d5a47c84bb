/*
 * The hot loops of the feature vector, in WebAssembly SIMD. src/dsp holds the same computation to read; here
 * it is arranged for the machine. TypeScript (src/dsp/wasm/wasmBackend.ts) fills the buffers and calls, for each
 * stretch of up to `maxFrames` frames:
 *
 *     mixPcm16  ->  resample* or decimateBlocks  ->  spectra  ->  describe, addCrossings      then, the tuning known:      addChroma, sumLogMel
 */
import { resetChroma } from "./chroma";
import { resetDescriptors } from "./descriptors";
import { prepareFft } from "./fft";
import { resetMel } from "./mel";
import { prepareWindow } from "./spectrum";
import { resetCrossings } from "./zeroCrossings";

export {
  chromaFilters,
  chromaShareSums,
  chromaSums,
  coefficientCapacity,
  coefficients,
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
  rowLength,
  samples,
} from "./memory";
export { passTwiddles } from "./blockFft";
export { addChroma } from "./chroma";
export { decimateBlocks, edgeResponse, groupedResponse, joinTwiddles } from "./decimate";
export { centroidSum, clearPeaks, describe, describeMel, nPeaks } from "./descriptors";
export { loudestDb, sumLogMel } from "./mel";
export { mixPcm16 } from "./pcm";
export { resampleExact, resampleInterpolated } from "./resample";
export { spectra } from "./spectrum";
export { addCrossings, crossings } from "./zeroCrossings";

/** Forgets the recording before. */
export function reset(): void {
  resetDescriptors();
  resetMel();
  resetCrossings();
  resetChroma();
}

prepareFft();
prepareWindow();
