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
  const designed = (): Float64Array => kaiserLowPass(plain, lowPassLength(plain));

  // From an implementation with scipy 1.10.1: the lengths, and coefficients 0, 7, 15 and 20 of 41.
  test.each<[LowPassSpec, number[], number[]]>([
    [plain, [66, 69], [0, -0.000865959923934862, -0.0476090064509527, 0.7]],
    [
      { passbandEnd: 0.9, stopbandStart: 1, nyquist: 1, attenuationDb: 125, phases: 1 },
      [166, 169],
      [0, 0.00133926668068663, 0.0309857410424365, 0.95],
    ],
    [
      { passbandEnd: 0.45, stopbandStart: 0.55, nyquist: 1, attenuationDb: 140, phases: 1 },
      [187, 189],
      [0, 0.00101938796349784, 0.0416125325113097, 0.5],
    ],
    [
      { passbandEnd: 0.05, stopbandStart: 1, nyquist: 1, attenuationDb: 90, phases: 1 },
      [14, 17],
      [2.83114650404066e-5, 0.001822960374548, 0.0452868101170877, 0.525],
    ],
    [
      { passbandEnd: 0.9137, stopbandStart: 1, nyquist: 1, attenuationDb: 110, phases: 5 },
      [829],
      [-1.83840332167949e-5, 0.0113662031202945, 0.0312755984660247, 0.95685],
    ],
    [
      { passbandEnd: 0.2, stopbandStart: 0.9, nyquist: 1.1, attenuationDb: 130, phases: 3 },
      [86],
      [-3.37882384063047e-6, 0.00199826398800798, 0.0646115524309426, 0.5],
    ],
    [
      { passbandEnd: 0.98, stopbandStart: 1, nyquist: 1, attenuationDb: 120, phases: 2 },
      [1569],
      [-2.36266754602336e-6, 0.00360382357974072, 0.0896692570337166, 0.99],
    ],
  ])("has the length and coefficients of its formula, %j", (spec, lengths, expected) => {
    expect([1, 4].slice(0, lengths.length).map((multiple) => lowPassLength(spec, multiple))).toEqual(lengths);
    const taps = kaiserLowPass(spec, 41);
    for (const [k, i] of [0, 7, 15, 20].entries()) {
      expect(taps[i]).toBeCloseTo(expected[k]!, 12);
      expect(taps[40 - i]).toBe(taps[i]);
    }
    expect(kaiserLowPass(spec, 40)).toHaveLength(40);
  });

  test("passes its passband and stops its stopband by the requested attenuation", () => {
    const taps = designed();
    for (let frequency = 0; frequency <= 0.6; frequency += 0.01)
      expect(Math.abs(gainAt(taps, frequency) - 1)).toBeLessThan(2e-5);
    for (let frequency = 0.8; frequency <= 1; frequency += 0.01)
      expect(Math.abs(gainAt(taps, frequency))).toBeLessThan(2e-5);
  });

  test("is halfway down in the middle of its transition", () => {
    expect(gainAt(designed(), 0.7)).toBeCloseTo(0.5, 3);
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
