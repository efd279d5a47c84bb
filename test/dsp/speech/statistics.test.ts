import { describe, expect, test } from "vitest";
import { activeRegion } from "../../../src/dsp/speech/activeRegion.js";
import { contourShape, contourSixths } from "../../../src/dsp/speech/contourShape.js";
import { harmonicity } from "../../../src/dsp/speech/harmonicity.js";
import { linearPrediction } from "../../../src/dsp/speech/linearPrediction.js";
import { modulation } from "../../../src/dsp/speech/modulation.js";
import { refinedPeak } from "../../../src/dsp/speech/peakRefinement.js";
import {
  columnAt,
  deltas,
  deviation,
  interpolated,
  mean,
  percentile,
  runsOf,
  statistics,
} from "../../../src/dsp/speech/statistics.js";
import { timing } from "../../../src/dsp/speech/timing.js";

const values = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
const sum = (of: ArrayLike<number>): number => Array.from(of).reduce((all, value) => all + value, 0);

describe("a percentile", () => {
  test("lies between the two nearest values, as in numpy", () => {
    for (const [percent, value] of [
      [0, 1],
      [5, 1],
      [25, 1.75],
      [50, 3.5],
      [75, 5.25],
      [95, 7.95],
      [100, 9],
    ] as const)
      expect(percentile(values, percent)).toBeCloseTo(value, 12);
    expect(percentile(Float64Array.of(7), 30)).toBe(7);
    expect([...values]).toEqual([3, 1, 4, 1, 5, 9, 2, 6]);
  });

  test("of no values is rejected", () => {
    expect(() => percentile(new Float64Array(0), 50)).toThrow("values.length: expected at least 1, received 0");
  });
});

test("statistics are those of their definitions", () => {
  const times = Float64Array.from(values, (_, i) => -1 + i ** 2 / 7);
  const average = sum(values) / 8;
  const spread = Math.sqrt(sum(values.map((value) => (value - average) ** 2)) / 8) + 1e-6;
  const moment = (power: number): number => sum(values.map((value) => ((value - average) / spread) ** power)) / 8;
  const middle = sum(times) / 8;
  const slope =
    sum(values.map((value, i) => (times[i]! - middle) * value)) /
    (1e-9 + sum(times.map((time) => (time - middle) ** 2)));
  const percentiles = [5, 25, 50, 75, 95].map((percent) => percentile(values, percent));
  const [p05, p25, , p75, p95] = percentiles as [number, number, number, number, number];
  const expected = [average, spread, ...percentiles, p75 - p25, p95 - p05, moment(3), moment(4) - 3, slope];
  const found = statistics(values, times);
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 12);
  expect(mean(values)).toBe(average);
  expect(deviation(values)).toBeCloseTo(spread - 1e-6, 12);
  expect(deviation(values, 0)).toBeCloseTo(Math.sqrt(sum(values.map((value) => value ** 2)) / 8), 12);
});

describe("frames as rows", () => {
  const matrix = { rows: 4, cols: 2, data: Float64Array.of(0, 1, 10, 3, 20, 9, 40, 27) };

  test("give columns of chosen rows", () => {
    expect([...columnAt(matrix, 1, Int32Array.of(3, 1))]).toEqual([27, 3]);
    expect([...columnAt(matrix, 0, Int32Array.of(2))]).toEqual([20]);
  });

  test("change by the slope through two neighbours on either side, the ends repeated", () => {
    const { rows, cols, data } = deltas(matrix);
    expect([rows, cols]).toEqual([4, 2]);
    const slope = (a: number, b: number, c: number, d: number): number => (c - b + 2 * (d - a)) / 10;
    expect([...data]).toEqual([
      slope(0, 0, 10, 20),
      slope(1, 1, 3, 9),
      slope(0, 0, 20, 40),
      slope(1, 1, 9, 27),
      slope(0, 10, 40, 40),
      slope(1, 3, 27, 27),
      slope(10, 20, 40, 40),
      slope(3, 9, 27, 27),
    ]);
  });
});

