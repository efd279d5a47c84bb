import { describe, expect, test } from "vitest";
import { Resonator, vocalTract } from "../../src/synth/formants.js";

const sampleRate = 48_000;

function resonator(frequencyHz: number, bandwidthHz: number): Resonator {
  const filter = new Resonator(sampleRate);
  filter.tune({ frequencyHz, bandwidthHz });
  return filter;
}

/** Strength of one frequency in a signal, by correlation with a complex exponential. */
function strengthAt(samples: Float64Array, frequencyHz: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, n) => {
    re += sample * Math.cos((2 * Math.PI * frequencyHz * n) / sampleRate);
    im += sample * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRate);
  });
  return Math.hypot(re, im);
}

function impulse(length: number): Float64Array {
  const samples = new Float64Array(length);
  samples[0] = 1;
  return samples;
}

describe("Resonator", () => {
  test("passes a constant with gain 1", () => {
    const samples = new Float64Array(4800).fill(1);
    resonator(500, 80).run(samples, 0, samples.length);
    expect(samples.at(-1)).toBeCloseTo(1, 6);
  });

  test("responds most strongly at its own frequency", () => {
    const samples = impulse(9600);
    resonator(1500, 80).run(samples, 0, samples.length);
    const answers = [1300, 1400, 1500, 1600, 1700].map((frequencyHz) => strengthAt(samples, frequencyHz));
    expect(answers.indexOf(Math.max(...answers))).toBe(2);
  });

  test("has half the power half a bandwidth from its centre", () => {
    const samples = impulse(48_000);
    resonator(1500, 100).run(samples, 0, samples.length);
    expect(strengthAt(samples, 1550) ** 2 / strengthAt(samples, 1500) ** 2).toBeCloseTo(0.5, 1);
  });

  test("filters in pieces as in one go", () => {
    const whole = impulse(1000);
    resonator(700, 60).run(whole, 0, 1000);
    const pieces = impulse(1000);
    const filter = resonator(700, 60);
    for (let first = 0; first < 1000; first += 250) filter.run(pieces, first, first + 250);
    expect(pieces).toEqual(whole);
  });
});

describe("vocalTract", () => {
  const still = (frequencyHz: number): Float64Array => new Float64Array(40).fill(frequencyHz);

  test("puts peaks where the formants are", () => {
    const samples = impulse(9600);
    vocalTract(samples, [still(500), still(1500), still(2500)], 1, 240, sampleRate);
    for (const formantHz of [500, 1500, 2500]) {
      expect(strengthAt(samples, formantHz)).toBeGreaterThan(strengthAt(samples, formantHz - 250));
      expect(strengthAt(samples, formantHz)).toBeGreaterThan(strengthAt(samples, formantHz + 250));
    }
  });
});
