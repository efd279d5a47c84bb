import { describe, expect, test } from "vitest";
import { featureVector, frameFeatures } from "../../src/dsp/featureVector.js";
import { ParameterError } from "../../src/shared/errors.js";
import { chirp, impulse, noise, sine } from "./signals.js";

const rate = 16_000;
const zcr = 25;
const mel = 26;
const centroid = 154;
const tonnetz = 155;

describe("the feature vector", () => {
  test("has 161 columns and the number of frames that it averages", () => {
    const { features, nFrames } = featureVector(noise(rate), rate);
    expect(features).toHaveLength(161);
    expect(nFrames).toBe(32);
  });

  test("of silence is 0, except for the loudness: -100 dB in every band", () => {
    const { features, tuning } = featureVector(new Float32Array(rate), rate);
    expect(features[12]).toBeCloseTo(-100 * Math.sqrt(128), 6);
    expect(tuning).toBe(0);
    for (const [column, value] of features.entries()) if (column !== 12) expect(value).toBeCloseTo(0, 9);
  });

  test("of a sine has its frequency, its crossings and its pitch class", () => {
    const { features } = featureVector(sine(880, rate, 4 * rate), rate);
    expect(features[centroid]! / 880).toBeCloseTo(1, 1);
    expect(features[zcr]! / ((2 * 880) / rate)).toBeCloseTo(1, 1);
    expect(features.subarray(0, 12).indexOf(Math.max(...features.subarray(0, 12)))).toBe(9);
  });

  test("of white noise has its balance point in the middle and a crossing every other sample", () => {
    const { features } = featureVector(noise(4 * rate), rate);
    expect(features[centroid]! / (rate / 4)).toBeCloseTo(1, 1);
    expect(features[zcr]).toBeCloseTo(0.5, 1);
    for (let d = tonnetz; d < 161; d++) expect(Math.abs(features[d]!)).toBeLessThan(0.05);
  });

  test("of an impulse is flat: the balance point in the middle of the frames that hold it", () => {
    const frames = frameFeatures(impulse(rate, 8192), rate);
    const heard = [...frames.centroid.data].filter((value) => value > 0);
    expect(heard).toHaveLength(3);
    for (const value of heard) expect(value).toBeCloseTo(rate / 4, 0);
  });

  test("of a chirp passes through the frequencies evenly", () => {
    const { data } = frameFeatures(chirp(500, 6500, rate, 4 * rate), rate).centroid;
    expect(data[31]! / 2000).toBeCloseTo(1, 1);
    expect(data[62]! / 3500).toBeCloseTo(1, 1);
    expect(data[94]! / 5000).toBeCloseTo(1, 1);
  });

  test("grows with the square of the amplitude in the mel bands, by 20 dB per factor of ten", () => {
    const loud = featureVector(noise(rate, 0.5), rate).features;
    const soft = featureVector(noise(rate, 0.05), rate).features;
    expect(loud[mel + 60]! / soft[mel + 60]!).toBeCloseTo(100, 3);
    expect(loud[12]! - soft[12]!).toBeCloseTo(20 * Math.sqrt(128), 2);
  });

  test("rejects an empty signal", () => {
    expect(() => featureVector(new Float32Array(0), rate)).toThrow(ParameterError);
  });
});
