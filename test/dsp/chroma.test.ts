import { describe, expect, test } from "vitest";
import { chromaStft } from "../../src/dsp/chroma.js";
import { chromaFilterBank } from "../../src/dsp/chromaFilterBank.js";
import { smallestNormal } from "../../src/dsp/smallestNormal.js";
import { magnitude, stft } from "../../src/dsp/stft.js";
import { row } from "../../src/shared/matrix.js";
import { sine } from "./signals.js";

const rate = 22_050;

describe("the chromagram", () => {
  test.each([
    ["A4", 440, 9],
    ["C5", 523.251, 0],
    ["F#5", 739.989, 6],
  ])("of %s is 1 at its pitch class and less elsewhere", (_, frequency, pitchClass) => {
    const chroma = row(chromaStft(magnitude(stft(sine(frequency, rate, 16_384))), rate, { tuning: 0 }), 16);
    expect(chroma.indexOf(Math.max(...chroma))).toBe(pitchClass);
    expect(chroma[pitchClass]).toBe(1);
    expect(chroma[(pitchClass + 6) % 12]).toBeLessThan(0.05);
  });

  test("follows the tuning: a note a quarter tone sharp is pure once the bank is as sharp", () => {
    const magnitudes = magnitude(stft(sine(880 * 2 ** (0.45 / 12), rate, 16_384)));
    const neighbour = (tuning: number): number => row(chromaStft(magnitudes, rate, { tuning }), 16)[10]!;
    expect(neighbour(0)).toBeGreaterThan(3 * neighbour(0.45));
  });

  test("of silence is 0", () => {
    expect(chromaStft(magnitude(stft(new Float32Array(4096))), rate).data.every((value) => value === 0)).toBe(true);
  });
});

test("a frame whose strongest pitch class has the smallest normal energy is normalised, a fainter one is not", () => {
  const filters = chromaFilterBank(rate, 2048, 0);
  const bin = 41;
  const weights = Array.from({ length: 12 }, (_, c) => filters.data[c * 1025 + bin]!);
  const heaviest = Math.max(...weights);
  const strongest = (magnitude: number): number => {
    const data = new Float64Array(1025);
    data[bin] = magnitude;
    return Math.max(...chromaStft({ rows: 1, cols: 1025, data }, rate, { tuning: 0 }).data);
  };
  const limit = smallestNormal / heaviest;
  const exact = [1 - 2 ** -52, 1, 1 + 2 ** -52].map((by) => by * limit).find((m) => m * heaviest === smallestNormal)!;
  expect(strongest(exact)).toBe(1);
  expect(strongest(0.999 * limit)).toBeCloseTo(0, 12);
});

describe("the chroma filter bank", () => {
  test("distributes each bin with Euclidean norm 1, weighted by the distance of its octave from the fifth", () => {
    const filters = chromaFilterBank(rate, 2048, 0);
    for (const bin of [20, 41, 200, 1000]) {
      const octave = Math.log2((bin * rate) / 2048 / 27.5);
      const norm = Math.hypot(...Array.from({ length: 12 }, (_, c) => filters.data[c * 1025 + bin]!));
      expect(norm).toBeCloseTo(Math.exp(-0.5 * ((octave - 5) / 2) ** 2), 6);
    }
  });

  test("rejects a rate that is not positive", () => {
    for (const hz of [0, -1, NaN])
      expect(() => chromaFilterBank(hz, 2048, 0)).toThrow("sampleRate: expected a number > 0, received");
  });
});
