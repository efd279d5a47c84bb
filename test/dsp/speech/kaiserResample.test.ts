import { describe, expect, test } from "vitest";
import { kaiserLowPass, kaiserResample } from "../../../src/dsp/speech/kaiserResample.js";

const tone = (hz: number, rate: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate + 0.3));

describe("resampling with a short Kaiser window", () => {
  test("keeps a low tone and removes one above the new Nyquist frequency", () => {
    const low = kaiserResample(tone(1_000, 16_000, 800), 5, 8);
    expect(low).toHaveLength(500);
    const expected = tone(1_000, 10_000, 500);
    for (let i = 20; i < 480; i++) expect(Math.abs(low[i]! - expected[i]!)).toBeLessThan(0.005);
    const high = kaiserResample(tone(7_000, 16_000, 800), 5, 8);
    for (let i = 20; i < 480; i++) expect(Math.abs(high[i]!)).toBeLessThan(0.005);
  });

  test("keeps a tone when the rate rises, and the length is rounded up", () => {
    const up = kaiserResample(tone(500, 8_000, 101), 3, 2);
    expect(up).toHaveLength(152);
    const expected = tone(500, 12_000, 152);
    for (let i = 20; i < 130; i++) expect(Math.abs(up[i]! - expected[i]!)).toBeLessThan(0.005);
  });

  test("is the weighted sum of all inputs, with zeros beyond the ends", () => {
    const samples = tone(440, 16_000, 100);
    const taps = kaiserLowPass(5, 8);
    kaiserResample(samples, 5, 8).forEach((value, m) => {
      const sum = samples.reduce((total, sample, n) => total + sample * (taps[8 * m - 5 * n + 80] ?? 0), 0);
      expect(value).toBeCloseTo(sum, 12);
    });
  });

  test("computes the outputs of a range only, the same as without it", () => {
    const samples = tone(440, 16_000, 100);
    const whole = kaiserResample(samples, 1, 2);
    const part = kaiserResample(samples, 1, 2, { first: 10, end: 20 });
    part.forEach((value, i) => expect(value).toBe(i >= 10 && i < 20 ? whole[i] : 0));
    expect(kaiserResample(samples, 1, 2, { first: -5, end: 99 })).toEqual(whole);
    expect(whole.every((value) => value !== 0 && Number.isFinite(value))).toBe(true);
  });

  test("has a symmetric low-pass of sum `up` whose ends are 1 / I0(5) of a sinc", () => {
    for (const [up, down] of [
      [1, 3],
      [5, 8],
      [3, 2],
    ] as const) {
      const taps = kaiserLowPass(up, down);
      const most = Math.max(up, down);
      expect(taps).toHaveLength(20 * most + 1);
      expect(taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(up, 12);
      taps.toReversed().forEach((tap, i) => expect(tap).toBeCloseTo(taps[i]!, 15));
      const i0 = (x: number): number => {
        const n = 2_000;
        let sum = 0;
        for (let i = 0; i < n; i++) sum += Math.exp(x * Math.cos((Math.PI * (i + 0.5)) / n));
        return sum / n;
      };
      for (const n of [1, 5 * most - 1, 10 * most - 1]) {
        const x = (Math.PI * n) / most;
        const window = i0(5 * Math.sqrt(1 - (n / (10 * most)) ** 2)) / i0(5);
        expect(taps[10 * most + n]! / taps[10 * most]!).toBeCloseTo((window * Math.sin(x)) / x, 12);
      }
    }
  });

  test("rejects ratios that are not whole numbers of at least 1", () => {
    const samples = new Float64Array(10);
    for (const [up, down] of [
      [0, 1],
      [1, 0.5],
      [1.5, 1],
      [2, -1],
    ] as const)
      expect(() => kaiserResample(samples, up, down)).toThrow("up, down: expected whole numbers");
    expect(kaiserResample(Float64Array.of(0, 1, 0), 1, 1)).toHaveLength(3);
  });
});
