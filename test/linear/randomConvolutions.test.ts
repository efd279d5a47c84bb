import { describe, expect, test } from "vitest";
import { convolutionColumns, convolutionFeatures, fitConvolutions } from "../../src/linear/randomConvolutions.js";

const settings = { seed: 5, nChannels: 4, perDilation: 6 };

function wave(frames: number, seed: number): Float32Array {
  return Float32Array.from({ length: frames * 4 }, (_, i) => Math.sin(i * seed) + (i % 4));
}

const training = [1.1, 2.3, 3.7].map((seed) => wave(50, seed));

describe("random convolutions", () => {
  test("give two numbers a filter: shares of frames from 0 to 1 and excesses of at least 0", () => {
    const features = convolutionFeatures(fitConvolutions(training, settings), wave(33, 5.1));
    const n = convolutionColumns(settings) / 2;
    expect(features).toHaveLength(2 * n);
    expect(n).toBe(5 * settings.perDilation);
    for (let f = 0; f < n; f++) {
      expect(features[f]).toBeGreaterThanOrEqual(0);
      expect(features[f]).toBeLessThanOrEqual(1);
      expect(features[n + f]).toBeGreaterThanOrEqual(0);
    }
  });

  test("follow from the seed: equal seeds give equal numbers, others give others", () => {
    const of = (seed: number): Float64Array =>
      convolutionFeatures(fitConvolutions(training, { ...settings, seed }), training[0]!);
    expect(of(5)).toEqual(of(5));
    expect(of(5)).not.toEqual(of(6));
  });

  test("do not hear a level that is added to a channel, since the taps sum to 0", () => {
    const fitted = fitConvolutions(training, settings);
    const raised = wave(40, 2.9).map((value, i) => value + (i % 4 === 1 ? 32 : 0));
    const [before, after] = [convolutionFeatures(fitted, wave(40, 2.9)), convolutionFeatures(fitted, raised)];
    after.forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 3));
  });

  test("are defined for a single frame", () => {
    expect([...convolutionFeatures(fitConvolutions(training, settings), wave(1, 1))].every(Number.isFinite)).toBe(true);
  });

  test("refuse contours that are no whole number of frames", () => {
    const fitted = fitConvolutions(training, settings);
    expect(() => convolutionFeatures(fitted, new Float32Array(7))).toThrow(
      /contours: expected whole frames of 4 channels/,
    );
    expect(() => fitConvolutions([], settings)).toThrow(/recordings: expected at least one/);
  });
});
