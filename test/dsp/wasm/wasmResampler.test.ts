import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../src/dsp/featureBackend.js";
import { resample } from "../../../src/dsp/resample.js";
import type { WasmKernels } from "../../../src/dsp/wasm/wasmKernels.js";
import { createWasmResampler } from "../../../src/dsp/wasm/wasmResampler.js";
import { noise } from "../signals.js";

/** The part of the standard's interface that is used here; Node's own types leave it to the browser's library. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

const module = new WebAssembly.Module(readFileSync(new URL("../../../wasm/dsp.wasm", import.meta.url)));
const kernels = new WebAssembly.Instance(module).exports as WasmKernels;
const resampler = createWasmResampler(kernels, "lq");

/** Samples first .. end - 1 of a signal at 16,000 Hz. */
function stretch(samples: Float32Array, sampleRate: number, first: number, end: number): Float32Array {
  resampler.fill(sourceOf(samples, sampleRate), 16_000, first, end, 0);
  const zero = kernels.samples.value / 4 + kernels.margin.value;
  return new Float32Array(kernels.memory.buffer).slice(zero, zero + end - first);
}

/** Sound, digital silence, a click, silence. */
function patchy(length: number): Float32Array {
  const samples = new Float32Array(length);
  samples.set(noise(Math.floor(length / 2)));
  samples[Math.floor(0.8 * length)] = 0.3;
  return samples;
}

describe("the kernels decimate by three to the same bits as the plain functions", () => {
  it.each([1, 2, 3, 899, 901, 5000, 158_558, 700_001])("a signal of %i samples", (length) => {
    const samples = patchy(length);
    const plain = resample(samples, 48_000, 16_000, "lq");
    expect(stretch(samples, 48_000, 0, plain.length)).toEqual(plain);
  });

  it.each([
    [0, 1],
    [299, 301],
    [300, 600],
    [7777, 12_345],
    [90_000, 100_000],
  ])("its samples %i to %i alone", (first, end) => {
    const samples = patchy(300_000);
    expect(stretch(samples, 48_000, first, end)).toEqual(resample(samples, 48_000, 16_000, "lq").slice(first, end));
  });

  it("after another rate was resampled", () => {
    const samples = patchy(20_000);
    const before = stretch(samples, 48_000, 0, 6000);
    stretch(noise(20_000), 44_100, 0, 7000);
    expect(stretch(samples, 48_000, 0, 6000)).toEqual(before);
  });
});
