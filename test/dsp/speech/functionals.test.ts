import { describe, expect, test } from "vitest";
import { functionalColumns } from "../../../src/dsp/speech/functionalColumns.js";
import { functionals, nFunctionals, pitchContour } from "../../../src/dsp/speech/functionals.js";
import { analyseSpeech, type SpeechAnalysis } from "../../../src/dsp/speech/speechAnalysis.js";
import { madeUp, whiteNoise } from "./madeUp.js";
import { beyond, reference } from "./referenceFunctionals.js";

const at = (values: Float64Array, name: string): number =>
  values[functionalColumns.findIndex(({ descriptor, functional }) => `${descriptor}_${functional}` === name)]!;

describe("functionals", () => {
  test.each(reference.rows.flatMap(({ madeUp: kind, values }) => (kind === undefined ? [] : [{ kind, values }])))(
    "functionals of a made-up $kind are the prototype's",
    ({ kind, values }) => {
      expect(beyond(functionals(analyseSpeech(madeUp(kind))), values, 0.01)).toEqual([]);
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

describe("the contour of the pitch", () => {
  /** Frames 2 to 11 are active; the first `voiced` of them are voiced, at 1, 2, 3 ... semitones. */
  const contour = (voiced: number) => {
    const semitones = Float64Array.from({ length: 15 }, (_, t) => (t >= 2 && t < 2 + voiced ? t - 1 : NaN));
    return pitchContour({
      voice: { rows: 15, cols: 1, data: semitones },
      pitch: { isVoiced: Uint8Array.from(semitones, (value) => (value > 0 ? 1 : 0)) },
      region: { start: 2, end: 12 },
    } as unknown as SpeechAnalysis);
  };

  test("is that of the active part, interpolated where it is unvoiced", () => {
    expect(contour(6)).toEqual({
      semitones: Float64Array.of(1, 2, 3, 4, 5, 6, 6, 6, 6, 6),
      isKnown: Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0, 0),
      isVoiced: Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0, 0),
    });
  });

  test("is flat if fewer than six pitches were measured", () => {
    expect(contour(5)).toEqual({
      semitones: new Float64Array(10),
      isKnown: new Uint8Array(10).fill(1),
      isVoiced: Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0),
    });
  });
});
