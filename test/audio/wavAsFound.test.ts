import { describe, expect, test } from "vitest";
import { decodeAudio, openAudio } from "../../src/audio/decodeAudio.js";
import { chunk, concat, dataChunk, fmtChunk, latin1, riff, sine, wavFile } from "../support/wavFile.js";

/* WAVE files as various programs write them, one kind per test, all with the same audio. */

const whole = { maxDurationSec: 360 };
const samples = [0, 0.25, -0.5, 0.75, -1, 0.5];

function decode(bytes: Uint8Array): number[] {
  return [...decodeAudio(bytes, whole).samples];
}

/** fmt chunk of an integer format with samples in four bytes. */
function fmtOf24In4(channels = 1): ReturnType<typeof fmtChunk> {
  return fmtChunk({ bits: 24, blockAlign: 4 * channels, channels });
}

describe("a WAVE file is read", () => {
  test("with an ID3 tag in front of it", () => {
    const tag = concat([latin1("ID3\x03\0\0"), Uint8Array.of(0, 0, 1, 5), new Uint8Array(133)]);
    expect(decode(concat([tag, wavFile(samples)]))).toEqual(samples);
  });

  test("in big-endian order (RIFX), in every width", () => {
    const swapped = (content: Uint8Array, size: number): Uint8Array => {
      const copy = content.slice();
      for (let at = 0; at < copy.length; at += size) copy.subarray(at, at + size).reverse();
      return copy;
    };
    for (const [encoding, size] of [
      ["pcm8", 1],
      ["pcm16", 2],
      ["pcm24", 3],
      ["pcm32", 4],
      ["float32", 4],
    ] as const) {
      const fmt = fmtChunk({ encoding }).content;
      const parts = [[0, 2], [2, 2], [4, 4], [8, 4], [12, 2], [14, 2]] as const; // prettier-ignore
      const bigFmt = concat(parts.map(([at, length]) => fmt.slice(at, at + length).reverse()));
      const data = swapped(dataChunk(samples, encoding).content, size);
      const bytes = riff([chunk("fmt ", bigFmt), chunk("data", data)], "RIFX", 0);
      const view = new DataView(bytes.buffer);
      view.setUint32(16, 16);
      view.setUint32(40, data.length);
      expect(decode(bytes), encoding).toEqual(
        samples.map((value) => (encoding === "pcm8" && value === -1 ? -1 : value)),
      );
    }
  });

  test("with 24 bits in the upper three bytes of four", () => {
    const content = new Uint8Array(
      new Int32Array(samples.map((value) => Math.max(-(2 ** 31), value * 2 ** 31))).buffer,
    );
    expect(decode(riff([fmtOf24In4(), chunk("data", content)]))).toEqual(samples);
  });

  test("with 24 bits in the lower three bytes of four", () => {
    const content = new Uint8Array(new Int32Array(samples.map((value) => value * 2 ** 23 + 1)).buffer);
    const decoded = decode(riff([fmtOf24In4(), chunk("data", content)]));
    decoded.forEach((value, i) => expect(value).toBeCloseTo(samples[i]!, 6));
  });

  test("with 24 bits in four bytes, whatever the level and the order of bytes", () => {
    const padded = (values: readonly number[], isBigEndian: boolean): number[] => {
      const view = new DataView(new ArrayBuffer(4 * values.length));
      values.forEach((value, i) => view.setInt32(4 * i, value, !isBigEndian));
      const file = riff([fmtOf24In4(), chunk("data", new Uint8Array(view.buffer))]);
      if (isBigEndian) {
        const order = [[4, 4], [16, 4], [20, 2], [22, 2], [24, 4], [28, 4], [32, 2], [34, 2], [40, 4]] as const; // prettier-ignore
        for (const [at, length] of order) file.subarray(at, at + length).reverse();
        file.set(latin1("RIFX"));
      }
      return decode(file).map((value) => value * 2 ** 31);
    };
    for (const isBigEndian of [false, true]) {
      // Lower three bytes: the upper one is the sign alone, in every sample.
      expect(padded([3, -5, 2 ** 22], isBigEndian)).toEqual([3 * 256, -5 * 256, 2 ** 30]);
      // Upper three bytes: the lowest is 0, even if the sound is so soft that the upper one is the sign.
      expect(padded([3 * 256, -5 * 256, 0], isBigEndian)).toEqual([3 * 256, -5 * 256, 0]);
      // All four bytes are used by one sample, the last or the first.
      expect(padded([4, 2 ** 20, 2 ** 24 + 4], isBigEndian)).toEqual([4, 2 ** 20, 2 ** 24 + 4]);
      expect(padded([-(2 ** 24) - 4, 4], isBigEndian)).toEqual([-(2 ** 24) - 4, 4]);
    }
  });

  test("in several data chunks of soft sound", () => {
    const content = Uint8Array.of(1, 0, 0, 0);
    const parts = [content.slice(0, 2), content.slice(2)];
    expect(decode(riff([fmtChunk(), ...parts.map((part) => chunk("data", part))]))).toEqual([2 ** -15, 0]);
  });

  test("in several data chunks, a frame across two of them", () => {
    const content = dataChunk(samples).content;
    const parts = [content.slice(0, 4), content.slice(4, 10), content.slice(10)];
    const bytes = riff([fmtChunk({ channels: 2 }), ...parts.map((part) => chunk("data", part)), chunk("LIST", [1, 2])]);
    expect(decode(bytes)).toEqual([0.125, 0.125, -0.25]);
  });

  test("in mu-law and A-law, at the values of G.711", () => {
    const law = (tag: number, bytes: number[]): number[] =>
      decode(riff([fmtChunk({ tag, bits: 8 }), chunk("data", bytes)])).map((value) => value * 2 ** 15);
    expect(law(7, [0xff, 0x7f, 0x80, 0x00, 0xf0])).toEqual([0, 0, 32_124, -32_124, 120]);
    expect(law(6, [0xd5, 0x55, 0xaa, 0x2a, 0x80])).toEqual([8, -8, 32_256, -32_256, 5_504]);
  });

  test("with 64 channels, averaged", () => {
    const frame = Array.from({ length: 64 }, (_, c) => (c % 2 === 0 ? 0.5 : 0));
    expect(decode(wavFile([...frame, ...frame], { channels: 64 }))).toEqual([0.25, 0.25]);
  });

  test("with garbage after its end", () => {
    expect(decode(concat([wavFile(samples), new Uint8Array(1_000).fill(1)]))).toEqual(samples);
  });
});

