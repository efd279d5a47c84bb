import { describe, expect, test } from "vitest";
import { fftFrequencies, hannWindow, magnitude, stft } from "../../src/dsp/stft.js";
import { row } from "../../src/shared/matrix.js";
import { impulse, sine } from "./signals.js";

describe("the short-time Fourier transform", () => {
  test("has a frame for every started hop, and one bin more than half the frame", () => {
    expect(stft(new Float32Array(5120))).toMatchObject({ rows: 11, cols: 1025 });
    expect(stft(new Float32Array(5119))).toMatchObject({ rows: 10, cols: 1025 });
  });

  test("of silence is 0", () => {
    expect(magnitude(stft(new Float32Array(4096))).data.every((value) => value === 0)).toBe(true);
  });

  test("shows a sine in its bin, amplitude times a quarter of the frame high", () => {
    const rate = 16_000;
    const bin = 100;
    const frame = row(magnitude(stft(sine((bin * rate) / 2048, rate, 16_384, 0.5))), 16);
    expect(frame.indexOf(Math.max(...frame))).toBe(bin);
    expect(frame[bin]).toBeCloseTo((0.5 * 2048) / 4, 2);
    expect(frame[bin + 1]).toBeCloseTo((0.5 * 2048) / 8, 2);
    expect(frame[bin + 3]! / frame[bin]!).toBeLessThan(1e-5);
  });

  test("centres frame t on sample t * hopLength", () => {
    const spectrum = magnitude(stft(impulse(4096, 1024)));
    expect(spectrum.data[2 * spectrum.cols]).toBeCloseTo(1, 6);
    expect(spectrum.data[spectrum.cols]).toBeCloseTo(0.5, 6);
    expect(spectrum.data[0]).toBeCloseTo(0, 6);
  });

  test("accepts other frame lengths and hops", () => {
    expect(stft(new Float32Array(1000), { nFft: 256, hopLength: 100 })).toMatchObject({ rows: 11, cols: 129 });
  });

  test.each([
    ["an empty signal", new Float32Array(0), {}],
    ["a frame length that is not a power of two", new Float32Array(100), { nFft: 100 }],
    ["a hop of no samples", new Float32Array(100), { hopLength: 0 }],
  ])("rejects %s", (_, samples, options) => {
    expect(() => stft(samples, options)).toThrow(/expected/);
  });
});

test("a magnitude is the length of a complex number, rounded to float32", () => {
  const spectrum = { rows: 1, cols: 3, re: Float64Array.of(3, -8, 0.1), im: Float64Array.of(-4, 6, 0) };
  expect([...magnitude(spectrum).data]).toEqual([5, 10, Math.fround(0.1)]);
});

describe("the Hann window", () => {
  test("adds up to a constant when shifted by quarters", () => {
    const window = hannWindow(2048);
    for (const n of [0, 1, 100, 511])
      expect(window[n]! + window[n + 512]! + window[n + 1024]! + window[n + 1536]!).toBeCloseTo(2, 12);
  });
});

describe("the frequencies of the bins", () => {
  test("go from 0 to half the rate in even steps", () => {
    const frequencies = fftFrequencies(16_000, 2048);
    expect(frequencies).toHaveLength(1025);
    expect([frequencies[0], frequencies[1], frequencies[1024]]).toEqual([0, 7.8125, 8000]);
  });
});
