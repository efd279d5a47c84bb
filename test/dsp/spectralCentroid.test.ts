import { describe, expect, test } from "vitest";
import { spectralCentroid } from "../../src/dsp/spectralCentroid.js";
import { fftFrequencies, magnitude, stft } from "../../src/dsp/stft.js";
import { ParameterError } from "../../src/shared/errors.js";
import { sine } from "./signals.js";

describe("the spectral centroid", () => {
  test("of a sine is its frequency", () => {
    const centroids = spectralCentroid(magnitude(stft(sine(2000, 16_000, 8192))), fftFrequencies(16_000, 2048));
    expect(Math.abs(centroids[8]! - 2000)).toBeLessThan(1);
  });

  test("is the mean of the bins' frequencies, weighted by magnitude", () => {
    const magnitudes = { rows: 1, cols: 3, data: Float64Array.of(1, 0, 3) };
    expect([...spectralCentroid(magnitudes, Float64Array.of(0, 100, 200))]).toEqual([150]);
  });

  test("of a silent frame is 0", () => {
    const silent = { rows: 1, cols: 3, data: new Float64Array(3) };
    expect([...spectralCentroid(silent, Float64Array.of(0, 100, 200))]).toEqual([0]);
  });

  test("rejects negative magnitudes and a number of frequencies other than of bins", () => {
    const negative = { rows: 1, cols: 2, data: Float64Array.of(1, -1) };
    expect(() => spectralCentroid(negative, Float64Array.of(0, 1))).toThrow(ParameterError);
    expect(() => spectralCentroid(negative, Float64Array.of(0, 1, 2))).toThrow(ParameterError);
  });
});
