import { describe, expect, test } from "vitest";
import { timedReader } from "../../src/audio/timedReader.js";
import { openWav } from "../../src/audio/wav.js";
import { sine, wavFile } from "../support/wavFile.js";

/** Keeps the thread busy for this many ms. */
function busy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

const bytes = wavFile(sine(220, 0.1));
const limits = { maxDurationSec: 1 };
const slow = (read: (firstFrame: number, mono: Float32Array) => void): ReturnType<typeof timedReader> =>
  timedReader(() => {
    busy(5);
    return { ...openWav(bytes, limits), read };
  });

describe("a timed reader", () => {
  test("counts opening and reading a recording as decoding, but not the time in between", () => {
    const startedAt = performance.now();
    const audio = slow((_, mono) => {
      busy(5);
      mono.fill(0);
    });
    audio.read(0, new Float32Array(100));
    const decoding = performance.now() - startedAt;
    const before = audio.decodeMs;
    busy(20);
    expect(audio.decodeMs).toBe(before);
    expect(before).toBeGreaterThanOrEqual(10);
    expect(before).toBeLessThanOrEqual(decoding);
  });

  test("counts a read that fails", () => {
    const audio = slow(() => {
      busy(5);
      throw new Error("no sound");
    });
    expect(() => audio.read(0, new Float32Array(1))).toThrow("no sound");
    expect(audio.decodeMs).toBeGreaterThanOrEqual(10);
  });

  test("leaves a recording unchanged", () => {
    const [plain, timed] = [openWav(bytes, limits), timedReader(() => openWav(bytes, limits))];
    const [expected, read] = [new Float32Array(plain.frames), new Float32Array(timed.frames)];
    plain.read(0, expected);
    timed.read(0, read);
    expect(read).toEqual(expected);
    expect(timed.pcm16).toEqual(plain.pcm16);
    expect(timed.sampleRate).toBe(plain.sampleRate);
  });
});
