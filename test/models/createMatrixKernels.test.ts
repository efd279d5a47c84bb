import { afterEach, expect, test, vi } from "vitest";
import { typescriptKernels } from "../../src/linear/matrixKernels.js";
import { createMatrixKernels } from "../../src/models/createMatrixKernels.js";

/** The part of WebAssembly's interface that tells whether there is SIMD. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

afterEach(() => vi.restoreAllMocks());

test("the matrix kernels are WebAssembly's if SIMD is available", () => {
  expect(createMatrixKernels().kind).toBe("wasm-simd");
});

test("each thread or program can have its own instance of the matrix kernels", () => {
  expect(createMatrixKernels()).not.toBe(createMatrixKernels());
});

test("without SIMD the matrix kernels are TypeScript", () => {
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  expect(createMatrixKernels()).toBe(typescriptKernels);
});

test("without the WebAssembly file the matrix kernels are TypeScript", () => {
  expect(createMatrixKernels(new URL("no-such-file.wasm", import.meta.url))).toBe(typescriptKernels);
});