describe("channels that cancel each other", () => {
  const voice = sine(300, 0.5);
  const stereo = (left: (value: number) => number, right: (value: number) => number): Uint8Array =>
    wavFile(
      Float64Array.from({ length: 2 * voice.length }, (_, i) => (i % 2 ? right : left)(voice[i >> 1]!)),
      {
        channels: 2,
      },
    );

  test("are replaced by the louder one, with a note", () => {
    const audio = openAudio(stereo((value) => -0.5 * value, (value) => 0.6 * value), whole); // prettier-ignore
    const mono = new Float32Array(audio.frames);
    audio.read(0, mono);
    expect(audio.notes).toEqual([
      "its channels cancel each other (opposite phase): channel 2, the louder, was analysed",
    ]);
    expect(audio.pcm16).toBeUndefined();
    mono.forEach((value, i) => expect(value).toBeCloseTo(0.6 * voice[i]!, 4));
  });

  test.each([
    ["equal", (value: number): number => value],
    ["one of them silent", (): number => 0],
    ["unlike", (value: number): number => value ** 2],
  ])("are averaged if they do not: %s", (_, right) => {
    const audio = openAudio(stereo((value) => value, right), whole); // prettier-ignore
    expect(audio.notes).toEqual([]);
    expect(audio.pcm16?.channels).toBe(2);
  });
});
