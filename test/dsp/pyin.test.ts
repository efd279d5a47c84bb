import { describe, expect, test } from "vitest";
import { pyin } from "../../src/dsp/pyin.js";
import { noise, sine } from "./signals.js";

const sampleRate = 4_000;
const settings = { sampleRate, fmin: 100, fmax: 400, nFft: 256, hopLength: 64 };
/** Frames that lie within the signal. */
const inside = (values: ArrayLike<number>): number[] => Array.from(values).slice(3, -3);

describe("pYIN", () => {
  test.each([180, 200, 301.7, 390])("finds a tone of %f Hz to half a semitone, and that it is voiced", (hz) => {
    const { f0, isVoiced, voicedProbability } = pyin(sine(hz, sampleRate, 1_200), settings);
    expect(f0).toHaveLength(1 + Math.floor(1_200 / 64));
    expect(isVoiced).toHaveLength(f0.length);
    for (const value of inside(f0)) {
      expect(Math.abs(12 * Math.log2(value / hz))).toBeLessThan(0.5);
      // Pitches are tenths of a semitone above fmin.
      const bin = 120 * Math.log2(value / 100);
      expect(Math.abs(bin - Math.round(bin))).toBeLessThan(1e-9);
    }
    for (const p of inside(voicedProbability)) {
      expect(p).toBeGreaterThan(0.8);
      expect(p).toBeLessThanOrEqual(1);
    }
  });

  test("tells voiced frames from silence and noise, where the pitch is NaN", () => {
    const samples = new Float32Array(2_400);
    samples.set(sine(180, sampleRate, 1_000));
    samples.set(noise(900), 1_500);
    const { f0, isVoiced, voicedProbability } = pyin(samples, settings);
    // Frames of the tone, of silence and of noise.
    for (let t = 3; t < 13; t++) expect(isVoiced[t]).toBe(true);
    for (let t = 18; t < 21; t++) expect(voicedProbability[t]).toBe(0);
    for (let t = 18; t < 36; t++) expect(isVoiced[t]).toBe(false);
    f0.forEach((value, t) => expect(Number.isNaN(value)).toBe(!isVoiced[t]));
  });

  test("follows a glide, bridging a short gap of unclear periods", () => {
    const at = (n: number): number => 150 + (100 * n) / 2_000;
    let phase = 0;
    const hiss = noise(2_000);
    const samples = Float64Array.from({ length: 2_000 }, (_, n) => {
      phase += (2 * Math.PI * at(n)) / sampleRate;
      return 0.5 * Math.sin(phase) + (Math.abs(n - 1_000) < 60 ? 0.4 : 0.02) * hiss[n]!;
    });
    const { f0, isVoiced } = pyin(samples, settings);
    for (let t = 4; t < 28; t++) {
      expect(isVoiced[t]).toBe(true);
      expect(Math.abs(12 * Math.log2(f0[t]! / at(64 * t)))).toBeLessThan(0.5);
    }
  });

  test("rejects a range that a pitch crosses in one frame", () => {
    expect(() => pyin(sine(200, sampleRate, 500), { ...settings, fmax: 145 })).toThrow(
      "fmax: expected further above fmin: pitch moves more in a frame, received 145",
    );
    // Seven semitones per frame are 71 bins; there are as many from 100 Hz to 70 bins higher.
    expect(() => pyin(sine(120, sampleRate, 500), { ...settings, fmax: 100 * 2 ** (70.5 / 120) })).not.toThrow();
    expect(() => pyin(sine(120, sampleRate, 500), { ...settings, fmax: 100 * 2 ** (69.5 / 120) })).toThrow("fmax");
  });
});
