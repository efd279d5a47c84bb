import { describe, expect, test } from "vitest";
import { DecodeTime } from "../../src/audio/decodeTime.js";
import { openWav } from "../../src/audio/wav.js";
import { sine, wavFile } from "../support/wavFile.js";

/** Keeps the thread busy for this long. */
function busy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

describe("the time of decoding", () => {
  test("is the time of decoding, without the time in between", async () => {
    const time = new DecodeTime();
    const startedAt = performance.now();
    time.during(() => busy(5));
    await time.until(Promise.resolve());
    const decoding = performance.now() - startedAt;
    const before = time.ms;
    busy(20);
    time.during(() => undefined);
    expect(before).toBeGreaterThanOrEqual(5);
    expect(before).toBeLessThanOrEqual(decoding);
  });

  test("counts where decoding fails too", () => {
    const time = new DecodeTime();
    const failing = (): never => {
      busy(5);
      throw new Error("no sound");
    };
    expect(() => time.during(failing)).toThrow("no sound");
    expect(time.ms).toBeGreaterThanOrEqual(5);
  });

  test("leaves a recording unchanged", () => {
    const bytes = wavFile(sine(220, 0.1));
    const limits = { maxDurationSec: 1 };
    const [plain, timed] = [openWav(bytes, limits), new DecodeTime().reading(openWav(bytes, limits))];
    const [expected, read] = [new Float32Array(plain.frames), new Float32Array(timed.frames)];
    plain.read(0, expected);
    timed.read(0, read);
    expect(read).toEqual(expected);
    expect(timed.pcm16).toEqual(plain.pcm16);
    expect(timed.sampleRate).toBe(plain.sampleRate);
  });
});
