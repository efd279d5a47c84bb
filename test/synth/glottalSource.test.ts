import { describe, expect, test } from "vitest";
import { glottalSource } from "../../src/synth/glottalSource.js";
import { createRandom } from "../../src/synth/voiceRandom.js";
import { medianPitchHz } from "../support/pitch.js";

const sampleRate = 48_000;
const settings = { sampleRate, openQuotient: 0.6, tiltHz: 2000, breath: 0 };
const constant = (value: number): Float64Array => new Float64Array(24_000).fill(value);

function source(
  pitchHz: number,
  voicing: number,
  aspiration: number,
  changes: Partial<typeof settings> = {},
): Float64Array {
  const random = createRandom(1, "test");
  return glottalSource(constant(pitchHz), constant(voicing), constant(aspiration), { ...settings, ...changes }, random);
}

const energy = (samples: Float64Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0);
/** Energy of the differences between neighbours: mostly that of high frequencies. */
const edgeEnergy = (samples: Float64Array): number =>
  energy(samples.map((sample, n) => sample - (samples[n - 1] ?? 0)));

describe("glottalSource", () => {
  test.each([90, 220, 400])("repeats %i times a second", (pitchHz) => {
    expect(medianPitchHz(source(pitchHz, 1, 0), sampleRate) / pitchHz).toBeCloseTo(1, 1);
  });

  test("is silent without voicing and aspiration", () => {
    expect(energy(source(120, 0, 0))).toBe(0);
  });

  test("is noise without pitch for aspiration alone", () => {
    expect(Number.isNaN(medianPitchHz(source(120, 0, 1), sampleRate))).toBe(true);
  });

  test("has more high frequencies with a higher tilt corner", () => {
    const dull = source(120, 1, 0, { tiltHz: 500 });
    const bright = source(120, 1, 0, { tiltHz: 4000 });
    expect(edgeEnergy(bright) / energy(bright)).toBeGreaterThan(edgeEnergy(dull) / energy(dull));
  });

  test("adds noise with breath", () => {
    expect(edgeEnergy(source(120, 1, 0, { breath: 0.2 }))).toBeGreaterThan(2 * edgeEnergy(source(120, 1, 0)));
  });
});
