import wavDecoder from "wav-decoder";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/shared/errors.js";
import { readWavHeader, type WavHeader } from "../../../src/audio/wavHeader.js";
import { plainWav } from "../../../src/features/baseline/wavDecoderInput.js";
import { chunk, dataChunk, fmtChunk, riff, wavFile } from "../../support/wavFile.js";
import { baseFiles, mutate, randomIntegers } from "../../support/wavMutations.js";

function readable(bytes: Uint8Array): WavHeader | undefined {
  try {
    return readWavHeader(bytes);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

describe("plainWav", () => {
  test("lets wav-decoder read EXTENSIBLE and chunks of odd size", () => {
    const bytes = riff([fmtChunk({ extensible: true }), chunk("LIST", [1]), dataChunk([0.5, -0.5, 0.25])]);
    const decoded = wavDecoder.decode.sync(plainWav(bytes, readWavHeader(bytes), 3));
    const [first, second, third] = decoded.channelData[0]!;
    expect(second).toBe(-0.5);
    // wav-decoder divides what is above 0 by 32,767.
    expect([first, third]).toEqual([Math.fround(16_384 / 32_767), Math.fround(8_192 / 32_767)]);
  });

  test("keeps the requested frames", () => {
    const bytes = wavFile([0, 0, 0.5, 0.5, 1, 1], { channels: 2, encoding: "float32", sampleRate: 8_000 });
    const { length, numberOfChannels, sampleRate } = wavDecoder.decode.sync(plainWav(bytes, readWavHeader(bytes), 2));
    expect({ length, numberOfChannels, sampleRate }).toEqual({ length: 2, numberOfChannels: 2, sampleRate: 8_000 });
  });

  test("makes wav-decoder return the right number of samples for every mutated file that passes the header check", () => {
    const next = randomIntegers(7);
    let decoded = 0;
    for (let i = 0; i < 20_000; i++) {
      const { bytes } = mutate(baseFiles[i % baseFiles.length]!, next);
      const header = readable(bytes);
      if (!header) continue;
      decoded++;
      if (wavDecoder.decode.sync(plainWav(bytes, header, header.frames)).length !== header.frames)
        expect.fail(`file ${i}: wrong length`);
    }
    expect(decoded).toBeGreaterThan(4_000);
  });
});
