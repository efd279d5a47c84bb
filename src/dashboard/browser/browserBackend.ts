import { createTypescriptBackend, type FeatureBackend } from "../../dsp/featureBackend.js";
import { createWasmBackend } from "../../dsp/wasm/wasmBackend.js";
import type { WasmKernels } from "../../dsp/wasm/wasmKernels.js";

/** The workers' engine in the browser; where that knows no SIMD, the readable one, which takes a second instead of none. */
export async function createBrowserBackend(kernels: string): Promise<FeatureBackend> {
  try {
    const { instance } = await WebAssembly.instantiateStreaming(fetch(kernels));
    return createWasmBackend(instance.exports as unknown as WasmKernels);
  } catch {
    return createTypescriptBackend();
  }
}
