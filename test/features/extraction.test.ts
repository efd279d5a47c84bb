import { describe, expect, test } from "vitest";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { sourceOf } from "../../src/dsp/featureBackend.js";
import { noisyCopy } from "../../src/dsp/noisyCopy.js";
import { functionals } from "../../src/dsp/speech/functionals.js";
import { createFeatureBackend } from "../../src/features/createFeatureBackend.js";
import { InputError, ParameterError } from "../../src/shared/errors.js";
import {
  createExtractor,
  defaultExtractionSettings,
  defaultSampleRate,
  type EngineName,
} from "../../src/features/extraction.js";
import { blocksOf, featureSetOf } from "../../src/features/featureSet.js";
import { sine, syllables, wavFile } from "../support/wavFile.js";
import { wavExtractor } from "../support/extractors.js";

const engines: readonly EngineName[] = ["default", "meyda"];

describe.each(engines)("the %s engine", (engine) => {
  const blocks = blocksOf({ engine, recipe: "study", convolutions: false });
  const settings = { ...defaultExtractionSettings, blocks };
  const extract = wavExtractor(settings);
  const { columns } = featureSetOf(blocks);
  const columnOf = (features: Float64Array, name: string): number =>
    features[columns.findIndex((column) => column.name === name)]!;

  test("returns one number per column of its feature set", () => {
    expect(extract(wavFile(sine(440, 0.3))).features.length).toBe(columns.length);
  });

  test("reports what it analysed", () => {
    const { features, ...facts } = extract(
      wavFile(syllables(440, 0.5, 48_000, 2), { channels: 2, sampleRate: 48_000 }),
    );
    expect(facts).toEqual({ sampleRate: 16_000, samples: 8_000, sourceRate: 48_000, durationSec: 0.5, notes: [] });
    expect(features.every((value) => Number.isFinite(value))).toBe(true);
  });

  test("analyses at the file's own rate on request", () => {
    const native = wavExtractor({ ...settings, sampleRate: "native" });
    const { sampleRate, samples } = native(wavFile(sine(440, 0.25, 22_050), { sampleRate: 22_050 }));
    expect({ sampleRate, samples }).toEqual({ sampleRate: 22_050, samples: 5_513 });
  });

  test("counts the zero crossings of a sine", () => {
    // A sine crosses twice a period: at 1,000 Hz once in 8 samples, a little less in the padded frames at the ends.
    const perSample = columnOf(extract(wavFile(sine(1_000, 3))).features, "zero_crossing_rate_mean");
    expect(engine === "meyda" ? perSample / 2048 : perSample).toBeCloseTo(1 / 8, 2);
  });

  test("puts a sine's strongest chroma on its note", () => {
    const chroma = [...extract(wavFile(sine(440, 1))).features.subarray(0, 12)];
    expect(chroma.indexOf(Math.max(...chroma))).toBe(9); // C is 0, A is 9
  });

  test("returns finite features for silence", () => {
    const { features } = extract(wavFile(new Float64Array(16_000)));
    expect(features.every((value) => Number.isFinite(value))).toBe(true);
  });

  test("analyses no more than the requested duration", () => {
    const short = wavExtractor({ ...settings, maxDurationSec: 0.5 });
    const { samples, durationSec } = short(wavFile(sine(440, 2)));
    expect({ samples, durationSec }).toEqual({ samples: 8_000, durationSec: 0.5 });
  });

  test("returns the same numbers again after another file", () => {
    const [first, other] = [wavFile(sine(440, 0.4)), wavFile(sine(1_234, 0.9, 44_100), { sampleRate: 44_100 })];
    const before = extract(first).features.slice();
    extract(other);
    expect(extract(first).features).toEqual(before);
  });

  test("never returns an array that a later file overwrites", () => {
    const { features } = extract(wavFile(sine(440, 0.4)));
    const copy = features.slice();
    extract(wavFile(sine(1_234, 0.4)));
    expect(features).toEqual(copy);
  });

  test("computes the same from two equal channels as from one", () => {
    const mono = extract(wavFile(sine(440, 0.4), { encoding: "float32" })).features;
    const stereo = extract(wavFile(sine(440, 0.4, 16_000, 2), { encoding: "float32", channels: 2 })).features;
    expect(stereo).toEqual(mono);
  });

  test("rejects a recording one sample shorter than an analysis frame", () => {
    expect(() => extract(wavFile(new Float64Array(2_047)))).toThrow(
      expect.objectContaining({
        code: "too-short",
        message: "shorter than one analysis frame: 2047 samples at 16000 Hz (0.128 s), at least 2048 needed",
      }),
    );
    expect(extract(wavFile(new Float64Array(2_048))).samples).toBe(2_048);
  });

  test("counts an analysis frame at the analysed rate", () => {
    const slow = wavExtractor({ ...settings, sampleRate: 1_600 });
    expect(() => slow(wavFile(sine(440, 1)))).toThrow("1600 samples at 1600 Hz (1.000 s)");
    expect(slow(wavFile(sine(440, 2))).samples).toBe(3_200);
  });

  test("rejects NaN", () => {
    const samples = sine(440, 0.4);
    samples[5_000] = Number.NaN;
    expect(() => extract(wavFile(samples, { encoding: "float32" }))).toThrow(
      expect.objectContaining({ code: "corrupt-audio" }),
    );
  });

  test("returns finite features or rejects audio of extreme loudness", () => {
    for (const loudness of [1e10, 1e20, 1e30, 3e38]) {
      const bytes = wavFile(sine(440, 0.4).map((sample) => 2 * loudness * sample), { encoding: "float32" }); // prettier-ignore
      try {
        expect(extract(bytes).features.every((value) => Number.isFinite(value))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect(error).toMatchObject({ code: "corrupt-audio" });
      }
    }
  });

  test("rejects a file that is not WAVE, naming it", () => {
    expect(() => extract(new TextEncoder().encode("fLaC and so on"))).toThrow("FLAC file");
  });
});

describe("defaultSampleRate", () => {
  test("is 16,000 Hz for our engine and the recording's own for meyda", () => {
    expect([defaultSampleRate("default"), defaultSampleRate("meyda")]).toEqual([16_000, "native"]);
  });
});

describe("createExtractor", () => {
  test.each([0, 999, 384_001, 16_000.5, Number.NaN])("refuses to analyse at %d Hz", (sampleRate) => {
    expect(() => createExtractor({ ...defaultExtractionSettings, sampleRate })).toThrow(ParameterError);
  });

  test.each([0, -1, Number.NaN])("rejects a duration of %d s", (maxDurationSec) => {
    expect(() => createExtractor({ ...defaultExtractionSettings, maxDurationSec })).toThrow(ParameterError);
  });
});

test("the noisy block has the functionals of the recording's noisy copy, the same each time", () => {
  const settings = { ...defaultExtractionSettings, blocks: ["functionals", "noisy"] as const };
  const file = wavFile(syllables(220, 1, 48_000, 2), { channels: 2, sampleRate: 48_000 });
  const { features } = wavExtractor(settings)(file);
  const n = featureSetOf(["functionals"]).columns.length;
  const [clean, noisy] = [features.subarray(0, n), features.subarray(n)];
  expect(clean).toEqual(wavExtractor({ ...settings, blocks: ["functionals"] })(file).features);
  expect(wavExtractor(settings)(file).features).toEqual(features);
  const { samples, sampleRate } = decodeAudio(file, { maxDurationSec: 360 });
  expect(noisy).toEqual(functionals(createFeatureBackend().speech(noisyCopy(sourceOf(samples, sampleRate)))));
  const change = clean.map((value, c) => noisy[c]! - value);
  expect(change.filter((value) => value !== 0).length).toBeGreaterThan(n / 2);
});
