import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sourceOf } from "../../../src/dsp/featureBackend.js";
import { functionals } from "../../../src/dsp/speech/functionals.js";
import { levelFreeContours } from "../../../src/dsp/speech/levelFreeContours.js";
import { createSpeechTransforms } from "../../../src/dsp/speech/speechTransforms.js";
import type { WasmKernels } from "../../../src/dsp/wasm/wasmKernels.js";
import { createWasmSpeechTransforms } from "../../../src/dsp/wasm/wasmSpeechTransforms.js";
import { createFeatureBackend } from "../../../src/features/createFeatureBackend.js";
import { madeUp, whiteNoise } from "../speech/madeUp.js";

/** The part of the standard's interface that is used here; Node's own types leave it to the browser's library. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

const module = new WebAssembly.Module(readFileSync(new URL("../../../wasm/dsp.wasm", import.meta.url)));
const fast = createWasmSpeechTransforms(new WebAssembly.Instance(module).exports as WasmKernels);
const plain = createSpeechTransforms();

/** Largest difference, relative to the largest value. */
function difference(a: Float64Array, b: Float64Array): number {
  let [most, scale] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  return most / scale;
}

describe("the kernels' transforms of speech", () => {
  test.each([512, 2048] as const)("power spectra of two frames of %i samples are those of the plain functions", (nFft) => {
    for (const transforms of [fast, plain]) {
      transforms.input.set(whiteNoise(2 * nFft));
      transforms.powers(nFft);
    }
    expect(difference(fast.power.subarray(0, 2 + nFft), plain.power.subarray(0, 2 + nFft))).toBeLessThan(1e-13);
  });

  test("autocorrelations of two frames are those of the plain functions", () => {
    for (const transforms of [fast, plain]) {
      transforms.power.set(whiteNoise(2 * 1025));
      transforms.correlate();
    }
    expect(difference(fast.lags, plain.lags)).toBeLessThan(1e-12);
  });
});

describe("speech by the fast backend", () => {
  test.each([
    ["a voice at 16 kHz", madeUp("man"), 16_000],
    ["a voice at 48 kHz", madeUp("woman", 1.2), 48_000],
    ["a voice at 8 kHz", madeUp("woman", 1.2), 8_000],
    ["noise", madeUp("noise"), 16_000],
    ["43 ms", madeUp("woman").subarray(4_000, 6_048), 48_000],
  ])("functionals and contours of %s are those of the plain one", (_, samples, sampleRate) => {
    const source = sourceOf(Float32Array.from(samples), sampleRate);
    const [ours, reference] = (["wasm-simd", "typescript"] as const).map((kind) =>
      createFeatureBackend({ kind }).speech(source),
    );
    const [values, wanted] = [functionals(ours!), functionals(reference!)];
    values.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(wanted[i]!))));
    expect(levelFreeContours(ours!).length).toBe(levelFreeContours(reference!).length);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
