import { describe, expect, test } from "vitest";
import { createTypescriptBackend, sourceOf } from "../../src/dsp/featureBackend.js";
import { featureVector, frameFeatures } from "../../src/dsp/featureVector.js";
import { resample } from "../../src/dsp/resampling/resample.js";
import { highBands } from "../../src/dsp/speech/highBands.js";
import { analyseSpeech } from "../../src/dsp/speech/speechAnalysis.js";
import { noise, sine } from "./signals.js";

const backend = createTypescriptBackend();
const samples = sine(330, 8_000, 4_000);

describe("the backend in TypeScript", () => {
  test("computes the features of a signal at the rate asked for", () => {
    const resampled = resample(samples, 8_000, 16_000);
    const { features, tuning } = featureVector(resampled, 16_000);
    const found = backend.features(samples, 8_000, 16_000);
    expect(found).toEqual({ samples: 8_000, features, tuning });
    expect(found.tuning).not.toBe(0);
    expect(backend.featuresOf(sourceOf(samples, 8_000), 16_000)).toEqual(found);
    expect(backend.frames(samples, 8_000, 16_000)).toEqual(frameFeatures(resampled, 16_000));
    expect(backend.kind).toBe("typescript");
  });

  test("analyses speech at 16 kHz, whatever the source's rate", () => {
    const source = sourceOf(samples, 8_000);
    const expected = analyseSpeech(resample(samples, 8_000, 16_000), { recorded: source });
    expect(backend.speech(source)).toEqual(expected);
  });

  test("analyses the bands above 8 kHz at the rate of the recording", () => {
    const recording = sourceOf(noise(4_800), 48_000);
    expect(backend.speech(recording).highBands).toEqual(highBands(recording));
    expect(highBands(recording).every((level) => level !== 0)).toBe(true);
  });
});

test("a signal in memory is read in parts", () => {
  const source = sourceOf(Float32Array.of(1, 2, 3, 4, 5), 8_000);
  const part = new Float32Array(3);
  source.read(1, part);
  expect([...part]).toEqual([2, 3, 4]);
  expect(source).toMatchObject({ sampleRate: 8_000, frames: 5 });
});
