import { createTypescriptEngine, type FeatureEngine } from "../../dsp/featureEngine.js";
import { createWasmEngine } from "../../dsp/wasm/wasmFeatureEngine.js";
import type { WasmKernels } from "../../dsp/wasm/wasmKernels.js";

/** The recipe of the workers' resampling. */
const quality = "lq";

/** The workers' engine in the browser; where that knows no SIMD, the readable one, which takes a second instead of none. */
export async function browserEngine(kernels: string): Promise<FeatureEngine> {
  try {
    const { instance } = await WebAssembly.instantiateStreaming(fetch(kernels));
    return createWasmEngine(instance.exports as unknown as WasmKernels, quality);
  } catch {
    return createTypescriptEngine(quality);
  }
}
