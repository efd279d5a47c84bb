import { describe, expect, test } from "vitest";
import { magnitude, stft } from "../../src/dsp/stft.js";
import { estimateTuning, peakBins, pitchTuning, spectralPeaks, tuningOfPeaks } from "../../src/dsp/tuning.js";
import { tuningBin } from "../../src/dsp/tuningBin.js";
import { sine } from "./signals.js";

const rate = 16_000;
const spectrumOf = (samples: Float32Array) => magnitude(stft(samples));

describe("the tuning of a recording", () => {
  test.each([-0.4, -0.13, 0, 0.25, 0.48])("is %d notes for a note that deviates by as much", (deviation) => {
    const note = 1760 * 2 ** ((deviation + 0.004) / 12);
    expect(estimateTuning(spectrumOf(sine(note, rate, 16_384)), rate)).toBeCloseTo(deviation, 1);
  });

  test("of silence is 0", () => {
    expect(estimateTuning(spectrumOf(new Float32Array(8192)), rate)).toBe(0);
  });

  test("is the most frequent deviation of the pitches", () => {
    expect(pitchTuning(Float32Array.of(440, 220 * 2 ** (0.305 / 12), 880 * 2 ** (0.305 / 12)))).toBeCloseTo(0.3, 10);
  });

  test("is the lowest of several equally frequent ones", () => {
    expect(pitchTuning(Float32Array.of(440 * 2 ** (0.305 / 12), 440 * 2 ** (-0.195 / 12)))).toBeCloseTo(-0.2, 10);
  });

  test.each([12, 24])("is that of the louder half of the peaks, with %i notes in an octave", (nChroma) => {
    const note = (deviation: number): number => 440 * 2 ** ((deviation + 0.005) / nChroma);
    const [often, seldom] = [note(0.2), note(-0.3)];
    // The median, 3, belongs to the louder half.
    const peaks = {
      frequenciesHz: Float32Array.of(often, often, often, seldom, seldom, note(0.4), often),
      magnitudes: Float32Array.of(1, 1.5, 2, 3, 4, 5, 6),
    };
    expect(tuningOfPeaks(peaks, nChroma)).toBeCloseTo(-0.3, 10);
    expect(tuningOfPeaks({ ...peaks, magnitudes: peaks.magnitudes.map((m) => 7 - m) }, nChroma)).toBeCloseTo(0.2, 10);
    expect(pitchTuning(peaks.frequenciesHz, nChroma)).toBeCloseTo(0.2, 10);
    const median = { ...peaks, frequenciesHz: peaks.frequenciesHz.with(5, note(-0.4)) };
    expect(tuningOfPeaks(median, nChroma)).toBeCloseTo(-0.3, 10);
  });

  test("of no pitches is 0", () => {
    expect(pitchTuning(new Float32Array(0))).toBe(0);
  });
});

describe("a pitch's histogram bin", () => {
  test("is the middle one for A = 440 Hz in every octave", () => {
    expect([110, 220, 440, 880, 3520].map((pitch) => tuningBin(pitch))).toEqual([50, 50, 50, 50, 50]);
  });

  test("holds deviations from its lower edge up to the next", () => {
    for (let bin = 0; bin < 100; bin++) {
      expect(tuningBin(440 * 2 ** ((bin - 50 + 0.02) / 1_200))).toBe(bin);
      expect(tuningBin(440 * 2 ** ((bin - 50 + 0.98) / 1_200))).toBe(bin);
      expect(tuningBin(440 * 2 ** ((bin - 50 + 0.5) / 2_400), 24)).toBe(bin);
    }
  });

  test("is the first one exactly halfway between two notes", () => {
    expect(tuningBin(440 * 2 ** (0.5 / 12))).toBe(0);
  });

  test("wraps around halfway between two notes", () => {
    expect(tuningBin(440 * 2 ** (0.4951 / 12))).toBe(99);
    expect(tuningBin(440 * 2 ** (0.5049 / 12))).toBe(0);
  });
});

describe("spectral peaks", () => {
  /** Peaks of frames of nine bins, 500 Hz apart. */
  const peaksOf = (...frames: number[][]): number[][] => {
    const { frequenciesHz, magnitudes } = spectralPeaks(
      { rows: frames.length, cols: 9, data: Float64Array.from(frames.flat()) },
      8_000,
    );
    return Array.from(frequenciesHz, (hz, i) => [hz, magnitudes[i]!]);
  };

  test("are the vertices of parabolas through each local maximum and its neighbours", () => {
    const vertex = (bin: number, [left, centre, right]: readonly [number, number, number]): number[] => {
      const shift = (left - right) / (2 * (left + right - 2 * centre));
      return [500 * (bin + shift), centre - ((left - right) * shift) / 4];
    };
    const expected = [
      ...[vertex(2, [1, 4, 2]), vertex(5, [0, 3, 2.5])],
      vertex(1, [0, 2, 1.5]),
      vertex(6, [1, 5, 4.5]),
    ];
    const found = peaksOf([0, 1, 4, 2, 0, 3, 2.5, 1, 9], [0, 2, 1.5, 1, 1, 1, 5, 4.5, 0]);
    expect(found).toHaveLength(4);
    found.forEach((peak, i) => peak.forEach((value, j) => expect(value).toBeCloseTo(expected[i]![j]!, 3)));
  });

  test("begin at the first of equal bins, and rise above a tenth of the frame's maximum", () => {
    expect(peaksOf([0, 3, 3, 0, 0, 0, 0, 0, 0])).toEqual([[750, 3.375]]);
    expect(peaksOf([0, 0, 1, 0, 0, 10, 0, 0, 0])).toEqual([[2_500, 10]]);
    expect(peaksOf([0, 0, 1.01, 0, 0, 10, 0, 0, 0]).map(([hz]) => hz)).toEqual([1_000, 2_500]);
  });

  test("stay at their bin where float32 numbers show no curvature", () => {
    expect(peaksOf([0, 1 - 1e-9, 1, 1, 0, 0, 0, 0, 0])).toEqual([[1_000, 1]]);
    expect(peaksOf([0, 1 - 1e-10, 1, 1 - 1e-10, 0, 0, 0, 0, 0])).toEqual([[1_000, 1]]);
  });

  test("are looked for from 150 to 4,000 Hz, below half the sample rate", () => {
    expect(peakBins(16_000, 2_048)).toEqual({ firstBin: 20, endBin: 512 });
    expect(peakBins(6_000, 16)).toEqual({ firstBin: 1, endBin: 8 });
  });

  test("lie between the bins where a sine's frequency is", () => {
    const { frequenciesHz } = spectralPeaks(spectrumOf(sine(1003, rate, 16_384)), rate);
    expect(frequenciesHz.length).toBeGreaterThan(20);
    // The first and last frames hold half a sine: their peaks lie a little aside.
    const sorted = frequenciesHz.slice().sort();
    expect(Math.abs(sorted[sorted.length >> 1]! - 1003)).toBeLessThan(0.5);
  });

  test("lie between 150 and 4,000 Hz", () => {
    const spectrum = { rows: 1, cols: 9, data: Float64Array.of(0, 0, 5, 0, 9, 0, 9, 0, 0) };
    expect([...spectralPeaks(spectrum, 16_000).frequenciesHz]).toEqual([2_000]);
    expect(spectralPeaks(spectrumOf(sine(100, rate, 16_384)), rate).frequenciesHz.filter((f) => f < 148)).toHaveLength(
      0,
    );
    expect(
      spectralPeaks(spectrumOf(sine(5000, rate, 16_384)), rate).frequenciesHz.filter((f) => f > 4004),
    ).toHaveLength(0);
  });
});
