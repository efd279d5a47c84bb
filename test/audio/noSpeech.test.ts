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

test("a constant offset is silence without a level, although rounding leaves one", () => {
  for (let offset = 0.05; offset < 1; offset += 0.05)
    expect(heard(() => offset, { encoding: "float32" }, 0.1 * rate)).toBe("silence");
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

describe("the levels of frames of 20 ms", () => {
  /** A recording at 1 kHz whose frames have these levels, in dB of full scale. */
  const levels = (...parts: readonly (readonly [count: number, level: number])[]): string | undefined => {
    const amplitudes = parts.flatMap(([count, level]) => new Array<number>(count).fill(10 ** (level / 20)));
    const at = (i: number): number => (i % 2 === 0 ? 1 : -1) * amplitudes[Math.floor(i / 20)]!;
    return heard(at, { encoding: "float32", sampleRate: 1_000 }, 20 * amplitudes.length);
  };

  test("tell silence below -80 dB from soft sound", () => {
    expect(levels([40, -81])).toBe("silence: its loudest 20 ms are at -81 dB of full scale");
    expect(levels([40, -79])).toContain("a constant sound");
    expect(levels([20, -60], [20, -79])).toBeUndefined();
  });

  test("tell a click from sound of five frames, or of four in ten", () => {
    expect(levels([96, -100], [4, -10])).toBe("a click: 80 ms of sound");
    expect(levels([95, -100], [5, -10])).not.toContain("click");
    expect(levels([7, -100], [3, -10])).toBe("a click: 60 ms of sound");
    expect(levels([6, -100], [4, -10])).toBeUndefined();
  });

  test("count as sound within 30 dB of the loudest, and above -80 dB", () => {
    expect(levels([96, -41], [4, -10])).toBe("a click: 80 ms of sound");
    expect(levels([90, -39], [10, -10])).toBeUndefined();
    expect(levels([96, -82], [4, -60])).toBe("a click: 80 ms of sound");
    expect(levels([90, -78], [10, -60])).toBeUndefined();
  });

  test("vary in speech by 6 dB, from the tenth that is quiet to the twentieth that is loud", () => {
    const constant = (range: string): string =>
      `a constant sound, such as noise, hum or a tone: its level varies by ${range} dB`;
    expect(levels([50, -20], [50, -14.1])).toBe(constant("5.9"));
    expect(levels([50, -20], [50, -13.9])).toBeUndefined();
    expect(levels([95, -20], [5, -10])).toBe(constant("0.0"));
    expect(levels([94, -20], [6, -10])).toBeUndefined();
    expect(levels([9, -30], [91, -20])).toBe(constant("0.0"));
    expect(levels([10, -30], [90, -20])).toBeUndefined();
  });

  test("need not vary in less than half a second", () => {
    expect(levels([24, -20])).toBeUndefined();
    expect(levels([25, -20])).toContain("a constant sound");
  });

  test("are those of the whole recording if it is shorter than one, and of nothing at all silence", () => {
    expect(heard((i) => (i % 2 === 0 ? 0.5 : -0.5), { encoding: "float32", sampleRate: 1_000 }, 7)).toBeUndefined();
    expect(heard(() => 0, { encoding: "float32", sampleRate: 1_000 }, 7)).toBe("silence");
    const empty = { sampleRate: 1_000, frames: 0, wholeFrames: 0, notes: [], pcm16: undefined, read: () => undefined };
    expect(noSpeech(empty)).toBe("silence");
  });

  test("are the same from 16-bit samples of one to three channels as from floats", () => {
    for (const channels of [1, 2, 3])
      for (const sampleRate of [8_000, 48_000]) {
        // Not of mean 0, and louder by 2 dB in its second half; each channel is another.
        const at = (i: number): number => {
          const [n, c] = [Math.floor(i / channels), i % channels];
          const level = n < sampleRate / 2 ? 0.2 : 0.25;
          return Math.round(32_768 * (0.1 + level * Math.sin((0.31 + 0.2 * c) * n + c))) / 32_768;
        };
        const fields = { sampleRate, channels };
        const asFloats = heard(at, { ...fields, encoding: "float32" }, sampleRate * channels);
        expect(asFloats).toMatch(/varies by [1-3]\.\d dB/);
        expect(heard(at, { ...fields, encoding: "pcm16" }, sampleRate * channels)).toBe(asFloats);
      }
  });
});
