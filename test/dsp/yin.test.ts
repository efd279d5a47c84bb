import { describe, expect, test } from "vitest";
import { parabolicShift, yin, yinFrames } from "../../src/dsp/yin.js";
import { noise } from "./signals.js";

const sampleRate = 1_000;
const settings = { sampleRate, fmin: 60, fmax: 400, nFft: 64, hopLength: 16 };
/** Periods of 2 to 17 samples are looked at. */
const [minPeriod, maxPeriod] = [2, 17];

/** Two tones that fade into noise. */
const rough = noise(400);
const samples = Float64Array.from(rough, (value, n) => {
  const tones = Math.sin((2 * Math.PI * 90 * n) / sampleRate) + 0.4 * Math.sin((2 * Math.PI * 270 * n) / sampleRate);
  return Math.max(0, 1 - n / 250) * tones + (0.1 + n / 800) * value;
});

/** The frame's difference from itself `lag` samples later, zeros following it; divided by its mean up to that lag. */
function normalisedByDefinition(frame: readonly number[]): number[] {
  const differences = Array.from({ length: maxPeriod + 1 }, (_, lag) =>
    Array.from({ length: frame.length }, (_, n) => ((frame[n + lag] ?? 0) - frame[n]!) ** 2).reduce((a, b) => a + b),
  );
  return differences.map((difference, lag) => {
    const sum = differences.slice(1, lag + 1).reduce((a, b) => a + b, 0);
    return sum === 0 ? 0 : difference / (sum / lag);
  });
}

function pitchByDefinition(frame: readonly number[], threshold: number): number {
  const values = normalisedByDefinition(frame).slice(minPeriod);
  const isTrough = (i: number): boolean =>
    (i === 0 || values[i]! < values[i - 1]!) &&
    (i === 0 ? values[0]! < values[1]! : i === values.length - 1 || values[i]! <= values[i + 1]!);
  const low = values.findIndex((value, i) => value < threshold && isTrough(i));
  const i = low === -1 ? values.indexOf(Math.min(...values)) : low;
  if (i === 0 || i === values.length - 1) return sampleRate / (minPeriod + i);
  const [before, at, after] = [values[i - 1]!, values[i]!, values[i + 1]!];
  const shift = (before - after) / (2 * (before + after - 2 * at));
  return sampleRate / (minPeriod + i + (Math.abs(shift) < 1 ? shift : 0));
}

describe("YIN", () => {
  const frames = Array.from({ length: 26 }, (_, t) =>
    Array.from({ length: 64 }, (_, n) => samples[16 * t - 32 + n] ?? 0),
  );

  test.each([0.1, 0.3, 0.8, 2, 1e-9])("finds the pitch that its definition gives, threshold %f", (troughThreshold) => {
    const found = yin(samples, { ...settings, troughThreshold });
    expect(found).toHaveLength(26);
    frames.forEach((frame, t) => expect(found[t]).toBeCloseTo(pitchByDefinition(frame, troughThreshold), 6));
  });

  test("has a threshold of 0.1 and hops of a quarter of a frame unless told otherwise", () => {
    const rest = { sampleRate, fmin: 60, fmax: 400, nFft: 64 };
    expect(yin(samples, rest)).toEqual(yin(samples, { ...settings, troughThreshold: 0.1 }));
    expect(yinFrames(samples, rest).hopLength).toBe(16);
    expect(yinFrames(new Float64Array(4_000), { sampleRate: 16_000, fmin: 60, fmax: 400 }).hopLength).toBe(512);
  });

  test("normalises each frame's difference for the periods looked at", () => {
    const { minPeriod: first, nFrames, valuesOf } = yinFrames(samples, settings);
    expect([first, nFrames]).toEqual([2, 26]);
    for (const t of [0, 3, 20]) {
      const expected = normalisedByDefinition(frames[t]!).slice(minPeriod);
      expect(valuesOf(t)).toHaveLength(expected.length);
      valuesOf(t).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
    }
  });

  test("gives silence the highest pitch, and periods at most one sample shorter than the frame", () => {
    expect(yin(new Float64Array(50), settings)[1]).toBe(500);
    const { valuesOf } = yinFrames(samples, { ...settings, fmin: 5 });
    expect(valuesOf(5)).toHaveLength(63 - 2 + 1);
  });

  test.each([
    [{ sampleRate: 0 }, "sampleRate: expected above 0, received 0"],
    [{ fmin: 0 }, "fmin: expected above 0 and below fmax, received 0"],
    [{ fmin: 400 }, "fmin: expected above 0 and below fmax, received 400"],
    [{ fmax: 501 }, "fmax: expected at most 500, received 501"],
    [{ fmin: 400, fmax: 450 }, "nFft: expected frames longer than the periods, received 64"],
    [{ sampleRate: Number.NaN }, "sampleRate: expected above 0, received"],
  ])("says which option is out of range: %j", (wrong, message) => {
    expect(() => yin(samples, { ...settings, ...wrong })).toThrow(message);
  });

  test("takes pitches up to half the sample rate, and two periods beside the shortest", () => {
    expect(() => yin(samples, { ...settings, fmax: 500 })).not.toThrow();
    expect(() => yin(samples, { ...settings, fmin: 250, fmax: 500 })).not.toThrow();
  });
});

test("a parabola has its extremum where its slope is 0, at most one step away", () => {
  const at = (x: number): number => 3 + 2 * (x - 1.3) ** 2;
  expect(parabolicShift(Float64Array.of(at(0), at(1), at(2)), 1)).toBeCloseTo(0.3, 12);
  expect(parabolicShift(Float64Array.of(at(0), at(1), at(2)), 0)).toBe(0);
  expect(parabolicShift(Float64Array.of(at(0), at(1), at(2)), 2)).toBe(0);
  expect(parabolicShift(Float64Array.of(4, 2, 0), 1)).toBe(0);
  // The extremum exactly one step away counts as no extremum.
  expect(
    parabolicShift(
      Float64Array.of(1, 0, 3).map((_, i) => [0, 1, 4][i]!),
      1,
    ),
  ).toBe(0);
});
