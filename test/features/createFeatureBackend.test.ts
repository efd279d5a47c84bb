import { describe, expect, test } from "vitest";
import type { SampleSource } from "../../src/dsp/featureBackend.js";
import { ParameterError } from "../../src/shared/errors.js";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";
import { columnMeans } from "../../src/shared/matrix.js";
import { hasSimd } from "../../src/shared/wasmModule.js";
import { chirp, impulse, noise, sine } from "../dsp/signals.js";

const wasm = createFeatureBackend({ kind: "wasm-simd" });
const plain = createFeatureBackend({ kind: "typescript" });

/** To float32's precision; MFCC to a thousandth of a decibel, since logarithms magnify tiny values. */
function expectAgreement(a: Float64Array, b: Float64Array): void {
  expect(a).toHaveLength(b.length);
  for (const [c, value] of a.entries()) {
    const tolerance = c >= 12 && c < 25 ? 1e-3 : 3e-5 * Math.max(1, Math.abs(b[c]!));
    if (!(Math.abs(value - b[c]!) <= tolerance)) expect.fail(`column ${c}: ${value} and ${b[c]}`);
  }
}

/** A major, and a little noise. */
function chord(length: number): Float32Array {
  const [a, cSharp, e] = [440, 554.37, 659.26].map((frequency) => sine(frequency, 48_000, length, 0.2));
  return noise(length, 0.01).map((value, n) => value + a![n]! + cSharp![n]! + e![n]!);
}

/** Two seconds of sound, half a second of digital silence, a click. */
function patchy(rate: number): Float32Array {
  const samples = new Float32Array(3 * rate);
  samples.set(noise(2 * rate, 0.1));
  samples[Math.floor(2.7 * rate)] = -0.3;
  return samples;
}

describe("the engine", () => {
  test("is WebAssembly if SIMD is available", () => {
    expect(hasSimd()).toBe(true);
    expect(createFeatureBackend().kind).toBe("wasm-simd");
  });

  test("is TypeScript on demand", () => {
    expect(plain.kind).toBe("typescript");
  });

  test("resamples as librosa does by default, flat to 0.913 of the new rate's Nyquist frequency", () => {
    const samples = noise(96_000);
    const [resampled, own] = [48_000, 16_000].map((from) => wasm.features(samples, from, 16_000).features) as [
      Float64Array,
      Float64Array,
    ];
    // A third of the rate holds a third of white noise's power, up to the transition band.
    for (const column of [100, 148]) expect(Math.abs(resampled[column]! / own[column]! - 1 / 3)).toBeLessThan(0.05);
    expect(resampled[153]! / own[153]!).toBeLessThan(0.1);
  });
});

describe("both engines agree", () => {
  test.each([
    ["a sine", sine(440, 48_000, 96_000)],
    ["a chord in noise", chord(100_000)],
    ["noise", noise(100_000)],
    ["an impulse", impulse(60_000, 30_000)],
    ["silence", new Float32Array(50_000)],
    ["audio with digital silence", patchy(48_000)],
    ["a single sample", Float32Array.of(0.5)],
    ["a constant", new Float32Array(20_000).fill(-0.25)],
  ])("on %s, at every rate", (_, samples) => {
    for (const rate of [48_000, 16_000, 1600, 22_050, 44_100]) {
      const [fast, readable] = [wasm.features(samples, 48_000, rate), plain.features(samples, 48_000, rate)];
      expect(fast.samples).toBe(readable.samples);
      expect(fast.tuning).toBe(readable.tuning);
      expectAgreement(fast.features, readable.features);
    }
  });

  test.each([
    [44_100, 16_000],
    [8000, 16_000],
    [44_101, 16_000],
    [192_000, 16_000],
    [1600, 48_000],
    [384_000, 8000],
  ])("on changes of rate from %i to %i Hz", (from, to) => {
    const samples = noise(2 * from);
    const [fast, readable] = [wasm.features(samples, from, to), plain.features(samples, from, to)];
    expect(fast.tuning).toBe(readable.tuning);
    expectAgreement(fast.features, readable.features);
  });

  test("on a chirp", () => {
    const samples = chirp(100, 20_000, 48_000, 150_000);
    expectAgreement(wasm.features(samples, 48_000, 48_000).features, plain.features(samples, 48_000, 48_000).features);
  });

  test("on recordings longer than the kernels' buffers", () => {
    const samples = chirp(200, 7000, 16_000, 40 * 16_000).map((value, n) => value + 0.01 * Math.sin(n * n));
    expectAgreement(wasm.features(samples, 16_000, 16_000).features, plain.features(samples, 16_000, 16_000).features);
  });
});