test.each([
  [
    [0, 1, 1, 0, 1],
    [
      [1, 3],
      [4, 5],
    ],
  ],
  [
    [1, 0, 0, 2, 3],
    [
      [0, 1],
      [3, 5],
    ],
  ],
  [[1, 1], [[0, 2]]],
  [[0, 0], []],
  [[], []],
])("runs of marks in %j are %j", (marks, runs) => {
  expect(runsOf(Uint8Array.from(marks))).toEqual(runs);
});

test.each([
  [
    [9, 2, 9, 9, 8, 9],
    [0, 1, 0, 0, 1, 0],
    [2, 2, 4, 6, 8, 8],
  ],
  [
    [1, 2, 3],
    [1, 1, 1],
    [1, 2, 3],
  ],
  [
    [9, 9, 5],
    [0, 0, 1],
    [5, 5, 5],
  ],
  [
    [5, 9, 9],
    [1, 0, 0],
    [5, 5, 5],
  ],
  [
    [4, 9, 6, 9, 10],
    [1, 0, 1, 0, 1],
    [4, 5, 6, 8, 10],
  ],
])("unknown values of %j, known where %j, are interpolated: %j", (given, known, expected) => {
  const values = Float64Array.from(given);
  expect([...interpolated(values, Uint8Array.from(known))]).toEqual(expected);
  expect([...values]).toEqual(given);
});

describe("the shape of a contour", () => {
  test("is its cosine transform without the mean: a cosine is found in its coefficient", () => {
    const cosine = (i: number, n: number): Float64Array =>
      Float64Array.from({ length: n }, (_, t) => 5 + 3 * Math.cos((Math.PI / n) * i * (t + 0.5)));
    for (const i of [1, 4, 8]) {
      const shape = contourShape(cosine(i, 40));
      expect(shape).toHaveLength(8);
      for (const [k, value] of shape.entries()) expect(value).toBeCloseTo(k + 1 === i ? 3 : 0, 12);
    }
  });

  test("is also the mean of each sixth, less the whole's; the first sixths are longer", () => {
    expect(contourSixths(Float64Array.of(0, 2, 4, 6, 8, 10))).toEqual([-5, -3, -1, 1, 3, 5]);
    // Eight frames: sixths of 2, 2, 1, 1, 1 and 1.
    expect(contourSixths(Float64Array.of(0, 2, 4, 6, 8, 10, 12, 14))).toEqual([-6, -2, 1, 3, 5, 7]);
    expect(contourSixths(Float64Array.of(1, 3))).toEqual([-1, 1, 0, 0, 0, 0]);
  });
});

describe("the modulation spectrum", () => {
  /** A sinusoidal envelope of the given frequency in Hz, one value per 10 ms frame. */
  const envelope = (hz: number, n = 400, level = 7): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => level + Math.sin(2 * Math.PI * hz * t * 0.01));

  test.each([
    [1, 0],
    [2, 1],
    [4, 2],
    [6.5, 3],
    [10, 4],
    [20, 5],
  ])("of an envelope that varies at %d Hz is greatest in band %i, whatever its level", (hz, band) => {
    const bands = modulation(envelope(hz));
    expect(bands).toHaveLength(6);
    expect(bands.indexOf(Math.max(...bands))).toBe(band);
    modulation(envelope(hz, 400, 100)).forEach((value, i) => expect(value).toBeCloseTo(bands[i]!, 6));
  });

  test("of a constant envelope is the least power", () => {
    for (const value of modulation(new Float64Array(100).fill(3))) expect(value).toBeCloseTo(Math.log(1e-4), 9);
  });

  test("is the mean power of the windowed envelope's transform in each band, over its length", () => {
    for (const n of [100, 600]) {
      const wave = envelope(5, n);
      const nFft = n === 100 ? 512 : 1_024;
      const average = sum(wave) / n;
      const windowed = Array.from(
        wave,
        (value, t) => (value - average) * (0.5 - 0.5 * Math.cos((2 * Math.PI * t) / (n - 1))),
      );
      const powerAt = (k: number): number => {
        const [re, im] = [Math.cos, Math.sin].map((f) =>
          sum(windowed.map((x, t) => x * f((2 * Math.PI * k * t) / nFft))),
        );
        return (re! ** 2 + im! ** 2) / n;
      };
      const binHz = 100 / nFft;
      const [first, end] = [Math.ceil(8 / binHz), Math.ceil(13 / binHz)];
      const inBand = Array.from({ length: end - first }, (_, i) => powerAt(first + i));
      expect(modulation(wave)[4]).toBeCloseTo(Math.log(sum(inBand) / inBand.length + 1e-4), 9);
    }
  });
});

