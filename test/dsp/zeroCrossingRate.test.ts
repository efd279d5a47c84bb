import { describe, expect, test } from "vitest";
import { zeroCrossingRate } from "../../src/dsp/zeroCrossingRate.js";
import { sine } from "./signals.js";

describe("the zero-crossing rate", () => {
  test("of a sine is two per period", () => {
    const rates = zeroCrossingRate(sine(1001, 16_000, 16_384));
    for (const rate of rates.slice(2, -2)) expect(Math.abs(rate - (2 * 1001) / 16_000)).toBeLessThan(1 / 2048);
  });

  test("of silence, of a constant and of amplitudes below 1e-10 is 0", () => {
    expect(zeroCrossingRate(new Float32Array(4096)).every((rate) => rate === 0)).toBe(true);
    expect(zeroCrossingRate(new Float32Array(4096).fill(-1)).every((rate) => rate === 0)).toBe(true);
    expect(zeroCrossingRate(sine(1000, 16_000, 4096, 9e-11)).every((rate) => rate === 0)).toBe(true);
  });

  test("of amplitudes of exactly 1e-10 is 0, and of larger ones it is not", () => {
    const between = (low: number): number =>
      zeroCrossingRate(Float64Array.from({ length: 4096 }, (_, n) => (n % 2 === 0 ? 1 : low)))[4]!;
    expect([between(-1e-10), between(-1.1e-10)]).toEqual([0, 2047 / 2048]);
  });

  test("of alternating signs counts every sample of a frame except the first", () => {
    const alternating = Float32Array.from({ length: 8192 }, (_, n) => (n % 2 === 0 ? 1 : -1));
    expect(zeroCrossingRate(alternating)[8]).toBe(2047 / 2048);
  });

  test("treats zero as positive", () => {
    const samples = new Float32Array(4096).fill(1);
    samples.fill(0, 2000, 2100);
    expect(Math.max(...zeroCrossingRate(samples))).toBe(0);
    samples[2050] = -1;
    expect(Math.max(...zeroCrossingRate(samples))).toBe(2 / 2048);
  });

  test("counts no crossing at the end of the signal", () => {
    expect(zeroCrossingRate(new Float32Array(100).fill(-0.5))[0]).toBe(0);
  });
});
