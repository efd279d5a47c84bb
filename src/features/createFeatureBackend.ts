import { createTypescriptBackend, type FeatureBackend } from "../dsp/featureBackend.js";
import { createWasmBackend } from "../dsp/wasm/wasmBackend.js";
import type { WasmKernels } from "../dsp/wasm/wasmKernels.js";
import { hasSimd, instantiate } from "../shared/wasmModule.js";

/** The same relative path from src/ and from dist/. */
const kernelsUrl = new URL("../../wasm/dsp.wasm", import.meta.url);

/**
 * The fastest backend of this machine: WebAssembly SIMD, otherwise plain TypeScript.
 *
 * @param options kind: require one of them
 * @throws Error if "wasm-simd" is required and the machine lacks SIMD or the kernels are not built
 */
export function createFeatureBackend(options: { readonly kind?: FeatureBackend["kind"] } = {}): FeatureBackend {
  if (options.kind === "typescript" || (options.kind === undefined && !hasSimd())) return createTypescriptBackend();
  return createWasmBackend(instantiate(kernelsUrl) as WasmKernels);
}
