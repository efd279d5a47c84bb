import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  delta,
  fftFrequencies,
  magnitude,
  type Matrix,
  rms,
  spectralBandwidth,
  spectralContrast,
  spectralFlatness,
  spectralRolloff,
  stft,
  pyin,
  yin,
} from "../../src/dsp/index.js";

/** Made by test/fixtures/descriptors/make.py, which says how. */
const expected = JSON.parse(
  readFileSync(new URL("../fixtures/descriptors/descriptors.json", import.meta.url), "utf8"),
) as Record<
  "rms" | "rolloff" | "rolloffLow" | "bandwidth" | "bandwidth3" | "flatness" | "yin" | "pyinVoiced",
  number[]
> &
  Record<"pyinF0", (number | null)[]> &
  Record<"contrast" | "delta" | "delta2", number[][]>;

const sampleRate = 16_000;
const options = { nFft: 512, hopLength: 128 };

/** As in make.py. */
const samples = Float64Array.from({ length: 6_000 }, (_, n) => {
  const t = n / sampleRate;
  const phase = 2 * Math.PI * (150 * t + 100 * t ** 2);
  const noise = Math.sin(n * 12.9898) * 43.758;
  if (n < 3_500) return 0.5 * Math.sin(phase) + 0.25 * Math.sin(2 * phase) + 0.125 * Math.sin(3 * phase);
  return n < 4_300 ? 0 : (noise - Math.trunc(noise)) * 0.3;
});
const magnitudes = magnitude(stft(samples, options));
const frequencies = fftFrequencies(sampleRate, options.nFft);

function expectClose(actual: Float64Array, reference: readonly number[], relative: number): void {
  expect(actual).toHaveLength(reference.length);
  for (const [i, value] of reference.entries())
    expect(Math.abs(actual[i]! - value), `frame ${i}: ${actual[i]} for ${value}`).toBeLessThanOrEqual(
      relative * Math.max(1, Math.abs(value)),
    );
}

describe("agrees with librosa's definition", () => {
  test("of RMS energy", () => expectClose(rms(samples, options), expected.rms, 1e-12));
  // Magnitudes are rounded to float32, as librosa's are.
  test("of roll-off, at any share", () => {
    expectClose(spectralRolloff(magnitudes, frequencies), expected.rolloff, 1e-12);
    expectClose(spectralRolloff(magnitudes, frequencies, 0.1), expected.rolloffLow, 1e-12);
  });
  test("of bandwidth, of order 2 and 3", () => {
    expectClose(spectralBandwidth(magnitudes, frequencies), expected.bandwidth, 1e-6);
    expectClose(spectralBandwidth(magnitudes, frequencies, 3), expected.bandwidth3, 1e-6);
  });
  test("of flatness", () => expectClose(spectralFlatness(magnitudes), expected.flatness, 1e-6));
  test("of contrast", () => {
    const contrast = spectralContrast(magnitudes, frequencies, { nBands: 5, quantile: 0.05 });
    expect([contrast.rows, contrast.cols]).toEqual([expected.contrast.length, 6]);
    expectClose(contrast.data, expected.contrast.flat(), 1e-4);
  });
  test("of YIN", () => expectClose(yin(samples, { ...options, sampleRate, fmin: 80, fmax: 500 }), expected.yin, 1e-6));
  test("of pYIN, bin by bin", () => {
    const { f0, isVoiced, voicedProbability } = pyin(samples, { ...options, sampleRate, fmin: 80, fmax: 500 });
    expect(isVoiced).toEqual(expected.pyinF0.map((hz) => hz !== null));
    expect(new Set(isVoiced).size).toBe(2);
    expectClose(
      f0.map((hz) => (Number.isNaN(hz) ? 0 : hz)),
      expected.pyinF0.map((hz) => hz ?? 0),
      1e-9,
    );
    expectClose(voicedProbability, expected.pyinVoiced, 1e-6);
  });
  test("of delta and of its second order", () => {
    const t = Array.from({ length: 25 }, (_, i) => i);
    const columns: Matrix = {
      rows: 25,
      cols: 3,
      data: Float64Array.from(t.flatMap((i) => [Math.sin(i / 3), i ** 2 / 50, Math.cos(i * 1.7)])),
    };
    expectClose(delta(columns).data, expected.delta.flat(), 1e-9);
    expectClose(delta(columns, 7, 2).data, expected.delta2.flat(), 1e-9);
  });
});

describe("what must be true of descriptors", () => {
  const tone = Float64Array.from({ length: 8_000 }, (_, n) => Math.sin((2 * Math.PI * 220 * n) / sampleRate));
  const inside = (values: Float64Array): Float64Array => values.subarray(4, -4);

  test("YIN finds the pitch of a tone, and RMS its energy", () => {
    for (const value of inside(yin(tone, { sampleRate, fmin: 80, fmax: 500 })))
      expect(Math.abs(value - 220)).toBeLessThan(1);
    for (const value of inside(rms(tone, options))) expect(value).toBeCloseTo(Math.SQRT1_2, 1);
  });

  test("a line has its slope as delta, everywhere, and no curvature", () => {
    const line: Matrix = { rows: 12, cols: 1, data: Float64Array.from({ length: 12 }, (_, t) => 3 * t + 1) };
    for (const value of delta(line).data) expect(value).toBeCloseTo(3, 12);
    for (const value of delta(line, 5, 2).data) expect(value).toBeCloseTo(0, 10);
  });

  test("silence is flat, has no bandwidth and no energy", () => {
    const silent = magnitude(stft(new Float64Array(2_000), options));
    expect(Math.max(...spectralBandwidth(silent, frequencies))).toBe(0);
    expect(spectralFlatness(silent)[0]).toBeCloseTo(1, 12);
    expect(Math.max(...rms(new Float64Array(2_000), options))).toBe(0);
  });

  test("options out of range are rejected by name", () => {
    expect(() => spectralRolloff(magnitudes, frequencies, 1)).toThrow("rollPercent: expected above 0");
    expect(() => spectralBandwidth(magnitudes, frequencies, 0)).toThrow("p: expected above 0");
    expect(() => spectralContrast(magnitudes, frequencies, { nBands: 9 })).toThrow("nBands: expected bands below");
    expect(() => delta(magnitudes, 4)).toThrow("width: expected an odd integer");
    expect(() => yin(samples, { sampleRate, fmin: 500, fmax: 80 })).toThrow("fmin: expected above 0 and below fmax");
    expect(() => yin(samples, { sampleRate, fmin: 80, fmax: 9_000 })).toThrow("fmax: expected at most 8000");
  });
});
