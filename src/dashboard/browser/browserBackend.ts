import { createTypescriptBackend, type FeatureBackend } from "../../dsp/featureBackend.js";
import { createWasmBackend } from "../../dsp/wasm/wasmBackend.js";
import type { WasmKernels } from "../../dsp/wasm/wasmKernels.js";

/** The workers' kernels in the browser; without SIMD the TypeScript implementation, which takes a second longer. */
export async function createBrowserBackend(kernels: string): Promise<FeatureBackend> {
  try {
    const { instance } = await WebAssembly.instantiateStreaming(fetch(kernels));
    return createWasmBackend(instance.exports as unknown as WasmKernels);
  } catch {
    return createTypescriptBackend();
  }
}
