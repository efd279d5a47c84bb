/*
 * The hot loops of the feature vector, in WebAssembly SIMD. src/shared/dsp holds the same computation to read; here
 * it is arranged for the machine. TypeScript (src/shared/dsp/wasmFeatureEngine.ts) fills the buffers and calls, for each
 * stretch of up to `maxFrames` frames:
 *
 *     mixPcm16  ->  resample*  ->  spectra  ->  describe, addCrossings      then, the tuning known:      addChroma, sumLogMel
 */
import { resetChroma } from "./chroma";
import { resetDescriptors } from "./descriptors";
import { prepareFft } from "./fft";
import { prepareWindow } from "./spectrum";

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
export { addChroma } from "./chroma";
export {
  addCrossings,
  centroidSum,
  clearPeaks,
  crossings,
  describe,
  describeMel,
  loudestDb,
  nPeaks,
  sumLogMel,
} from "./descriptors";
export { mixPcm16 } from "./pcm";
export { countZeros, resampleExact, resampleInterpolated } from "./resample";
export { spectra } from "./spectrum";

/** Forgets the recording before. */
export function reset(): void {
  resetDescriptors();
  resetChroma();
}

prepareFft();
prepareWindow();
