import { readFileSync } from "node:fs";
import { createTypescriptBackend, type FeatureBackend } from "../dsp/featureBackend.js";
import { createWasmBackend } from "../dsp/wasm/wasmBackend.js";
import type { WasmKernels } from "../dsp/wasm/wasmKernels.js";

/** The part of the WebAssembly interface used here; Node's types do not declare it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
};

/** The same relative path from src/ and from dist/. */
const kernelsUrl = new URL("../../wasm/dsp.wasm", import.meta.url);

let compiled: object | undefined;

/**
 * The fastest backend of this machine: WebAssembly SIMD, otherwise plain TypeScript.
 *
 * @param options kind: require one of them
 * @throws Error if "wasm-simd" is required and the machine lacks SIMD or the kernels are not built
 */
export function createFeatureBackend(options: { readonly kind?: FeatureBackend["kind"] } = {}): FeatureBackend {
  if (options.kind === "typescript" || (options.kind === undefined && !hasSimd())) return createTypescriptBackend();
  compiled ??= new WebAssembly.Module(readKernels());
  const { exports } = new WebAssembly.Instance(compiled);
  return createWasmBackend(exports as WasmKernels);
}

function readKernels(): Uint8Array {
  try {
    return readFileSync(kernelsUrl);
  } catch (cause) {
    throw new Error(`no WebAssembly kernels at ${kernelsUrl.pathname}; build them with npm run build`, { cause });
  }
}

/**
 * Whether WebAssembly's 128-bit SIMD is available: validates a module with one function that creates and drops a
 * vector.
 */
export function hasSimd(): boolean {
  // prettier-ignore
  const probe = [
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, 4, 1, 0x60, 0, 0,                            // type: () => ()
    3, 2, 1, 0,                                     // one function of it
    10, 9, 1, 7, 0, 0x41, 0, 0xfd, 0x0f, 0x1a, 0x0b, // i32.const 0, i8x16.splat, drop, end
  ];
  return WebAssembly.validate(Uint8Array.from(probe));
}
