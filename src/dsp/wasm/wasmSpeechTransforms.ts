import { longNFft, nLags, type SpeechTransforms } from "../speech/speechTransforms.js";
import type { WasmKernels } from "./wasmKernels.js";

/** The transforms of speech by the kernels, two frames in the lanes of a vector. */
export function createWasmSpeechTransforms(kernels: WasmKernels): SpeechTransforms {
  const { buffer } = kernels.memory;
  return {
    input: new Float64Array(buffer, kernels.speechInput.value, 2 * longNFft),
    power: new Float64Array(buffer, kernels.speechPower.value, 2 * (1 + longNFft / 2)),
    lags: new Float64Array(buffer, kernels.speechLags.value, 2 * nLags),
    powers(nFft) {
      if (nFft === longNFft) kernels.speechPowers();
      else kernels.speechShortPowers();
    },
    correlate: () => kernels.correlate(),
  };
}
