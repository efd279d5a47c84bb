import { describe, expect, test } from "vitest";
import { featureSetOf } from "../../../src/features/featureSet.js";
import { meydaFeatures } from "../../../src/features/baseline/meydaFeatures.js";
import { sine } from "../../support/wavFile.js";

const columns = featureSetOf(["meyda155"]).columns;
const tone = (frequencyHz: number, sampleRate: number, nSamples: number): Float32Array =>
  Float32Array.from(sine(frequencyHz, nSamples / sampleRate, sampleRate));
const at = (features: Float64Array, name: string): number =>
  features[columns.findIndex((column) => column.name === name)]!;

describe("meydaFeatures", () => {
  test("averages over frames of 2,048 samples every 512, without padding", () => {
    const signal = Float32Array.from({ length: 3_000 }, (_, n) => Math.sin(n * n * 0.001));
    const frames = [0, 512].map((start) => meydaFeatures(signal.slice(start, start + 2_048), 16_000));
    const means = frames[0]!.map((value, c) => (value + frames[1]![c]!) / 2);
    expect(meydaFeatures(signal, 16_000)).toEqual(means);
  });

  test("returns the centroid as an FFT bin", () => {
    // 1,000 Hz is bin 128 of 2,048 at 16,000 Hz.
    expect(at(meydaFeatures(tone(1_000, 16_000, 2_048), 16_000), "spectral_centroid_mean")).toBeCloseTo(128, 0);
  });

  test("counts zero crossings in a frame", () => {
    expect(at(meydaFeatures(tone(1_000, 16_000, 2_048), 16_000), "zero_crossing_rate_mean")).toBeCloseTo(256, -1);
  });

  test("puts a sine's energy in one mel band, which is lower for a higher rate", () => {
    const strongest = (sampleRate: number): number => {
      const mel = [...meydaFeatures(tone(2_000, sampleRate, 4_096), sampleRate).subarray(26, 154)];
      return mel.indexOf(Math.max(...mel));
    };
    // 1125 ln(1 + f/700) places 2,000 Hz at 1521 mel, of 2840 at 8,000 Hz and 3991 at 24,000 Hz; 129 steps.
    expect(Math.abs(strongest(16_000) - (1521 / 2840) * 129)).toBeLessThan(2);
    expect(Math.abs(strongest(48_000) - (1521 / 3991) * 129)).toBeLessThan(2);
  });

  test("returns 0 as the centroid of silence", () => {
    expect(at(meydaFeatures(new Float32Array(2_048), 16_000), "spectral_centroid_mean")).toBe(0);
  });
});
