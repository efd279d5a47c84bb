import { describe, expect, test } from "vitest";
import { flacBits, fullScaleAsInWave } from "../../src/audio/flacScale.js";
import { flacShape } from "../../src/audio/streamShape.js";
import { latin1 } from "../support/wavFile.js";

describe("FLAC's full scale", () => {
  test("becomes that of WAVE: integers over 32,768 instead of 32,767, exactly", () => {
    const integers = [-32_768, -32_767, -1, 0, 1, 12_345, 32_767];
    const channels = [Float32Array.from(integers, (n) => n / 32_767), Float32Array.of(1)];
    fullScaleAsInWave(channels, 16);
    expect([...channels[0]!]).toEqual(integers.map((n) => n / 32_768));
    expect([...channels[1]!]).toEqual([32_767 / 32_768]);
  });

  test("of one bit has no number to divide by, and stays", () => {
    const channel = Float32Array.of(0.25);
    fullScaleAsInWave([channel], 1);
    expect([...channel]).toEqual([0.25]);
    fullScaleAsInWave([channel], 2);
    expect([...channel]).toEqual([0]);
  });
});

describe("STREAMINFO", () => {
  /** Bytes 18 to 21: rate 20 bits, channels - 1 3 bits, bits - 1 5 bits. */
  function streamInfo(rate: number, channels: number, bits: number): Uint8Array {
    const bytes = new Uint8Array(22);
    bytes.set(latin1("fLaC"));
    new DataView(bytes.buffer).setUint32(18, rate * 2 ** 12 + (channels - 1) * 2 ** 9 + (bits - 1) * 2 ** 4);
    return bytes;
  }

  test.each([
    [44_100, 2, 16],
    [655_350, 8, 32],
    [8_000, 1, 8],
    [96_000, 6, 24],
    [1, 1, 17],
  ])("gives the rate of %i Hz, %i channels and %i bits", (sampleRate, channels, bits) => {
    expect(flacShape(streamInfo(sampleRate, channels, bits))).toEqual({ sampleRate, channels });
    expect(flacBits(streamInfo(sampleRate, channels, bits))).toBe(bits);
  });

  test("is unknown in a cut file, and in one of another format", () => {
    expect(flacShape(streamInfo(44_100, 2, 16).subarray(0, 21))).toBeUndefined();
    expect(flacShape(new Uint8Array(22))).toBeUndefined();
    expect(flacBits(new Uint8Array(20))).toBe(1);
  });
});
