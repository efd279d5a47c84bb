import { describe, expect, test } from "vitest";
import { decodeWavMono, openWav } from "../../src/audio/wav.js";
import { concat, dataChunk, fmtChunk, riff, wavFile, type Encoding } from "../support/wavFile.js";

const whole = { maxDurationSec: 360 };
const encodings: readonly Encoding[] = ["pcm8", "pcm16", "pcm24", "pcm32", "float32", "float64"];
// Every value is a multiple of 1/128, so that each encoding holds it exactly.
const amplitudes = [0, 0.25, -0.5, 0.75, -1, 0.5, 127 / 128, -1 / 128];

function decode(bytes: Uint8Array): number[] {
  return [...decodeWavMono(bytes, whole).samples];
}

describe("decodeWavMono", () => {
  test.each(encodings)("scales %s to -1 to 1", (encoding) => {
    expect(decode(wavFile(amplitudes, { encoding }))).toEqual(amplitudes);
  });

  test.each(encodings)("averages the channels of %s", (encoding) => {
    const stereo = wavFile([0.5, -0.5, 0.25, 0.75, -1, -0.5], { encoding, channels: 2 });
    expect(decode(stereo)).toEqual([0, 0.5, -0.75]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("averages %i channels", (channels) => {
    const frame = Array.from({ length: channels }, (_, c) => c / 8);
    const mean = frame.reduce((sum, value) => sum + value, 0) / channels;
    expect(decode(wavFile([...frame, ...frame], { channels }))).toEqual([Math.fround(mean), Math.fround(mean)]);
  });

  test.each(encodings)("reads %s from any byte offset", (encoding) => {
    const bytes = wavFile(amplitudes, { encoding });
    for (let offset = 0; offset < 8; offset++)
      expect(decode(concat([new Uint8Array(offset), bytes]).subarray(offset))).toEqual(amplitudes);
  });

  test("returns the sample rate", () => {
    expect(decodeWavMono(wavFile([0], { sampleRate: 22_050 }), whole).sampleRate).toBe(22_050);
  });

  test("decodes only the requested seconds", () => {
    const bytes = wavFile(new Float64Array(5_000), { sampleRate: 1_000 });
    expect(decodeWavMono(bytes, { maxDurationSec: 1.5 }).samples.length).toBe(1_500);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "rejects a sample that is %d",
    (value) => {
      for (const encoding of ["float32", "float64"] as const)
        expect(() => decode(wavFile([0, 0, value, 0], { encoding }))).toThrow(
          expect.objectContaining({ code: "corrupt-audio", message: "WAVE file whose sample 2 is NaN or infinite" }),
        );
    },
  );

  test("rejects a 64-bit sample beyond the range of 32-bit floats", () => {
    expect(() => decode(wavFile([1e300], { encoding: "float64" }))).toThrow("sample 0 is NaN or infinite");
  });

  test("accepts NaN beyond the requested seconds", () => {
    const samples = new Float64Array(2_000);
    samples[1_500] = Number.NaN;
    const bytes = wavFile(samples, { encoding: "float32", sampleRate: 1_000 });
    expect(decodeWavMono(bytes, { maxDurationSec: 1 }).samples.length).toBe(1_000);
  });

  test("never reads beyond data into the chunks that follow", () => {
    const bytes = riff([fmtChunk(), dataChunk([0.5, 0.5]), { id: "LIST", content: new Uint8Array(100).fill(77) }]);
    expect(decode(bytes)).toEqual([0.5, 0.5]);
  });
});

describe("openWav", () => {
  test.each(encodings)("reads %s in pieces just as in one go", (encoding) => {
    const samples = Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const wav = openWav(wavFile(samples, { encoding, channels: 3 }), whole);
    const parts = [0, 4, 7].map((first, i) => {
      const part = new Float32Array([4, 3, 3][i]!);
      wav.read(first, part);
      return [...part];
    });
    expect(parts.flat()).toEqual(decode(wavFile(samples, { encoding, channels: 3 })));
  });

  test("refuses to read beyond the end", () => {
    const wav = openWav(wavFile([0, 0, 0]), whole);
    expect(() => wav.read(1, new Float32Array(3))).toThrow("3 frames within the file's 3");
  });
});
