import { describe, expect, it } from "vitest";
import type { AudioReader } from "../../../src/shared/audio/audioReader.js";
import { resample } from "../../../src/shared/dsp/resample.js";
import { resampleInBlocks } from "../../../src/shared/engines/resampleInBlocks.js";

function noise(frames: number, sampleRate: number): AudioReader & { samples: Float32Array } {
  const samples = Float32Array.from({ length: frames }, (_, n) => Math.sin(n * n * 0.37));
  return { samples, frames, sampleRate, read: (first, mono) => mono.set(samples.subarray(first, first + mono.length)) };
}

describe("resampleInBlocks", () => {
  it.each([
    [192_000, 16_000, 30_001],
    [48_000, 16_000, 30_001],
    [44_100, 16_000, 30_001],
    [8_000, 16_000, 10_001],
    [11_025, 48_000, 10_001],
    [44_101, 16_000, 100_001],
  ])("gives from %i to %i Hz what resampling the whole gives", (fromRate, toRate, frames) => {
    const audio = noise(frames, fromRate);
    const whole = resample(audio.samples, fromRate, toRate, "lq");
    for (const blockFrames of [4_000, 1_000_000])
      expect(resampleInBlocks(audio, toRate, "lq", resample, blockFrames)).toEqual(whole);
  });

  it("resamples a recording that ends within the context of its last block", () => {
    const audio = noise(40_000 + 7, 48_000);
    expect(resampleInBlocks(audio, 16_000, "hq", resample, 20_000)).toEqual(resample(audio.samples, 48_000, 16_000));
  });
});
