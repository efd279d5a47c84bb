import { existsSync } from "node:fs";
import { type MatrixKernels, typescriptKernels } from "../linear/matrixKernels.js";
import { createWasmMatrixKernels, type LinearKernels } from "../linear/wasmMatrixKernels.js";
import { hasSimd, instantiate } from "../shared/wasmModule.js";

/** The same relative path from src/ and from dist/. */
const kernelsUrl = new URL("../../wasm/linear.wasm", import.meta.url);

/**
 * The fastest matrix kernels of this machine: WebAssembly SIMD, otherwise plain TypeScript, which gives the same models.
 *
 * @param file built from assembly/linear.ts
 * @example new VoteData(rows, createMatrixKernels())
 */
export function createMatrixKernels(file = kernelsUrl): MatrixKernels {
  if (!hasSimd() || !existsSync(file)) return typescriptKernels;
  return createWasmMatrixKernels(instantiate(file) as LinearKernels);
}
