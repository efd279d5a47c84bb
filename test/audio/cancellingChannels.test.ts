import { describe, expect, test } from "vitest";
import { cancellingNote, louderChannel, louderOfCancelling } from "../../src/audio/cancellingChannels.js";
import type { Channels } from "../../src/audio/wavSamples.js";

describe("channels cancel each other", () => {
  test("if their average has less than a twentieth of the energy that unrelated channels would leave", () => {
    // Two channels of energies 3 and 5: unrelated ones average to (3 + 5) / 4.
    expect(louderChannel({ mix: 0.099, channels: [3, 5] })).toBe(1);
    expect(louderChannel({ mix: 0.1, channels: [3, 5] })).toBeUndefined();
    expect(louderChannel({ mix: 0, channels: [5, 3] })).toBe(0);
    expect(louderChannel({ mix: 0, channels: [1, 7, 7, 2] })).toBe(1);
    expect(louderChannel({ mix: 0.05, channels: [1, 7, 7, 2] })).toBe(1);
    expect(louderChannel({ mix: 0.06, channels: [1, 7, 7, 2] })).toBeUndefined();
  });

  test("and the note counts them from 1", () => {
    expect(cancellingNote(1)).toBe(
      "its channels cancel each other (opposite phase): channel 2, the louder, was analysed",
    );
  });
});

describe("a check of a recording's channels", () => {
  const wave =
    (gain: number, offset = 0) =>
    (i: number) =>
      gain * Math.sin(i / 3) + offset;
  /** Reads from channels given as functions of time, and notes which frames were read. */
  function check(
    frames: number,
    ...channels: ((i: number) => number)[]
  ): { louder: number | undefined; blocks: string[] } {
    const blocks: string[] = [];
    const louder = louderOfCancelling(channels.length, frames, (from, mono, { first, count }: Channels) => {
      blocks.push(`${from}+${mono.length} of ${first}..${first + count - 1}`);
      for (let i = 0; i < mono.length; i++)
        mono[i] = channels.slice(first, first + count).reduce((sum, channel) => sum + channel(from + i), 0) / count;
    });
    return { louder, blocks };
  }

  test("finds the louder of two with opposite signs, whatever their offsets", () => {
    expect(check(5_000, wave(0.9), wave(-1)).louder).toBe(1);
    expect(check(5_000, wave(1, 0.5), wave(-0.9, 0.3)).louder).toBe(0);
  });

  test("finds nothing in channels that are alike, or one of which is silent", () => {
    expect(check(5_000, wave(0.9), wave(1)).louder).toBeUndefined();
    expect(check(5_000, wave(1), wave(0, -0.2)).louder).toBeUndefined();
    expect(check(5_000, wave(1)).louder).toBeUndefined();
  });

  test("reads the first 512 frames of each 4,096, all channels and each of them", () => {
    const of = (from: number, length = 512): string[] =>
      ["0..1", "0..0", "1..1"].map((c) => `${from}+${length} of ${c}`);
    expect(check(8_704, wave(1), wave(1)).blocks).toEqual([...of(0), ...of(4_096), ...of(8_192)]);
    expect(check(8_703, wave(1), wave(1)).blocks).toEqual([...of(0), ...of(4_096)]);
    expect(check(100, wave(1), wave(1)).blocks).toEqual(of(0, 100));
    expect(check(100, wave(1)).blocks).toEqual([]);
  });

  test("adds up the energies of all blocks", () => {
    // Opposite in the first block, alike and much louder in the second.
    const step = (early: number, late: number) => (i: number) => (i < 4_096 ? early : late) * Math.sin(i / 3);
    expect(check(8_192, step(1, 0.1), step(-1, 0.1)).louder).toBe(0);
    expect(check(8_192, step(0.1, 1), step(-0.1, 1)).louder).toBeUndefined();
    expect(check(8_192, step(1, 2), step(-2, -1)).louder).toBeUndefined();
    expect(check(8_192, step(1, 2.2), step(-1.1, -2)).louder).toBe(0);
  });
});
