import { describe, expect, test } from "vitest";
import { spectralNames } from "../../../src/dsp/speech/functionalColumns.js";
import { melDecibels, melPowers, speechMelBands } from "../../../src/dsp/speech/logMel.js";
import { powerSpectra, spectralDescriptors, spectrumNFft } from "../../../src/dsp/speech/spectralDescriptors.js";
import { createSpeechTransforms } from "../../../src/dsp/speech/speechTransforms.js";
import { vowel, whiteNoise } from "./madeUp.js";

const binHz = 16_000 / spectrumNFft;

/** The descriptors of one frame in the middle, and its power spectrum. */
function described(samples: Float64Array): { readonly value: (name: string) => number; readonly power: Float64Array } {
  const power = powerSpectra(samples, { first: 39, end: 41 }, createSpeechTransforms());
  const mel = melPowers(power, speechMelBands(spectrumNFft));
  const { data, cols } = spectralDescriptors({ samples, first: 39, power, mel, logMel: melDecibels(mel) });
  const value = (name: string): number => data[cols + spectralNames.findIndex((known) => known.name === name)]!;
  return { value, power: power.data.subarray(power.cols) };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe.each([
  [
    "a vowel",
    vowel(120, [
      [730, 80],
      [1090, 90],
      [2440, 120],
    ]),
  ],
  ["white noise", whiteNoise(16_000)],
])("the spectral descriptors of %s, as librosa defines them on a power spectrum", (_, samples) => {
  const measured = () => {
    const { value, power } = described(samples);
    const share = power.map((p) => p / sum(power));
    return { value, power, share, centroid: sum(share.map((p, k) => p * k * binHz)) };
  };

  test("the centroid is that of spectral_centroid", () => {
    const { value, centroid } = measured();
    expect(Math.exp(value("centroid")) - 1).toBeCloseTo(centroid, 3);
  });

  test("the spread is that of spectral_bandwidth with p = 2", () => {
    const { value, share, centroid } = measured();
    const bandwidth = Math.sqrt(sum(share.map((p, k) => p * (k * binHz - centroid) ** 2)));
    expect(Math.exp(value("spread")) - 1).toBeCloseTo(bandwidth, 2);
  });

  test.each([25, 50, 75, 90])("the roll-off at %i %% is that of spectral_rolloff", (percent) => {
    const { value, share } = measured();
    let below = 0;
    const bin = share.findIndex((p) => (below += p) >= percent / 100);
    expect(Math.exp(value(`rolloff${percent}`)) - 30).toBeCloseTo(bin * binHz, 6);
  });

  test("the flatness is the logarithm of spectral_flatness with amin 1e-10", () => {
    const { value, power } = measured();
    const geometric = Math.exp(sum(power.map((p) => Math.log(Math.max(1e-10, p)))) / power.length);
    expect(Math.exp(value("flatness"))).toBeCloseTo(geometric / (sum(power) / power.length), 3);
  });

  test("the level is that of rms, in dB", () => {
    const { value } = measured();
    const frame = samples.subarray(40 * 160 - 200, 40 * 160 + 200);
    const rms = Math.sqrt(sum(frame.map((x) => x * x)) / frame.length);
    expect(value("rms")).toBeCloseTo(20 * Math.log10(rms), 3);
  });
});

describe("the spectral descriptors", () => {
  const rows = (samples: Float64Array, first: number): Float64Array[] => {
    const power = powerSpectra(samples, { first, end: 41 }, createSpeechTransforms());
    const mel = melPowers(power, speechMelBands(spectrumNFft));
    const { data, cols } = spectralDescriptors({ samples, first, power, mel, logMel: melDecibels(mel) });
    return Array.from({ length: 41 - first }, (_, t) => data.subarray(t * cols, (t + 1) * cols));
  };
  const at = (row: Float64Array, name: string): number => row[spectralNames.findIndex((known) => known.name === name)]!;

  test("of silence are finite: no crossings, the lowest levels and the highest roll-off", () => {
    const [, silent] = rows(new Float64Array(16_000), 39) as [Float64Array, Float64Array];
    expect(silent.every(Number.isFinite)).toBe(true);
    for (const name of ["zeroCrossings", "entropy", "centroid", "alphaRatio", "flux"])
      expect(at(silent, name), name).toBeCloseTo(0, 9);
    expect(at(silent, "rms")).toBeCloseTo(-120, 9);
    expect(at(silent, "loudness")).toBeCloseTo(Math.log(1e-6), 9);
    expect(at(silent, "rolloff25")).toBeCloseTo(Math.log(8_030), 9);
  });

  test("do not depend on which frame is described first, except for the change since the frame before", () => {
    const samples = whiteNoise(16_000);
    const [alone] = rows(samples, 40) as [Float64Array];
    const [, after] = rows(samples, 39) as [Float64Array, Float64Array];
    for (const { name } of spectralNames)
      if (name === "flux" || name === "onset") expect(at(alone, name)).toBe(0);
      else expect(at(alone, name), name).toBe(at(after, name));
  });
});
