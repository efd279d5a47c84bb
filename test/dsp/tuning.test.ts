import { describe, expect, test } from "vitest";
import { magnitude, stft } from "../../src/dsp/stft.js";
import { estimateTuning, pitchTuning, spectralPeaks } from "../../src/dsp/tuning.js";
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

  test("of no pitches is 0", () => {
    expect(pitchTuning(new Float32Array(0))).toBe(0);
  });
});

describe("a pitch's histogram bin", () => {
  test("is the middle one for A = 440 Hz in every octave", () => {
    expect([110, 220, 440, 880, 3520].map((pitch) => tuningBin(pitch))).toEqual([50, 50, 50, 50, 50]);
  });

  test("wraps around halfway between two notes", () => {
    expect(tuningBin(440 * 2 ** (0.4951 / 12))).toBe(99);
    expect(tuningBin(440 * 2 ** (0.5049 / 12))).toBe(0);
  });
});

describe("spectral peaks", () => {
  test("lie between the bins where a sine's frequency is", () => {
    const { frequenciesHz } = spectralPeaks(spectrumOf(sine(1003, rate, 16_384)), rate);
    expect(frequenciesHz.length).toBeGreaterThan(20);
    // The first and last frames hold half a sine: their peaks lie a little aside.
    const sorted = frequenciesHz.slice().sort();
    expect(Math.abs(sorted[sorted.length >> 1]! - 1003)).toBeLessThan(0.5);
  });

  test("lie between 150 and 4,000 Hz", () => {
    expect(spectralPeaks(spectrumOf(sine(100, rate, 16_384)), rate).frequenciesHz.filter((f) => f < 148)).toHaveLength(
      0,
    );
    expect(
      spectralPeaks(spectrumOf(sine(5000, rate, 16_384)), rate).frequenciesHz.filter((f) => f > 4004),
    ).toHaveLength(0);
  });
});
