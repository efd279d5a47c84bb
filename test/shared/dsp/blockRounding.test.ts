import { describe, expect, it } from "vitest";
import { resample } from "../../../src/shared/dsp/resample.js";
import { noise, rms } from "./signals.js";

/** Half a second of noise, then digital silence. */
function burst(sampleRate: number): Float32Array {
  const samples = new Float32Array(2 * sampleRate);
  samples.set(noise(sampleRate / 2));
  return samples;
}

describe("digital silence beside sound", () => {
  const result = resample(burst(48_000), 48_000, 16_000, "lq");
  // The sound ends at output 8,000 and the filter's response 21 later; the block is the 27th of 300 outputs.
  const restOfBlock = result.subarray(8022, 8100);

  it("is filled to the end of soxr's block, far below hearing", () => {
    expect(restOfBlock.filter((value) => value !== 0).length).toBeGreaterThan(60);
    expect(rms(restOfBlock)).toBeGreaterThan(1e-10);
    expect(rms(restOfBlock)).toBeLessThan(1e-6);
  });

  it("is silent in the blocks after it", () => {
    expect(result.subarray(8100).every((value) => value === 0)).toBe(true);
  });

  it("stays silent where soxr does not work in blocks", () => {
    const polyphase = resample(burst(44_100), 44_100, 16_000, "lq");
    expect(polyphase.subarray(8100).every((value) => value === 0)).toBe(true);
  });
});

describe("sound without digital silence", () => {
  it("is the plain sum of the filter", () => {
    const samples = noise(48_000);
    const exact = resample(samples, 48_000, 16_000, "lq");
    // A rate that is no block rate, and the same instants: every third output of one to one.
    const shifted = resample(samples.subarray(3), 48_000, 16_000, "lq");
    for (let m = 100; m < 15_000; m++) expect(shifted[m - 1]).toBe(exact[m]);
  });
});
