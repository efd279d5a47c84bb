import { describe, expect, test } from "vitest";
import {
  addCandidates,
  framePeaks,
  longestLag,
  peakOf,
  pitchCandidates,
  pitchTrack,
  shortestLag,
  unvoicedCandidates,
  unvoicedStrength,
} from "../../../src/dsp/speech/pitch.js";
import { createSpeechTransforms } from "../../../src/dsp/speech/speechTransforms.js";
import { pulseTrain } from "./madeUp.js";

/** The candidates of a frame, and the strengths of the next one's, whose autocorrelation has these values at these lags and 0 elsewhere. */
function candidatesOf(...values: readonly (readonly [lag: number, height: number])[]) {
  const { candidates } = unvoicedCandidates(Float64Array.of(1, 1), 1);
  const correlation = new Float64Array(400);
  for (const [lag, height] of values) correlation[lag] = height;
  addCandidates(candidates, 0, correlation);
  const { strengths, frequencies, heights } = candidates;
  const next = [...strengths.data.subarray(9)];
  const lags = [...frequencies.data].map((hz) => (hz === 0 ? 0 : Math.round(16_000 / hz)));
  return {
    lags: lags.filter((lag) => lag > 0),
    strengths: [...strengths.data.subarray(0, 9)],
    heights: [...heights.data],
    next,
  };
}

describe("pitch candidates", () => {
  test("are the peaks above 0.2 between the shortest and the longest lag", () => {
    expect([shortestLag, longestLag]).toEqual([24, 246]);
    expect(candidatesOf([100, 0.21], [150, 0.2], [200, 0.1]).lags).toEqual([100]);
    expect(candidatesOf([24, 0.5], [246, 0.5]).lags).toEqual([24, 246]);
    expect(candidatesOf([23, 0.5], [247, 0.5]).lags).toEqual([]);
  });

  test("count a plateau once, at its beginning, and no slope", () => {
    expect(candidatesOf([100, 0.5], [101, 0.5]).lags).toHaveLength(1);
    const slope = candidatesOf([99, 0.3], [100, 0.4], [101, 0.5], [102, 0.6], [103, 0.5], [104, 0.4]);
    expect(slope.lags).toEqual([102]);
  });

  test("are the eight strongest, the strongest first", () => {
    const heights = [0.5, 0.9, 0.3, 0.8, 0.25, 0.6, 0.4, 0.7, 0.95, 0.35, 0.22];
    const found = candidatesOf(...heights.map((height, i) => [30 + 20 * i, height] as const));
    expect(found.next[0]).toBeCloseTo(0.45, 9);
    expect(new Set(found.next.slice(1))).toEqual(new Set([-9]));
    const order = heights.map((height, i) => ({ height, lag: 30 + 20 * i })).sort((a, b) => b.height - a.height);
    expect(found.lags).toEqual(order.slice(0, 8).map(({ lag }) => lag));
    expect(found.strengths).toHaveLength(9);
    expect(found.strengths.slice(1)).toEqual(found.strengths.slice(1).sort((a, b) => b - a));
    expect(found.heights).toEqual(found.heights.toSorted((a, b) => b - a));
  });

  test("are weaker by 0.01 per octave downwards", () => {
    const [, high, low] = candidatesOf([50, 0.5], [200, 0.5]).strengths;
    expect(high! - low!).toBeCloseTo(0.02, 3);
  });
});

test.each([1, 2])("with %i audible frames, each candidate of a frame is another period", (audible) => {
  const samples = pulseTrain(400, 0.1);
  const peaks = framePeaks(samples).map((peak, t) => (t < audible ? peak : 0));
  const { frequencies, strengths } = pitchCandidates(samples, peaks, createSpeechTransforms());
  for (let t = 0; t < peaks.length; t++) {
    const found = [...frequencies.data.subarray(8 * t, 8 * t + 8)].filter((hz) => hz > 0);
    expect(found.length > 4).toBe(t < audible);
    expect(new Set(found).size).toBe(found.length);
    expect(strengths.data.subarray(9 * t + 1, 9 * t + 9).filter((strength) => strength > 0)).toHaveLength(found.length);
  }
});

describe("the unvoiced candidate", () => {
  test("is stronger the fainter the frame is", () => {
    expect(unvoicedStrength(0)).toBeCloseTo(2.45, 12);
    expect(unvoicedStrength(0.01)).toBeCloseTo(2.45 - (0.01 * 1.45) / 0.03, 12);
    expect(unvoicedStrength(1)).toBe(0.45);
  });

  test("makes the autocorrelation of faint frames unnecessary", () => {
    const { candidates, audible } = unvoicedCandidates(Float64Array.of(1, 0, 0.5, 0.001), 1);
    expect([...audible]).toEqual([0, 2]);
    expect(candidates.strengths.data[0]).toBeCloseTo(0.45, 9);
    expect(candidates.strengths.data[9]).toBeCloseTo(2.45, 9);
    expect(candidates.strengths.data[1]).toBe(-9);
  });
});

test("an unvoiced frame has no pitch, whatever the frame before it has", () => {
  const strengths = { rows: 2, cols: 9, data: new Float64Array(18).fill(-9) };
  const frequencies = { rows: 2, cols: 8, data: new Float64Array(16).fill(100) };
  const heights = { rows: 2, cols: 8, data: new Float64Array(16).fill(0.7) };
  strengths.data[8] = 1;
  strengths.data[9] = 2;
  expect(pitchTrack({ strengths, frequencies, heights })).toEqual({
    f0: Float64Array.of(100, 0),
    periodicity: Float64Array.of(0.7, 0),
    isVoiced: Uint8Array.of(1, 0),
  });
});

test("a peak is the largest absolute value", () => {
  expect(peakOf(Float64Array.of(0.1, -0.5, 0.4))).toBe(0.5);
  expect(peakOf(new Float64Array(0))).toBe(0);
});