describe("speech rate and pauses", () => {
  const marks = (n: number, ...runs: [number, number][]): Uint8Array =>
    Uint8Array.from({ length: n }, (_, t) => (runs.some(([start, end]) => t >= start && t < end) ? 1 : 0));
  const impulses = (n: number, ...peaks: number[]): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => (peaks.includes(t) ? 10 : 0));

  test("are counted in frames of 10 ms", () => {
    const found = timing({
      isActive: marks(40, [0, 10], [20, 29], [35, 36], [38, 40]),
      isVoiced: marks(40, [2, 6], [22, 28]),
      loudness: impulses(40, 5, 25, 36),
      before: 3,
      after: 7,
      durationSec: 0.5,
    });
    const expected = [
      0.4,
      Math.log(0.4),
      22 / 40,
      10 / 40,
      2,
      2 / 0.4,
      0.05,
      0.01,
      0.06,
      3,
      0.18,
      0.1,
      0.06,
      1 / 0.4, // the pause of 0.1 s; those of up to 0.06 s are none
      0.8,
      3,
      3 / 0.4,
      0.045, // intervals of 20 and 11 frames
      0.03,
      0.07,
    ];
    expect(found).toHaveLength(expected.length);
    for (const [i, value] of expected.entries()) expect(found[i], `${i}`).toBeCloseTo(value, 9);
  });

  test("are 0 where nothing is voiced, nothing pauses and nothing stands out", () => {
    const [, , active, voiced, ...others] = timing({
      isActive: marks(20, [0, 20]),
      isVoiced: marks(20),
      loudness: new Float64Array(20).fill(1),
      before: 0,
      after: 0,
      durationSec: 0.2,
    });
    expect([active, voiced]).toEqual([1, 0]);
    expect(others).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  test("count only peaks of the smoothed loudness above its median", () => {
    const peaks = (loudness: Float64Array): number =>
      timing({ isActive: marks(40), isVoiced: marks(40), loudness, before: 0, after: 0, durationSec: 1 })[15]!;
    const step = Float64Array.from({ length: 40 }, (_, t) => (t >= 20 ? 10 : t === 5 ? 1 : 0));
    expect(peaks(step)).toBe(1);
    expect(peaks(step.map((value, t) => (t === 30 ? value + 1 : value)))).toBe(2);
    expect(peaks(impulses(40, 10, 12))).toBe(1);
    expect(peaks(impulses(40, 1, 20, 38))).toBe(3);
  });
});

describe("frames are active", () => {
  /** A hundred frames: quiet ones, ten at a level, then fifty loud ones. Which of the ten are active? */
  function between(quiet: number, level: number, length = 10): number {
    const levels = Float64Array.from({ length: 100 }, (_, t) =>
      t >= 50 ? -20 : t >= 20 && t < 20 + length ? level : quiet,
    );
    return sum(activeRegion(levels).isActive.subarray(0, 45));
  }

  test("down to 35 dB below the loudest ones", () => {
    expect([between(-80, -54.9), between(-80, -55)]).toEqual([10, 0]);
  });

  test("but at least 6 dB above the quiet ones, down to 15 dB below the loudest", () => {
    expect([between(-50, -43.9), between(-50, -44)]).toEqual([10, 0]);
    expect(between(-36, -34.9)).toBe(10);
    expect(between(-36, -35)).toBe(0);
    expect(between(-34, -34)).toBe(45);
  });

  test("if three of five frames around them are loud", () => {
    expect([1, 2, 3, 4].map((length) => between(-80, -20, length))).toEqual([0, 0, 3, 4]);
    const atStart = Float64Array.from({ length: 100 }, (_, t) => (t < 3 ? -20 : -80));
    expect([...activeRegion(atStart).isActive.subarray(0, 4)]).toEqual([1, 1, 1, 0]);
    expect(activeRegion(atStart)).toMatchObject({ start: 0, end: 3 });
    const later = Float64Array.from({ length: 100 }, (_, t) => (t >= 2 && t < 98 ? -20 : -80));
    expect(activeRegion(later)).toMatchObject({ start: 2, end: 98 });
  });

  test("if no frame stands out, all of them", () => {
    const { start, end, isActive } = activeRegion(Float64Array.of(-80, -80, -20, -80, -80));
    expect([start, end, sum(isActive)]).toEqual([0, 5, 5]);
  });
});

test("harmonicity is the ratio of the periodic share to the rest in dB, from -20 to 30", () => {
  expect(harmonicity(0.5)).toBe(0);
  expect(harmonicity(0.9)).toBeCloseTo(10 * Math.log10(9), 12);
  expect(harmonicity(0.001)).toBeCloseTo(10 * Math.log10(0.01 / 0.99), 12);
  expect(harmonicity(1)).toBeCloseTo(10 * Math.log10(999), 9);
});

test("linear prediction solves the normal equations of its autocorrelation", () => {
  const r = [4, 2, 1, 0.3, -0.8];
  const a = linearPrediction(Float64Array.from(r));
  expect(a[0]).toBe(1);
  for (let i = 1; i < r.length; i++) expect(sum(a.map((weight, j) => weight * r[Math.abs(i - j)]!))).toBeCloseTo(0, 9);
  expect(sum(linearPrediction(Float64Array.of(0, 0, 0)))).toBe(1);
  expect(linearPrediction(Float64Array.of(1e-12, 1e-12 / 2))[1]).toBeCloseTo(-0.25, 12);
});

describe("a peak between samples", () => {
  const curve = (f: (x: number) => number): Float64Array => Float64Array.from({ length: 41 }, (_, x) => f(x));

  test("is a flat parabola's vertex, at most half a sample away", () => {
    const flat = refinedPeak(
      curve((x) => 10 - 0.1 * (x - 20.3) ** 2),
      20,
    );
    expect(flat.position).toBeCloseTo(20.3, 9);
    expect(flat.height).toBeCloseTo(10, 9);
    expect(
      refinedPeak(
        curve((x) => 10 - 0.1 * (x - 21) ** 2),
        20,
      ).position,
    ).toBe(20.5);
    expect(
      refinedPeak(
        curve((x) => 10 - 0.1 * (x - 19) ** 2),
        20,
      ).position,
    ).toBe(19.5);
  });

  test("of a pulse is the vertex of a parabola through values a quarter sample apart, by Hann-windowed sincs", () => {
    const values = curve((x) => Math.exp(-((x - 20.3) ** 2) / 0.4) + 0.05 * Math.sin(x * x));
    const valueAt = (position: number): number =>
      sum(
        Array.from({ length: 25 }, (_, i) => {
          const distance = position - (Math.round(position) + i - 12);
          const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / 12.5);
          const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance);
          return values[Math.round(position) + i - 12]! * window * sinc;
        }),
      );
    const vertex = (before: number, here: number, after: number): number =>
      (before - after) / (2 * (before - 2 * here + after));
    const first = 20 + vertex(values[19]!, values[20]!, values[21]!);
    const [before, here, after] = [-0.25, 0, 0.25].map((step) => valueAt(first + step)) as [number, number, number];
    const shift = vertex(before, here, after);
    const { position, height } = refinedPeak(values, 20);
    expect(position).toBeCloseTo(first + 0.25 * shift, 9);
    expect(height).toBeCloseTo(here - ((before - after) * shift) / 4, 9);
  });

  test.each([-0.4, -0.1, 0, 0.25, 0.4])("of a pulse is found by interpolation, %d samples away", (offset) => {
    const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
    const pulse = curve((x) => sinc(0.8 * (x - 20 - offset)));
    const { position, height } = refinedPeak(pulse, 20);
    expect(Math.abs(position - 20 - offset)).toBeLessThan(0.02);
    expect(Math.abs(height - 1)).toBeLessThan(0.01);
    const loud = refinedPeak(
      pulse.map((value) => 100 * value),
      20,
    );
    expect(loud.position).toBeCloseTo(position, 9);
    expect(loud.height).toBeCloseTo(100 * height, 7);
  });
});
