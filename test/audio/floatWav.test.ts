import { describe, expect, test } from "vitest";
import { FloatWavBuffer, floatWav } from "../../src/audio/floatWav.js";
import { decodeWavMono } from "../../src/audio/wav.js";
import { readWavHeader } from "../../src/audio/wavHeader.js";

const whole = { maxDurationSec: 360 };
// Values that only 32-bit floats hold, one beyond full scale.
const samples = Float32Array.of(0.1, -0.2, 1.5, 1e-20);

describe("decoded audio as a WAVE file", () => {
  test("is read back unchanged", () => {
    const wav = floatWav({ samples, sampleRate: 22_050 });
    expect(decodeWavMono(wav, whole)).toMatchObject({ samples, sampleRate: 22_050 });
    expect(readWavHeader(wav)).toMatchObject({ channels: 1, bitsPerSample: 32, frames: 4, notes: [] });
  });

  test("is no longer than its header and its samples", () => {
    const [empty, four] = [
      floatWav({ samples: new Float32Array(0), sampleRate: 8_000 }),
      floatWav({ samples, sampleRate: 8_000 }),
    ];
    expect(four.length - empty.length).toBe(16);
    expect(readWavHeader(four).dataStart).toBe(empty.length);
  });
});

describe("a buffer for a recording", () => {
  test("keeps what was written when it grows, to twice its size at least", () => {
    const buffer = new FloatWavBuffer(2);
    const space = buffer.reserve(2);
    expect(space).toHaveLength(2);
    space.set([0.5, 0.25]);
    expect(buffer.reserve(2)).toBe(space);
    expect(buffer.reserve(1)).toBe(space);
    const larger = buffer.reserve(3);
    expect([...larger]).toEqual([0.5, 0.25, 0, 0]);
    larger[2] = 0.125;
    const largest = buffer.reserve(20);
    expect(largest).toHaveLength(20);
    expect([...largest.subarray(0, 4)]).toEqual([0.5, 0.25, 0.125, 0]);
  });

  test("becomes a file of the samples written, and no more than these", () => {
    const buffer = new FloatWavBuffer(10);
    buffer.reserve(4).set(samples);
    const { wav, samples: written } = buffer.finish(3, 16_000);
    expect(written).toEqual(samples.subarray(0, 3));
    expect(decodeWavMono(wav, whole).samples).toEqual(samples.slice(0, 3));
  });
});
