import { describe, expect, test } from "vitest";
import {
  kaiserLowPass,
  lowPassLength,
  type LowPassSpec,
  transitionAt,
} from "../../../src/dsp/resampling/kaiserLowPass.js";

const plain: LowPassSpec = { passbandEnd: 0.6, stopbandStart: 0.8, nyquist: 1, attenuationDb: 100, phases: 1 };

/** Gain at a frequency in units of the filter's Nyquist frequency. */
function gainAt(taps: Float64Array, frequency: number): number {
  const centre = (taps.length - 1) / 2;
  return taps.reduce((total, tap, n) => total + tap * Math.cos(Math.PI * frequency * (n - centre)), 0);
}

describe("a Kaiser low-pass filter", () => {
  const taps = kaiserLowPass(plain, lowPassLength(plain));

  test("passes its passband and stops its stopband by the requested attenuation", () => {
    for (let frequency = 0; frequency <= 0.6; frequency += 0.01)
      expect(Math.abs(gainAt(taps, frequency) - 1)).toBeLessThan(2e-5);
    for (let frequency = 0.8; frequency <= 1; frequency += 0.01)
      expect(Math.abs(gainAt(taps, frequency))).toBeLessThan(2e-5);
  });

  test("is halfway down in the middle of its transition", () => {
    expect(gainAt(taps, 0.7)).toBeCloseTo(0.5, 3);
  });

  test("is longer the narrower its transition is", () => {
    const narrow = lowPassLength({ ...plain, passbandEnd: 0.7 });
    expect(narrow / lowPassLength(plain)).toBeCloseTo(2, 1);
  });

  test("has one coefficient more than a multiple of the requested number", () => {
    expect(lowPassLength(plain, 4) % 4).toBe(1);
    expect(lowPassLength(plain, 16) % 16).toBe(1);
  });

  test("interleaved for several positions, has a gain of as many", () => {
    const interleaved = { ...plain, phases: 5 };
    const length = lowPassLength(interleaved);
    expect(length % 5).toBe(4);
    expect(kaiserLowPass(interleaved, length).reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(5, 4);
  });
});

describe("the point of a given attenuation in the transition", () => {
  test("is nearer to the stopband the higher the attenuation", () => {
    const shares = [-0.01, -0.3, -3, -20].map((drop) => transitionAt(drop, 120));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares.at(-1)).toBeLessThan(1);
  });

  test("yields soxr's passband for 20 bits: 0.91374", () => {
    expect(1 - 0.05 / (1 - transitionAt(-3, 20 * 20 * Math.log10(2)))).toBeCloseTo(0.9137436532733066, 15);
  });
});
