import { describe, expect, test } from "vitest";
import { activeRegion } from "../../../src/dsp/speech/activeRegion.js";
import { analyseSpeech, speechRegion } from "../../../src/dsp/speech/speechAnalysis.js";
import { whiteNoise } from "./madeUp.js";

/** A hundred quiet frames with loud ones from 40 on; `voiced` of the loud ones are voiced. */
function region(loud: number, voiced: number, start = 40) {
  const levels = Float64Array.from({ length: 100 }, (_, t) => (t >= start && t < start + loud ? -20 : -80));
  return speechRegion(
    levels,
    Uint8Array.from(levels, (_, t) => (t >= start && t < start + voiced ? 1 : 0)),
  );
}
const range = (from: number, end: number): number[] => Array.from({ length: end - from }, (_, i) => from + i);

describe("the region of speech", () => {
  test("consists of voiced and unvoiced frames", () => {
    const { start, end, active, voiced, unvoiced, hasVoice, isDescribed } = region(20, 12);
    expect([start, end, hasVoice]).toEqual([40, 60, true]);
    expect([...active]).toEqual(range(40, 60));
    expect([...voiced]).toEqual(range(40, 52));
    expect([...unvoiced]).toEqual(range(52, 60));
    expect([...isDescribed].flatMap((mark, t) => (mark === 1 ? [t] : []))).toEqual(range(40, 52));
  });

  test("has a voice from six voiced frames on; otherwise all active frames are described", () => {
    expect(region(20, 6)).toMatchObject({ hasVoice: true, voiced: Int32Array.from(range(40, 46)) });
    const { hasVoice, voiced, isDescribed } = region(20, 5);
    expect(hasVoice).toBe(false);
    expect([...voiced]).toEqual(range(40, 60));
    expect(isDescribed.reduce((sum, mark) => sum + mark, 0)).toBe(20);
  });

  test("has unvoiced frames if there are at least four", () => {
    expect([...region(20, 16).unvoiced]).toEqual(range(56, 60));
    expect([...region(20, 17).unvoiced]).toEqual(range(40, 60));
  });

  test("with fewer than eight active frames is active throughout", () => {
    // Two groups of three loud frames, or of four and four.
    const grouped = (size: number) => {
      const levels = Float64Array.from({ length: 100 }, (_, t) =>
        (t >= 40 && t < 40 + size) || (t >= 50 && t < 54) ? -20 : -80,
      );
      expect(activeRegion(levels).isActive.reduce((sum, mark) => sum + mark, 0)).toBe(size + 4);
      return [...speechRegion(levels, new Uint8Array(100)).active];
    };
    expect(grouped(3)).toEqual(range(40, 54));
    expect(grouped(4)).toEqual([...range(40, 44), ...range(50, 54)]);
  });

  test("is described where it is voiced, in pauses too", () => {
    const levels = Float64Array.from({ length: 100 }, (_, t) => (t >= 20 && t < 90 && (t < 50 || t > 60) ? -20 : -80));
    const { isDescribed, voiced } = speechRegion(
      levels,
      Uint8Array.from(levels, (_, t) => (t >= 40 && t < 55 ? 1 : 0)),
    );
    expect([...isDescribed].flatMap((mark, t) => (mark === 1 ? [t] : []))).toEqual(range(40, 55));
    expect([...voiced]).toEqual(range(40, 50));
  });

  test("is not described outside, even where it is voiced", () => {
    const levels = Float64Array.from({ length: 100 }, (_, t) => (t >= 20 && t < 60 ? -20 : -80));
    const isVoiced = Uint8Array.from(levels, (_, t) => ((t >= 30 && t < 45) || t >= 62 || t < 10 ? 1 : 0));
    const { isDescribed } = speechRegion(levels, isVoiced);
    expect([...isDescribed].flatMap((mark, t) => (mark === 1 ? [t] : []))).toEqual(range(30, 45));
  });
});

test("an analysis without the original recording has no bands above 8 kHz", () => {
  const { highBands, nFrames, durationSec } = analyseSpeech(whiteNoise(1_600));
  expect([...highBands]).toEqual([0, 0, 0, 0]);
  expect([nFrames, durationSec]).toEqual([11, 0.1]);
});
