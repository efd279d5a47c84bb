import { describe, expect, test } from "vitest";
import { hzToMel, melFilterBank, melToHz } from "../../src/dsp/melFilterBank.js";
import { melSpectrogram } from "../../src/dsp/melSpectrogram.js";
import { magnitude, power, stft } from "../../src/dsp/stft.js";
import { row } from "../../src/shared/matrix.js";
import { sine } from "./signals.js";

describe("the mel scale", () => {
  test("is linear below 1 kHz, 15 mel there, and 27 mel higher at 6.4 kHz", () => {
    expect(hzToMel(500)).toBeCloseTo(7.5, 12);
    expect(hzToMel(1000)).toBeCloseTo(15, 12);
    expect(hzToMel(6400)).toBeCloseTo(42, 12);
  });

  test.each([0, 60, 999, 1000, 4000, 23_999])("comes back to %i Hz", (frequency) => {
    expect(melToHz(hzToMel(frequency))).toBeCloseTo(frequency, 8);
  });
});

describe("the mel filter bank", () => {
  const bands = () => melFilterBank(16_000, 2048, 128);

  test("has triangles of area 1 where a band spans many bins", () => {
    for (const { weights } of bands().slice(100))
      expect(weights.reduce((sum, weight) => sum + weight, 0) * (16_000 / 2048)).toBeCloseTo(1, 2);
  });

  test("rises in frequency", () => {
    const firstBins = bands().map(({ firstBin }) => firstBin);
    expect(firstBins).toEqual(firstBins.toSorted((a, b) => a - b));
  });

  test("overlaps its neighbours half and half: at 3 kHz the two bands that meet there add up smoothly", () => {
    const shares = bands().map(({ firstBin, weights }) => weights[384 - firstBin] ?? 0);
    expect(shares.filter((share) => share > 0)).toHaveLength(2);
  });

  test("keeps only bins with a non-zero weight, and no bin for a band that lies between two", () => {
    const narrow = melFilterBank(16_000, 128, 80);
    const [empty, filled] = [
      narrow.filter(({ weights }) => weights.length === 0),
      narrow.filter(({ weights }) => weights.length > 0),
    ];
    expect(empty.length).toBeGreaterThan(2);
    expect(filled.length).toBeGreaterThan(20);
    for (const { firstBin } of empty) expect(firstBin).toBe(0);
    for (const { firstBin, weights } of filled) {
      expect(firstBin).toBeGreaterThan(0);
      expect(Math.min(weights[0]!, weights.at(-1)!)).toBeGreaterThan(0);
    }
  });

  test("rejects rates and numbers of bands that are not positive", () => {
    expect(() => melFilterBank(0, 2048, 128)).toThrow("sampleRate: expected a number > 0, received 0");
    for (const nMels of [0, 1.5])
      expect(() => melFilterBank(16_000, 2048, nMels)).toThrow("nMels: expected an integer >= 1");
    expect(melFilterBank(16_000, 2048, 1)).toHaveLength(1);
  });
});

describe("the mel spectrogram", () => {
  test("of a flat spectrum is the sum of each band's weights", () => {
    const flat = { rows: 1, cols: 1025, data: new Float64Array(1025).fill(3) };
    const mel = melSpectrogram(flat, 16_000);
    for (const [m, { weights }] of melFilterBank(16_000, 2048, 128).entries())
      expect(mel.data[m]).toBeCloseTo(
        weights.reduce((sum, weight) => sum + 3 * weight, 0),
        10,
      );
  });

  test("of a sine peaks in the band that holds its frequency", () => {
    const mel = row(melSpectrogram(power(magnitude(stft(sine(3000, 16_000, 8192)))), 16_000), 8);
    const loudest = mel.indexOf(Math.max(...mel));
    const centreHz = melToHz(((loudest + 1) * hzToMel(8000)) / 129);
    expect(Math.abs(centreHz - 3000)).toBeLessThan(60);
  });
});
