import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SampleSource } from "../../../src/dsp/featureBackend.js";
import { createWasmInput } from "../../../src/dsp/wasm/wasmInput.js";
import type { WasmKernels } from "../../../src/dsp/wasm/wasmKernels.js";

/** The part of the WebAssembly interface used here; Node's types do not declare it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

const module = new WebAssembly.Module(readFileSync(new URL("../../../wasm/dsp.wasm", import.meta.url)));
const kernels = new WebAssembly.Instance(module).exports as WasmKernels;
const input = createWasmInput(kernels);
const capacity = kernels.inputCapacity.value;
const frames = 2 * capacity + 1_234;

/** 16-bit samples; `read` fails unless `isRead`, so that the kernels must mix them. */
function stored(channels: number, isRead = false): SampleSource & { readonly mono: Float32Array } {
  const samples = Int16Array.from({ length: frames * channels }, (_, i) => Math.imul(i, 40_503) >> 3);
  const mono = new Float32Array(frames);
  for (let n = 0; n < frames; n++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += samples[n * channels + c]!;
    mono[n] = sum / 32_768 / channels;
  }
  const read = (start: number, target: Float32Array): void => {
    if (!isRead) throw new Error("16-bit samples are not mixed by the kernels");
    expect(start >= 0 && start + target.length <= frames).toBe(true);
    target.set(mono.subarray(start, start + target.length));
  };
  return { sampleRate: 16_000, frames, read, pcm16: { channels, samples }, mono };
}

/** Samples from `start` on as loaded between two marks, with zeros where the source has none. */
function expectLoaded(source: SampleSource, mono: Float32Array, start: number, count: number): void {
  const address = kernels.samples.value + 64;
  const floats = new Float32Array(kernels.memory.buffer, address - 4, count + 2).fill(7);
  input.load(source, start, address, count);
  expect([floats[0], floats[count + 1]]).toEqual([7, 7]);
  const found = floats.subarray(1, count + 1);
  const differing = found.findIndex((value, n) => value !== (mono[start + n] ?? 0));
  if (differing >= 0) expect.fail(`sample ${differing}: ${found[differing]}, not ${mono[start + differing] ?? 0}`);
}

const parts = [
  ["the beginning", 0, 100],
  ["a part", 1_001, 2_000],
  ["zeros and the beginning", -50, 100],
  ["the end and zeros", frames - 60, 100],
  ["zeros before the beginning", -500, 100],
  ["zeros after the end", frames + 500, 100],
  ["nothing", 5, 0],
] as const;

describe.each([1, 2])("16-bit samples of %i channels", (channels) => {
  const source = stored(channels);
  test.each(parts)("are mixed by the kernels: %s", (_, start, count) => {
    expectLoaded(source, source.mono, start, count);
  });

  test("are mixed in pieces if they are longer than the kernels' buffer", () => {
    expectLoaded(source, source.mono, 17, 2 * capacity + 9);
  });
});

describe("samples that the kernels cannot mix", () => {
  const three = stored(3, true);
  const { pcm16, ...decoded } = stored(1, true);
  test.each(parts)("are read from their source: %s", (_, start, count) => {
    expectLoaded(three, three.mono, start, count);
    expectLoaded(decoded, decoded.mono, start, count);
    expect(pcm16?.channels).toBe(1);
  });
});
