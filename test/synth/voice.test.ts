import { describe, expect, test } from "vitest";
import { emotions, formatRecordingName, genderOf, type Emotion, type Recording } from "../../src/corpus/ravdess.js";
import { sampleRate, synthesize } from "../../src/synth/voice.js";
import { medianPitchHz } from "../support/pitch.js";

function recording(emotion: Emotion, actor: number, statement: 1 | 2 = 1): Recording {
  const fields = { channel: "speech", emotion, intensity: "normal", statement, repetition: 1, actor } as const;
  const trial = formatRecordingName({ modality: "audio-only", ...fields }).slice(3);
  return { modality: "audio-only", ...fields, gender: genderOf(actor), trial };
}

const speak = (emotion: Emotion, actor: number): Float32Array => synthesize(recording(emotion, actor), 1);

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** A measure averaged over six women or six men, because individual actors differ. */
const meanOver = (actors: number[], measure: (actor: number) => number): number => mean(actors.map(measure));
const men = [1, 3, 5, 7, 9, 11];
const women = [2, 4, 6, 8, 10, 12];

const energy = (samples: Float32Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
const levelDb = (samples: Float32Array): number => 10 * Math.log10(energy(samples));
/** Share of the energy that a one-pole high-pass at 1 kHz lets through: rises with brightness. */
const brightness = (samples: Float32Array): number => {
  const follow = 1 - Math.exp((-2 * Math.PI * 1000) / sampleRate);
  let low = 0;
  return energy(samples.map((sample) => sample - (low += follow * (sample - low)))) / energy(samples);
};
/** Every third sample: enough for pitch, and the autocorrelation nine times as fast. */
const pitchHz = (samples: Float32Array): number =>
  medianPitchHz(
    samples.filter((_, n) => n % 3 === 0),
    sampleRate / 3,
  );

describe("synthesize", () => {
  test("gives the same samples for the same seed", () => {
    expect(speak("happy", 4)).toEqual(speak("happy", 4));
  });

  test("gives different samples for another seed", () => {
    expect(synthesize(recording("happy", 4), 2)).not.toEqual(speak("happy", 4));
  });

  test.each(emotions)("keeps %s within full scale, audible, and between 0.8 and 2 s long", (emotion) => {
    for (const actor of [1, 2]) {
      const samples = speak(emotion, actor);
      expect(samples.every((sample) => Math.abs(sample) < 1)).toBe(true);
      expect(levelDb(samples)).toBeGreaterThan(-60);
      expect(samples.length / sampleRate).toBeGreaterThan(0.8);
      expect(samples.length / sampleRate).toBeLessThan(2);
    }
  });

  test("gives women a higher pitch than men, each in a human range", () => {
    const ofMen = meanOver(men, (actor) => pitchHz(speak("neutral", actor)));
    const ofWomen = meanOver(women, (actor) => pitchHz(speak("neutral", actor)));
    expect(ofMen).toBeGreaterThan(90);
    expect(ofMen).toBeLessThan(150);
    expect(ofWomen).toBeGreaterThan(170);
    expect(ofWomen).toBeLessThan(260);
  });

  test("raises the pitch of surprise above calm", () => {
    const ofSurprise = meanOver(women, (actor) => pitchHz(speak("surprised", actor)));
    expect(ofSurprise).toBeGreaterThan(1.2 * meanOver(women, (actor) => pitchHz(speak("calm", actor))));
  });

  test("speaks louder in happiness than in sadness", () => {
    const difference = meanOver(men, (actor) => levelDb(speak("happy", actor)) - levelDb(speak("sad", actor)));
    expect(difference).toBeGreaterThan(4);
  });

  test("sounds brighter in anger than in calm", () => {
    const ofAnger = meanOver(men, (actor) => brightness(speak("angry", actor)));
    expect(ofAnger).toBeGreaterThan(1.3 * meanOver(men, (actor) => brightness(speak("calm", actor))));
  });

  test("speaks more slowly in sadness than in fear", () => {
    const ofSadness = meanOver(women, (actor) => speak("sad", actor).length);
    expect(ofSadness).toBeGreaterThan(1.1 * meanOver(women, (actor) => speak("fearful", actor).length));
  });

  test("says the two statements differently", () => {
    const first = synthesize(recording("neutral", 1, 1), 1);
    expect(synthesize(recording("neutral", 1, 2), 1)).not.toEqual(first);
  });
});
