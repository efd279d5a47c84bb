import { describe, expect, test } from "vitest";
import { openWav } from "../../src/audio/wav.js";
import { noSpeech } from "../../src/audio/noSpeech.js";
import { syntheticVoiceWav } from "../support/syntheticVoice.js";
import { randomIntegers } from "../support/wavMutations.js";
import { wavFile, type FormatFields } from "../support/wavFile.js";

const rate = 48_000;

function heard(sampleAt: (i: number) => number, fields: FormatFields = {}, length = 2 * rate): string | undefined {
  const samples = Float64Array.from({ length }, (_, i) => sampleAt(i));
  return noSpeech(openWav(wavFile(samples, { sampleRate: rate, ...fields }), { maxDurationSec: 360 }));
}

const next = randomIntegers(7);
const noise = (): number => next(65_537) / 32_768 - 1;

describe("a recording contains no speech if it is", () => {
  test.each<[string, (i: number) => number, string]>([
    ["silent", () => 0, "silence"],
    ["a constant offset", () => 0.4, "silence"],
    ["noise of one bit", () => next(2) / 32_768, "silence: its loudest 20 ms are at -96 dB of full scale"],
    ["a click", (i) => (i >= 50_000 && i < 50_200 ? 0.9 : 0), "a click"],
    ["a step from one offset to another", (i) => (i < 50_000 ? 0 : 0.5), "a click"],
    ["loud noise", () => 0.5 * noise(), "a constant sound"],
    ["noise of one bit at full scale", () => (next(2) === 0 ? -0.9 : 0.9), "a constant sound"],
    ["a tone", (i) => 0.5 * Math.sin(0.06 * i), "a constant sound"],
    ["mains hum", (i) => 0.5 * Math.sin((2 * Math.PI * 50 * i) / rate), "a constant sound"],
  ])("%s", (_, sampleAt, reason) => {
    for (const encoding of ["pcm16", "float32"] as const)
      expect(heard(sampleAt, { encoding }), encoding).toContain(reason);
  });
});

describe("a recording may contain speech", () => {
  test("if it is an intermittent voice", () => {
    expect(noSpeech(openWav(syntheticVoiceWav(), { maxDurationSec: 360 }))).toBeUndefined();
  });

  test("if it is short, however constant", () => {
    expect(heard((i) => 0.5 * Math.sin(0.03 * i), {}, 0.2 * rate)).toBeUndefined();
  });

  test("if it is quiet, at telephone rate", () => {
    const syllables = (i: number): number => 0.002 * noise() * Math.max(0, Math.sin((2 * Math.PI * 4 * i) / 8_000));
    expect(heard(syllables, { sampleRate: 8_000 }, 16_000)).toBeUndefined();
  });
});
