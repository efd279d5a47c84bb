import { describe, expect, test } from "vitest";
import type { DecodedRecording } from "../../../src/audio/decodedAudio.js";
import { FloatWavBuffer } from "../../../src/audio/floatWav.js";
import { partOf, withSkip } from "../../../src/audio/packets/partOf.js";
import { readWavHeader } from "../../../src/audio/wavHeader.js";

/** A hundred samples at 100 Hz: 0, 1, 2, ... hundredths. */
function decoded(isCut = false): DecodedRecording {
  const buffer = new FloatWavBuffer(100);
  buffer.reserve(100).set(Array.from({ length: 100 }, (_, i) => i / 100));
  return { ...buffer.finish(100, 1_000), sampleRate: 1_000, decoder: "made", notes: [], isCut };
}
const limits = { maxDurationSec: 360 };
const range = ({ samples }: DecodedRecording): [number, number, number] => [
  Math.round(100 * samples[0]!),
  Math.round(100 * samples.at(-1)!),
  samples.length,
];

describe("the part of decoded audio that is the recording", () => {
  test("begins after the skipped samples and ends before those to discard", () => {
    expect(range(partOf(decoded(), { skip: 10 }, 0, limits))).toEqual([10, 99, 90]);
    expect(range(partOf(decoded(), { skip: 0 }, 0.02, limits))).toEqual([0, 79, 80]);
    expect(range(partOf(decoded(), { skip: 10 }, 0.0204, limits))).toEqual([10, 79, 70]);
    expect(range(partOf(decoded(), { skip: 10 }, -1, limits))).toEqual([10, 99, 90]);
  });

  test("has the declared length if there are as many samples", () => {
    expect(range(partOf(decoded(), { skip: 10, length: 30 }, 0, limits))).toEqual([10, 39, 30]);
    expect(range(partOf(decoded(), { skip: 10, length: 300 }, 0, limits))).toEqual([10, 99, 90]);
    expect(partOf(decoded(), { skip: 200 }, 0, limits).samples).toHaveLength(0);
  });

  test("is the audio itself if nothing is left out", () => {
    const all = decoded();
    expect(partOf(all, { skip: 0 }, 0, limits)).toBe(all);
    expect(partOf(all, { skip: 0, length: 100 }, 0, limits)).toBe(all);
  });

  test("discards nothing at an end that was not decoded", () => {
    expect(range(partOf(decoded(true), { skip: 10 }, 0.02, limits))).toEqual([10, 99, 90]);
  });

  test("is cut by the duration limit, and says so", () => {
    const cut = partOf(decoded(), { skip: 10 }, 0, { maxDurationSec: 0.05 });
    expect([range(cut), cut.isCut]).toEqual([[10, 59, 50], true]);
    expect(partOf(decoded(), { skip: 10 }, 0, { maxDurationSec: 0.09 }).isCut).toBe(false);
    expect(partOf(decoded(true), { skip: 10 }, 0, { maxDurationSec: 0.09 }).isCut).toBe(true);
    expect(partOf(decoded(true), { skip: 10 }, 0, limits).isCut).toBe(false);
  });

  test("is a WAVE file of its samples as well", () => {
    const { wav, samples } = partOf(decoded(), { skip: 10, length: 30 }, 0, limits);
    expect(readWavHeader(wav)).toMatchObject({
      encoding: "float",
      channels: 1,
      sampleRate: 1_000,
      frames: 30,
      notes: [],
    });
    expect(new Float32Array(wav.slice(readWavHeader(wav).dataStart).buffer)).toEqual(samples);
  });
});

test("the duration limit of a track is longer by the skipped samples, at the lowest rate of any codec", () => {
  expect(withSkip(limits, { skip: 0 })).toBe(limits);
  expect(withSkip({ maxDurationSec: 10, channel: 1 }, { skip: 4_000 })).toEqual({ maxDurationSec: 10.5, channel: 1 });
});
