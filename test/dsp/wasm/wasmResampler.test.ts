import { describe, expect, test } from "vitest";
import { type SampleSource, sourceOf } from "../../../src/dsp/featureBackend.js";
import { resample } from "../../../src/dsp/resampling/resample.js";
import type { WasmKernels } from "../../../src/dsp/wasm/wasmKernels.js";
import { createWasmResampler } from "../../../src/dsp/wasm/wasmResampler.js";
import { instantiate } from "../../../src/shared/wasmModule.js";
import { ratePairs } from "../resampling/soxrCases.js";
import { noise } from "../signals.js";

const kernels = instantiate(new URL("../../../wasm/dsp.wasm", import.meta.url)) as WasmKernels;
const resampler = createWasmResampler(kernels);

/** Samples first .. end - 1 of a signal at the new rate. Nothing is written beyond them and the margin. */
function stretch(samples: Float32Array, from: number, to: number, first: number, end: number): Float32Array {
  return stretchOf(sourceOf(samples, from), to, first, end);
}

function stretchOf(source: SampleSource, to: number, first: number, end: number): Float32Array {
  const floats = new Float32Array(kernels.memory.buffer);
  const zero = kernels.samples.value / 4 + kernels.margin.value;
  const beyond = zero + end - first + kernels.margin.value;
  const mark = Math.min(beyond + 500, kernels.peakFrequencies.value / 4);
  floats.fill(7, zero, mark);
  resampler.fill(source, to, first, end, 0);
  expect(new Set(floats.subarray(beyond, mark))).toEqual(new Set(mark > beyond ? [7] : []));
  return floats.slice(zero, zero + end - first);
}

/** Sound, digital silence, a click, silence. */
function patchy(length: number): Float32Array {
  const samples = new Float32Array(length);
  samples.set(noise(Math.floor(length / 2)));
  samples[Math.floor(0.8 * length)] = 0.3;
  return samples;
}

function expectSame(a: Float32Array, b: Float32Array): void {
  expect(a).toHaveLength(b.length);
  const differing = a.findIndex((value, i) => !(value === b[i]));
  if (differing >= 0) expect.fail(`sample ${differing}: ${a[differing]} instead of ${b[differing]}`);
}

describe("the kernels resample to the same bits as the plain functions", () => {
  test.each([1, 2, 3, 899, 901, 5000, 158_558, 700_001])("a signal of %i samples from 48,000 to 16,000 Hz", (length) => {
    const plain = resample(patchy(length), 48_000, 16_000);
    expectSame(stretch(patchy(length), 48_000, 16_000, 0, plain.length), plain);
  });

  test.each(ratePairs)("from %i to %i Hz, as a whole and in parts", (from, to) => {
    const samples = patchy(Math.ceil(9000 * Math.max(1, from / to)));
    const plain = resample(samples, from, to);
    expectSame(stretch(samples, from, to, 0, plain.length), plain);
    for (const [first, end] of [[0, 1], [299, 301], [977, 980], [7777, 8500]] as const) // prettier-ignore
      expectSame(stretch(samples, from, to, first, end), plain.subarray(first, end));
  });

  test.each([
    [192_000, 16_000, 600_000],
    [22_050, 16_000, 300_000],
    [44_100, 16_000, 268_000],
  ])("a signal from %i to %i Hz that is longer than their buffers", (from, to, length) => {
    const samples = patchy(length);
    const plain = resample(samples, from, to);
    expectSame(stretch(samples, from, to, 0, plain.length), plain);
  });

  test("the last part of a signal, whose end is 0 where librosa rounds the length up", () => {
    const samples = noise(4_000);
    const plain = resample(samples, 48_000, 16_000);
    expectSame(stretch(samples, 48_000, 16_000, 1_300, 1_334), plain.subarray(1_300));
    expect(plain[1_333]).toBe(0);
  });

  test("a part of a signal that is at the new rate already", () => {
    const samples = noise(20_000);
    expectSame(stretch(samples, 16_000, 16_000, 9_000, 12_000), samples.subarray(9_000, 12_000));
  });

  test.each([16_000, 44_100, 48_000, 192_000])("a part after hours of a recording at %i Hz", (sampleRate) => {
    const constant: SampleSource = { sampleRate, frames: 2e9, read: (_start, target) => target.fill(0.25) };
    for (const value of stretchOf(constant, 16_000, 1e8, 1e8 + 300)) expect(value).toBeCloseTo(0.25, 4);
  });

  test.each([
    [48_000, 16_000, ["filterBlocks"]],
    [44_100, 16_000, ["filterBlocks", "usePhases"]],
    [96_000, 16_000, ["halve", "filterBlocks"]],
    [16_000, 48_000, []],
    [44_101, 16_000, ["filterBlocks"]],
  ])("from %i to %i Hz by the kernels %j, and by the plain functions where they lack a stage", (from, to, used) => {
    const called = new Set<string>();
    const watching = new Proxy(kernels, {
      get(target, name: keyof typeof kernels) {
        if (name === "filterBlocks" || name === "usePhases" || name === "halve") called.add(name);
        return Reflect.get(target, name) as unknown;
      },
    });
    createWasmResampler(watching).fill(sourceOf(noise(9_000), from), to, 0, 1_000, 0);
    expect([...called]).toEqual(used);
  });

  test("after another rate was resampled", () => {
    const samples = patchy(20_000);
    const before = stretch(samples, 48_000, 16_000, 0, 6000);
    stretch(noise(20_000), 44_100, 16_000, 0, 7000);
    expectSame(stretch(samples, 48_000, 16_000, 0, 6000), before);
  });
});
