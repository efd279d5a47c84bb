import { describe, expect, test } from "vitest";
import { articulate } from "../../src/synth/articulation.js";
import type { Emotion, Intensity } from "../../src/corpus/ravdess.js";
import { layoutCorpus } from "../../src/synth/layout.js";
import { loudnessContour, pitchContour, prosodyOf, type Prosody } from "../../src/synth/prosody.js";
import { createRandom } from "../../src/synth/voiceRandom.js";
import { speakerOf } from "../../src/synth/speaker.js";

const articulation = articulate(1, 1, 1);
const level: Prosody = {
  ...{ pitchHz: 100, range: 0, final: 0, tremor: 0, levelDb: -30, rate: 1, breath: 0, tiltHz: 2000, openQuotient: 0.6 },
};

/** One value of the prosody, averaged over every actor's recordings of an emotion. */
function meanOf(emotion: Emotion, intensity: Intensity, value: (prosody: Prosody) => number): number {
  const recordings = layoutCorpus(24).filter((r) => r.emotion === emotion && r.intensity === intensity);
  const values = recordings.map((r) => value(prosodyOf(r, speakerOf(r.actor, 1), createRandom(1, r.trial))));
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

describe("prosodyOf", () => {
  test.each(["calm", "sad"] as const)("makes a %s voice breathier than a happy one", (emotion) => {
    const ofHappiness = meanOf("happy", "normal", ({ breath }) => breath);
    expect(meanOf(emotion, "normal", ({ breath }) => breath)).toBeGreaterThan(1.5 * ofHappiness);
  });

  test("lets the pitch of surprise rise at the end, and that of sadness fall", () => {
    expect(meanOf("surprised", "normal", ({ final }) => final)).toBeGreaterThan(1);
    expect(meanOf("sad", "normal", ({ final }) => final)).toBeLessThan(-1);
  });

  test("takes a strong emotion further from neutral than a normal one", () => {
    const level = ({ levelDb }: Prosody): number => levelDb;
    expect(meanOf("happy", "strong", level)).toBeGreaterThan(meanOf("happy", "normal", level) + 1);
    expect(meanOf("calm", "strong", level)).toBeLessThan(meanOf("calm", "normal", level) - 0.5);
  });
});

describe("pitchContour", () => {
  test("is level without range, turn or tremor", () => {
    expect(new Set(pitchContour(level, articulation))).toEqual(new Set([100]));
  });

  test("ends an octave higher with a final rise of twelve semitones", () => {
    expect(pitchContour({ ...level, final: 12 }, articulation).at(-1)).toBeCloseTo(200, 6);
  });

  test("is highest on an accented syllable", () => {
    const contour = pitchContour({ ...level, range: 4 }, articulation);
    expect(articulation.stress[contour.indexOf(Math.max(...contour))]).toBeGreaterThan(0.5);
  });
});

describe("loudnessContour", () => {
  test("fades at the end", () => {
    const contour = loudnessContour(articulation);
    expect(contour.at(-1)).toBeLessThan(0.05);
  });
});

describe("articulate", () => {
  test("takes half as long at twice the speed", () => {
    expect(articulate(1, 2, 1).nFrames / articulation.nFrames).toBeCloseTo(0.5, 1);
  });

  test("scales formants with the vocal tract", () => {
    const scaled = articulate(1, 1, 1.2).formants[1];
    expect(scaled[50]! / articulation.formants[1][50]!).toBeCloseTo(1.2, 10);
  });

  test("moves formants without jumps", () => {
    const [, f2] = articulation.formants;
    const steps = f2.slice(1).map((value, frame) => Math.abs(value - f2[frame]!));
    expect(Math.max(...steps)).toBeLessThan(200);
  });
});
