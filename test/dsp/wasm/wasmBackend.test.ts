import { describe, expect, test } from "vitest";
import { createTypescriptBackend, type FeatureBackend, sourceOf } from "../../../src/dsp/featureBackend.js";
import { functionals } from "../../../src/dsp/speech/functionals.js";
import { createWasmBackend } from "../../../src/dsp/wasm/wasmBackend.js";
import type { WasmKernels } from "../../../src/dsp/wasm/wasmKernels.js";
import { ParameterError } from "../../../src/shared/errors.js";
import { instantiate } from "../../../src/shared/wasmModule.js";
import { noise, sine } from "../signals.js";
import { madeUp } from "../speech/madeUp.js";

const plain = createTypescriptBackend();

/** A backend whose blocks hold only a few frames, so that short signals take several. */
function backendOf(maxFrames: number): FeatureBackend {
  const kernels = instantiate(new URL("../../../wasm/dsp.wasm", import.meta.url)) as WasmKernels;
  return createWasmBackend({ ...kernels, maxFrames: { value: maxFrames } });
}

/** A chord, digital silence, then noise. */
function patchy(length: number, rate: number): Float32Array {
  const [a, cSharp, e] = [440, 557, 662].map((hz) => sine(hz, rate, length, 0.2));
  const hiss = noise(length, 0.1);
  return hiss.map((value, n) => {
    if (n < length / 2) return a![n]! + cSharp![n]! + e![n]! + value / 10;
    return n < 0.8 * length ? 0 : value;
  });
}

/** To float32's precision; MFCC, columns 12 to 24, to a thousandth of a decibel, since logarithms magnify tiny values. */
function expectAgreement(a: Float64Array, b: Float64Array): void {
  expect(a).toHaveLength(b.length);
  for (const [c, value] of a.entries()) {
    const tolerance = c >= 12 && c < 25 ? 1e-3 : 3e-5 * Math.max(1, Math.abs(b[c]!));
    if (!(Math.abs(value - b[c]!) <= tolerance)) expect.fail(`column ${c}: ${value} and ${b[c]}`);
  }
}

describe.each([
  [1024, "as a whole"],
  [4, "in blocks of four frames"],
])("with the kernels, %i frames at most to a block,", (maxFrames) => {
  test.each([
    [7_000, 16_000, 16_000],
    [6_144, 16_000, 16_000],
    [3_000, 8_000, 16_000],
    [9_000, 48_000, 16_000],
    [1, 16_000, 16_000],
  ])("the features of %i samples at %i Hz, analysed at %i Hz, are those of the plain functions", (length, from, to) => {
    const samples = patchy(length, from);
    const backend = backendOf(maxFrames);
    // Samples of an earlier recording in the buffers must not affect this one.
    backend.features(noise(9_000), 22_050, 16_000);
    const [fast, readable] = [backend.features(samples, from, to), plain.features(samples, from, to)];
    expect(fast.samples).toBe(readable.samples);
    expect(fast.tuning).toBe(readable.tuning);
    expectAgreement(fast.features, readable.features);
    expect(backend.featuresOf(sourceOf(samples, from), to)).toEqual(fast);
  });

  test("the frames of a recording are those of the plain functions", () => {
    const samples = patchy(7_000, 8_000);
    const backend = backendOf(maxFrames);
    backend.features(noise(9_000), 16_000, 16_000);
    const [fast, readable] = [backend, plain].map((each) => each.frames(samples, 8_000, 16_000));
    expect(fast!.tuning).toBe(readable!.tuning);
    for (const name of ["chroma", "mfcc", "zeroCrossingRate", "mel", "centroid", "tonnetz"] as const) {
      const [ours, theirs] = [fast![name], readable![name]];
      expect({ rows: ours.rows, cols: ours.cols }).toEqual({ rows: theirs.rows, cols: theirs.cols });
      const tolerance = name === "mfcc" ? 1e-2 : 1e-4;
      for (const [i, value] of ours.data.entries())
        expect(Math.abs(value - theirs.data[i]!), name).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
    }
  });

  test.each([8_000, 16_000])("the functionals of a voice at %i Hz are those of the plain functions", (rate) => {
    const source = sourceOf(Float32Array.from(madeUp("woman", 0.5).subarray(2_000)), rate);
    const backend = backendOf(maxFrames);
    backend.features(noise(9_000), 22_050, 16_000);
    const [ours, wanted] = [backend, plain].map((each) => functionals(each.speech(source)));
    ours!.forEach((value, i) =>
      expect(Math.abs(value - wanted![i]!)).toBeLessThan(1e-5 * (1 + Math.abs(wanted![i]!))),
    );
  });
});

describe("the backend with the kernels", () => {
  test("is named after WebAssembly's SIMD instructions", () => {
    expect(backendOf(4).kind).toBe("wasm-simd");
  });

  test("gives the same features of a recording in blocks of four frames as in one", () => {
    const samples = patchy(300_000, 44_100);
    const [inBlocks, whole] = [4, 1024].map((maxFrames) => backendOf(maxFrames).features(samples, 44_100, 16_000));
    expectAgreement(inBlocks!.features, whole!.features);
  });

  test("analyses the speech of recordings of more than half a minute as a whole", () => {
    const { nFrames, durationSec } = backendOf(1024).speech(sourceOf(new Float32Array(600_000), 16_000));
    expect([nFrames, durationSec]).toEqual([3_751, 37.5]);
  });

  test("rejects rates that are not positive integers", () => {
    const backend = backendOf(4);
    expect(() => backend.features(noise(5_000), 0, 16_000)).toThrow(ParameterError);
    expect(() => backend.frames(noise(5_000), 16_000, 1.5)).toThrow(ParameterError);
    expect(() => backend.speech(sourceOf(noise(5_000), 0.5))).toThrow(ParameterError);
  });
});
