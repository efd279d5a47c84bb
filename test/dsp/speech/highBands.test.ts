import { describe, expect, test } from "vitest";
import { sourceOf } from "../../../src/dsp/featureBackend.js";
import {
  bandEdges,
  bandLevels,
  hasHighBands,
  highBands,
  readRecordedFrame,
  recordedHop,
} from "../../../src/dsp/speech/highBands.js";
import { whiteNoise } from "./madeUp.js";

/** Mean power of each band by its definition: a Hann window of 1,024 samples every 20 ms. */
function powersByDefinition(samples: Float32Array, rate: number): Float64Array[] {
  const hop = Math.round(0.02 * rate);
  const nFrames = 1 + Math.floor(samples.length / hop);
  const edges = [0, 8_000, 11_000, 14_000, 18_000, 22_000].map((hz) => Math.ceil((hz * 1_024) / rate));
  const powers = edges.slice(1).map(() => new Float64Array(nFrames));
  for (let t = 0; t < nFrames; t++) {
    const frame = Float64Array.from({ length: 1_024 }, (_, n) => {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 1_023);
      return hann * (samples[t * hop - 512 + n] ?? 0);
    });
    powers.forEach((levels, band) => {
      const [first, end] = [edges[band]!, edges[band + 1]!];
      for (let k = first; k < end; k++) {
        let [re, im] = [0, 0];
        for (let n = 0; n < 1_024; n++) {
          re += frame[n]! * Math.cos((2 * Math.PI * ((k * n) % 1_024)) / 1_024);
          im += frame[n]! * Math.sin((2 * Math.PI * ((k * n) % 1_024)) / 1_024);
        }
        levels[t]! += (re * re + im * im) / (end - first);
      }
    });
  }
  return powers;
}

test("frames of a recording are read within it, with zeros beyond its ends", () => {
  const signal = {
    sampleRate: 48_000,
    frames: 5,
    read(start: number, target: Float32Array): void {
      expect(start >= 0 && start + target.length <= 5).toBe(true);
      target.set([1, 2, 3, 4, 5].slice(start, start + target.length));
    },
  };
  const frameAt = (middle: number): number[] => {
    const frame = new Float32Array(4).fill(9);
    readRecordedFrame(signal, middle, frame);
    return [...frame];
  };
  expect([0, 2, 5, 7, 9].map(frameAt)).toEqual([
    [0, 0, 1, 2],
    [1, 2, 3, 4],
    [4, 5, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});

describe("the bands above 8 kHz", () => {
  const rate = 48_000;
  const hiss = Float32Array.from(whiteNoise(1_900));

  test("are levels relative to that below 8 kHz, frame by frame", () => {
    const expected = bandLevels(powersByDefinition(hiss, rate));
    const found = highBands(sourceOf(hiss, rate));
    expect(found).toHaveLength(4);
    found.forEach((level, band) => expect(level).toBeCloseTo(expected[band]!, 6));
  });

  test("are 0 below 44,100 Hz, where the highest band is cut off, and for silence", () => {
    const source = (samples: Float32Array, sampleRate: number) => sourceOf(samples, sampleRate);
    expect([...highBands(source(hiss, 44_099))]).toEqual([0, 0, 0, 0]);
    expect(hasHighBands(source(hiss, 44_099))).toBe(false);
    expect(hasHighBands(source(hiss, 44_100))).toBe(true);
    expect([...highBands(source(new Float32Array(2_000), rate))]).toEqual([0, 0, 0, 0]);
  });

  test("count only frames that are at most 30 dB below the loud ones", () => {
    const one = Float64Array.of(1, 1, 1e-3, 1.001e-3);
    const below = [one, one.map((power) => power / 10)];
    const levels = (others: Float64Array): number => bandLevels([...below, others])[1]!;
    const active = (1 + 1 + 1.001e-3) / 3;
    expect(levels(Float64Array.of(1, 0, 1_000, 0))).toBeCloseTo(10 * Math.log10(1 / 3 / active), 6);
    expect(levels(Float64Array.of(1, 0, 0, 1))).toBeCloseTo(10 * Math.log10(2 / 3 / active), 6);
    expect(bandLevels(below)[0]).toBeCloseTo(-10, 6);
    expect(bandLevels([Float64Array.of(1, 1), new Float64Array(2)])[0]).toBeCloseTo(-120, 6);
  });

  test("begin at the first bin of at least 8 kHz; frames are 20 ms apart", () => {
    expect(bandEdges(48_000)).toEqual([0, 171, 235, 299, 384, 470]);
    expect([recordedHop(44_100), recordedHop(48_000)]).toEqual([882, 960]);
  });
});