describe("frame by frame", () => {
  const descriptors = ["chroma", "mfcc", "zeroCrossingRate", "mel", "centroid", "tonnetz"] as const;

  test.each([
    ["a chord in noise", chord(100_000)],
    ["audio with digital silence", patchy(48_000)],
    ["a single sample", Float32Array.of(0.5)],
  ])("both engines agree on %s", (_, samples) => {
    const [fast, readable] = [wasm.frames(samples, 48_000, 16_000), plain.frames(samples, 48_000, 16_000)];
    expect(fast.tuning).toBe(readable.tuning);
    for (const descriptor of descriptors) {
      const [ours, theirs] = [fast[descriptor], readable[descriptor]];
      expect({ rows: ours.rows, cols: ours.cols }).toEqual({ rows: theirs.rows, cols: theirs.cols });
      const tolerance = descriptor === "mfcc" ? 1e-2 : 1e-4;
      for (const [i, value] of ours.data.entries())
        expect(Math.abs(value - theirs.data[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
    }
  });

  test("the fast engine's frames average to its features, even beyond the kernels' buffers", () => {
    const samples = chirp(200, 7000, 16_000, 40 * 16_000);
    const frames = wasm.frames(samples, 16_000, 16_000);
    const means = descriptors.flatMap((descriptor) => [...columnMeans(frames[descriptor])]);
    expectAgreement(Float64Array.from(means), wasm.features(samples, 16_000, 16_000).features);
  });
});

describe("the fast engine", () => {
  test("returns the same bytes for the same recording, whatever came before", () => {
    const first = wasm.features(patchy(48_000), 48_000, 16_000);
    wasm.features(noise(700_000), 44_100, 16_000);
    wasm.features(sine(300, 8000, 9000), 8000, 8000);
    expect(wasm.features(patchy(48_000), 48_000, 16_000)).toEqual(first);
  });

  test("reads long recordings in pieces, from beginning to end, at most twice", () => {
    const samples = noise(2_000_000);
    const reads: { start: number; length: number }[] = [];
    const source: SampleSource = {
      sampleRate: 48_000,
      frames: samples.length,
      read(start, target) {
        reads.push({ start, length: target.length });
        target.set(samples.subarray(start, start + target.length));
      },
    };
    expect(wasm.featuresOf(source, 16_000)).toEqual(wasm.features(samples, 48_000, 16_000));
    expect(Math.max(...reads.map(({ length }) => length))).toBeLessThan(300_000);
    expect(Math.max(...reads.map(({ start, length }) => start + length))).toBe(samples.length);
    expect(reads.reduce((total, { length }) => total + length, 0)).toBeLessThan(2.1 * samples.length);
  });

  test.each([1, 2])("accepts 16-bit samples of %i channels directly, with the same results", (channels) => {
    for (const frames of [1, 50_001, 600_001]) {
      const stored = Int16Array.from(noise(frames * channels), (value) => Math.round(32_767 * value));
      const read = (start: number, target: Float32Array): void => {
        for (let n = 0; n < target.length; n++) {
          const frame = stored.subarray((start + n) * channels, (start + n + 1) * channels);
          target[n] = frame.reduce((sum, value) => sum + value / 32_768, 0) / channels;
        }
      };
      const source: SampleSource = { sampleRate: 48_000, frames, read };
      for (const rate of [16_000, 48_000])
        expect(wasm.featuresOf({ ...source, pcm16: { channels, samples: stored } }, rate)).toEqual(
          wasm.featuresOf(source, rate),
        );
    }
  });

  test("does not use more memory over many recordings", () => {
    const samples = noise(60_000);
    for (let i = 0; i < 50; i++) wasm.features(samples, 48_000, 16_000);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 300; i++) wasm.features(samples, 48_000, 16_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40e6);
  });

  test.each([
    ["no samples", new Float32Array(0), 48_000, 16_000],
    ["a rate of 0", noise(5000), 0, 16_000],
    ["a rate that is not a whole number", noise(5000), 48_000, 16_000.5],
  ])("rejects %s", (_, samples, from, to) => {
    expect(() => wasm.features(samples, from, to)).toThrow(ParameterError);
    expect(() => plain.features(samples, from, to)).toThrow(ParameterError);
  });
});
