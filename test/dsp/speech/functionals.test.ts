import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeAudio } from "../../../src/audio/decodeAudio.js";
import { allFunctionals, functionalColumns, isLevel } from "../../../src/dsp/speech/functionalColumns.js";
import { functionals, nFunctionals } from "../../../src/dsp/speech/functionals.js";
import { kaiserResample } from "../../../src/dsp/speech/kaiserResample.js";
import { analyseSpeech } from "../../../src/dsp/speech/speechAnalysis.js";
import { sourceOf } from "../../../src/dsp/featureBackend.js";
import { recordings, withoutRecordings } from "../../support/realRecordings.js";
import { madeUp, whiteNoise, type MadeUp } from "./madeUp.js";

interface Reference {
  /** of every column over 60 recordings, levels among them */
  readonly deviations: readonly number[];
  readonly rows: readonly { readonly madeUp?: MadeUp; readonly file?: string; readonly values: readonly number[] }[];
}

const reference = JSON.parse(
  readFileSync(new URL("../../fixtures/speech/reference.json", import.meta.url), "utf8"),
) as Reference;
const isKept = allFunctionals.map(({ descriptor, functional }) => !isLevel(descriptor, functional));
const units = reference.deviations.filter((_, i) => isKept[i]);

/** Columns that differ from the reference by more than this many standard deviations. */
function beyond(values: Float64Array, wanted: readonly number[], share: number): string[] {
  const kept = wanted.filter((_, i) => isKept[i]);
  return functionalColumns.flatMap(({ descriptor, functional }, i) => {
    const error = Math.abs(values[i]! - kept[i]!) / Math.max(units[i]!, 1e-6);
    return error > share ? [`${descriptor}_${functional}: ${values[i]!} for ${kept[i]!}`] : [];
  });
}

const at = (values: Float64Array, name: string): number =>
  values[functionalColumns.findIndex(({ descriptor, functional }) => `${descriptor}_${functional}` === name)]!;

describe("functionals", () => {
  test.each(reference.rows.flatMap(({ madeUp: kind, values }) => (kind === undefined ? [] : [{ kind, values }])))(
    "functionals of a made-up $kind are the prototype's",
    ({ kind, values }) => {
      expect(beyond(functionals(analyseSpeech(madeUp(kind))), values, 0.01)).toEqual([]);
    },
  );

  test
    .skipIf(withoutRecordings)
    .each(reference.rows.flatMap(({ file, values }) => (file === undefined ? [] : [{ file, values }])))(
    `functionals of $file are the prototype's${withoutRecordings}`,
    ({ file, values }) => {
      const audio = decodeAudio(readFileSync(join(recordings, file)), { maxDurationSec: 60 });
      const samples = kaiserResample(Float64Array.from(audio.samples), 1, 3);
      const recorded = sourceOf(audio.samples, audio.sampleRate);
      const ours = functionals(analyseSpeech(samples, { recorded }));
      expect(beyond(ours, values, 0.05)).toEqual([]);
    },
  );

  test("a row of functionals has a value for every column, all finite, whatever the sound", () => {
    const sounds: Record<string, Float64Array> = {
      silence: new Float64Array(16_000),
      "one sample": Float64Array.of(0.5),
      "two frames": whiteNoise(200),
      "the shortest that extraction takes": madeUp("woman").subarray(4_000, 6_048),
      noise: whiteNoise(8_000),
      "a click": Float64Array.from({ length: 16_000 }, (_, i) => (i === 8_000 ? 1 : 0)),
      "full scale": whiteNoise(8_000).map(Math.sign),
    };
    for (const [name, samples] of Object.entries(sounds)) {
      const values = functionals(analyseSpeech(samples));
      expect(values.length, name).toBe(nFunctionals);
      expect(
        values.findIndex((value) => !Number.isFinite(value)),
        name,
      ).toBe(-1);
    }
  });

  test("no functional depends on the level of a clear voice, except for faint frames at the floor", () => {
    const loud = functionals(analyseSpeech(madeUp("woman")));
    const soft = functionals(analyseSpeech(madeUp("woman").map((value) => value / 4)));
    for (const name of ["f0Semitones_median", "harmonicity_mean", "h1h2_median", "formant1_median", "rms_sd"])
      expect(Math.abs(at(loud, name) - at(soft, name)), name).toBeLessThan(0.02);
  });

  test("pauses and voiced stretches are counted", () => {
    const values = functionals(analyseSpeech(madeUp("woman")));
    expect(at(values, "pause_count")).toBe(1);
    expect(at(values, "pause_totalDuration")).toBeCloseTo(0.15, 1);
    expect(at(values, "silenceBefore_duration")).toBeCloseTo(0.2, 1);
  });
});
