import { describe, expect, test } from "vitest";
import { nTuningBins, tuningBin } from "../../src/dsp/tuningBin.js";
import { tuningVotes } from "../../src/dsp/tuningVotes.js";
import { noise } from "./signals.js";

/** Every float32 number of an interval, or one of `step`. */
function floats(from: number, to: number, step: number): Float32Array {
  const [first, end] = new Uint32Array(Float32Array.of(from, to).buffer) as unknown as [number, number];
  const patterns = Uint32Array.from({ length: Math.floor((end - first) / step) }, (_, i) => first + i * step);
  return new Float32Array(patterns.buffer);
}

function counted(frequencies: Float32Array): Int32Array {
  const counts = new Int32Array(nTuningBins);
  for (const frequency of frequencies) counts[tuningBin(frequency)]!++;
  return counts;
}

describe("votes for a tuning", () => {
  test.each([
    ["all pitches around A4", 439, 441, 1],
    ["pitches of eight octaves, some beyond the table", 50, 10_000, 997],
  ])("fall into the bins that the logarithm gives: %s", (_, from, to, step) => {
    const frequencies = floats(from, to, step);
    const magnitudes = new Float32Array(frequencies.length).fill(1);
    expect(tuningVotes(frequencies, magnitudes, 1)).toEqual(counted(frequencies));
  });

  test("are cast only by pitches at least as loud as the threshold", () => {
    const frequencies = floats(150, 4000, 4001);
    const magnitudes = noise(frequencies.length);
    const threshold = magnitudes[0]!;
    expect(tuningVotes(frequencies, magnitudes, threshold)).toEqual(
      counted(frequencies.filter((_frequency, i) => magnitudes[i]! >= threshold)),
    );
  });
});
