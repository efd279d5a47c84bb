import { describe, expect, test } from "vitest";
import { resample, resampledLength } from "../../../src/dsp/resampling/resample.js";
import { impulse, noise, rms, sine } from "../signals.js";

/** Far enough from both ends that the filter is completely within the signal. */
function middle(values: Float32Array): Float32Array {
  return values.subarray(Math.floor(values.length * 0.35), Math.ceil(values.length * 0.65));
}

describe("resampling", () => {
  test.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [22_050, 48_000],
    [32_000, 44_100],
    [8000, 22_050],
    [48_000, 1600],
    [1600, 8000],
    [44_101, 16_000],
    [16_000, 44_101],
    [383_999, 16_000],
  ])("keeps a tone in the passband within 0.01 dB, from %i to %i Hz", (from, to) => {
    const lower = Math.min(from, to) / 2;
    const seconds = 2200 / Math.min(from, to);
    const tone = (rate: number): Float32Array => sine(0.9 * lower, rate, Math.ceil(seconds * rate));
    const [result, ideal] = [middle(resample(tone(from), from, to)), middle(tone(to))];
    for (let n = 0; n < Math.min(result.length, ideal.length); n++)
      if (Math.abs(result[n]! - ideal[n]!) > 6e-4) expect.fail(`sample ${n}: ${result[n]} instead of ${ideal[n]}`);
  });

  test.each([
    [48_000, 16_000, 8100],
    [44_100, 16_000, 8100],
    [44_101, 16_000, 12_000],
    [48_000, 1600, 810],
  ])("removes what the new rate cannot represent, from %i to %i Hz", (from, to, frequency) => {
    expect(rms(middle(resample(sine(frequency, from, from / 2, 1), from, to)))).toBeLessThan(1e-5);
  });

  test("keeps an impulse in place, symmetrically", () => {
    const result = resample(impulse(3000, 1500), 16_000, 48_000);
    expect(result.indexOf(Math.max(...result))).toBe(4500);
    for (let d = 1; d < 250; d++) expect(result[4500 + d]).toBeCloseTo(result[4500 - d]!, 7);
  });

  test("keeps a constant, away from the ends", () => {
    for (const value of middle(resample(new Float32Array(9000).fill(0.25), 44_100, 16_000)))
      expect(value).toBeCloseTo(0.25, 5);
  });

  test("there and back changes nothing below the Nyquist frequencies", () => {
    const tones = sine(700, 16_000, 16_000).map(
      (value, n) => value + 0.1 * Math.sin((2 * Math.PI * 5900 * n) / 16_000),
    );
    const back = resample(resample(tones, 16_000, 44_100), 44_100, 16_000);
    for (let n = 5000; n < 11_000; n++) expect(back[n]).toBeCloseTo(tones[n]!, 4);
  });

  test("is rejected for rates that are not positive integers", () => {
    for (const rate of [0, -1, 0.5, Number.NaN]) {
      expect(() => resample(new Float32Array(9), rate, 16_000)).toThrow(
        "fromRate: expected a positive integer, received",
      );
      expect(() => resample(new Float32Array(9), 16_000, rate)).toThrow(
        "toRate: expected a positive integer, received",
      );
    }
    expect(resample(new Float32Array(9), 1, 1)).toHaveLength(9);
  });

  test("of nothing, or of too little for a sample, is as short", () => {
    expect(resample(new Float32Array(0), 48_000, 16_000)).toHaveLength(0);
    expect([...resample(Float32Array.of(1), 48_000, 16_000)]).toEqual([0]);
  });

  test("to the same rate is a copy", () => {
    const samples = noise(100);
    const result = resample(samples, 8000, 8000);
    expect(result).toEqual(samples);
    expect(result).not.toBe(samples);
  });

  test("of silence is silence", () => {
    expect(resample(new Float32Array(5000), 48_000, 16_000).every((value) => value === 0)).toBe(true);
  });
});

describe("the resampled length", () => {
  test.each([
    [158_558, 48_000, 16_000, 52_853],
    [158_558, 48_000, 1600, 5286],
    [3, 48_000, 16_000, 1],
    [441, 44_100, 16_000, 160],
    [100, 16_000, 16_000, 100],
  ])("of %i samples from %i to %i Hz is %i: rounded up, as librosa does", (nSamples, from, to, length) => {
    expect(resampledLength(nSamples, from, to)).toBe(length);
    expect(resample(new Float32Array(nSamples), from, to)).toHaveLength(length);
  });

  test("may be one more than soxr computes: that one is 0", () => {
    const result = resample(new Float32Array(4000).fill(1), 48_000, 16_000);
    expect(result).toHaveLength(1334);
    expect(result[1332]).toBeGreaterThan(0.1);
    expect(result[1333]).toBe(0);
  });
});
