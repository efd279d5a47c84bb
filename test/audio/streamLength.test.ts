import { describe, expect, test } from "vitest";
import { flacLength, mp3Length, oggLength } from "../../src/audio/streamLength.js";
import { audioFixture } from "../support/audioFixture.js";
import { syntheticVoice } from "../support/syntheticVoice.js";

const samples = syntheticVoice().length;

describe("the length that a file declares", () => {
  test("is exact in FLAC and Ogg", () => {
    expect(flacLength(audioFixture("voice.flac"))).toEqual({ samples, slack: 0 });
    expect(oggLength(audioFixture("voice-vorbis.ogg"))).toEqual({ samples, slack: 0 });
    expect(oggLength(audioFixture("voice-opus.ogg"))).toEqual({ samples, slack: 0 });
  });

  test("is in frames in MP3, including priming and padding", () => {
    const promised = mp3Length(audioFixture("voice.mp3"))!;
    expect(promised.samples % 1152).toBe(0);
    expect(promised.samples - samples).toBeGreaterThanOrEqual(0);
    expect(promised.samples - samples).toBeLessThanOrEqual(promised.slack);
  });

  test("is infinite for an Ogg file without its last page", () => {
    const file = audioFixture("voice-opus.ogg");
    const cut = { samples: Infinity, slack: 0 };
    expect(oggLength(file.subarray(0, 5_000))).toEqual({ ...cut, isMidPage: true });
    const lastPage = Buffer.from(file).lastIndexOf("OggS");
    expect(oggLength(file.subarray(0, lastPage))).toEqual({ ...cut, isMidPage: false });
  });

  test("is unknown if the file does not declare it", () => {
    const flac = audioFixture("voice.flac");
    flac.fill(0, 22, 26);
    expect(flacLength(flac)).toBeUndefined();
    expect(mp3Length(new Uint8Array(400).fill(0xff))).toBeUndefined();
    expect(oggLength(new Uint8Array(400))).toBeUndefined();
    for (const promise of [flacLength, oggLength, mp3Length]) expect(promise(new Uint8Array(3))).toBeUndefined();
  });
});

describe("the length in a FLAC file's STREAMINFO", () => {
  /** Bytes 21 to 25 hold the number of samples, in 36 bits; the upper half of byte 21 is of another field. */
  const flac = (...samples: number[]): Uint8Array => Uint8Array.from([...new Uint8Array(21), ...samples]);

  test("has 36 bits", () => {
    expect(flacLength(flac(0xf0, 0, 0, 1, 2))).toEqual({ samples: 258, slack: 0 });
    expect(flacLength(flac(0x51, 0, 0, 0, 3))).toEqual({ samples: 2 ** 32 + 3, slack: 0 });
  });

  test("is unknown if it is 0 or cut", () => {
    expect(flacLength(flac(0xf0, 0, 0, 0, 0))).toBeUndefined();
    expect(flacLength(flac(0, 0, 0, 1))).toBeUndefined();
  });
});

describe("the length in the last page of an Ogg stream", () => {
  /** A page of segments of these sizes. */
  function page(flags: number, position: number, sizes: number[], content: number[] = []): number[] {
    const bytes = new Uint8Array(27 + sizes.length + sizes.reduce((sum, size) => sum + size, 0));
    bytes.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
    new DataView(bytes.buffer).setBigInt64(6, BigInt(position), true);
    bytes[26] = sizes.length;
    bytes.set(sizes, 27);
    bytes.set(content, 27 + sizes.length);
    return [...bytes];
  }
  /** The first page of Opus: 312 samples of priming. */
  const opusHead = page(2, 0, [19], [...Buffer.from("OpusHead"), 1, 1, 0x38, 0x01]);
  const length = (...pages: number[][]): ReturnType<typeof oggLength> => oggLength(Uint8Array.from(pages.flat()));

  test("is its position, less the priming of Opus", () => {
    expect(length(page(2, 0, [30]), page(0, 500, [9]), page(4, 0x0102_0304, [9]))).toEqual({
      samples: 0x0102_0304,
      slack: 0,
    });
    expect(length(opusHead, page(5, 1_000, [9]))).toEqual({ samples: 688, slack: 0 });
    expect(length(page(6, 7, []))).toEqual({ samples: 7, slack: 0 });
  });

  test("is its position if the page is cut before the priming", () => {
    const page = new Uint8Array(38);
    page.set([...Buffer.from("OggS"), 0, 4, 200]);
    page.set(Buffer.from("OpusHead"), 28);
    expect(oggLength(page)).toEqual({ samples: 200, slack: 0 });
  });

  test("is infinite if that page does not end the stream, whole or not", () => {
    const [whole, cut] = [false, true].map((isMidPage) => ({ samples: Infinity, slack: 0, isMidPage }));
    expect(length(opusHead, page(0, 1_000, [9, 200]))).toEqual(whole);
    expect(length(opusHead, page(0, 1_000, [9, 200]).slice(0, -1))).toEqual(cut);
    expect(length(opusHead, page(0, 1_000, [9, 200]).slice(0, 28))).toEqual(cut);
    expect(length(opusHead, page(0, 1_000, []))).toEqual(whole);
  });

  test("is unknown without a whole page's header", () => {
    const bytes = page(4, 9, []);
    expect(length(bytes)).toEqual({ samples: 9, slack: 0 });
    expect(length(bytes.slice(0, 26))).toBeUndefined();
    for (const at of [0, 1, 2, 3]) expect(length(bytes.with(at, 0x20))).toBeUndefined();
  });
});

describe("the length in the first frame of an MP3 file", () => {
  /** A frame whose header is followed by text and numbers of 32 bits. */
  function mp3(text: string, numbers: number[], { second = 0xfb, tag = [] as number[] } = {}): Uint8Array {
    const big = numbers.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
    return Uint8Array.from([...tag, 0xff, second, 0x90, 0xc4, ...new Uint8Array(32), ...Buffer.from(text), ...big]);
  }
  const frames = 5_000;
  const long = { samples: frames * 1_152, slack: 3 * 1_152 };

  test.each(["Xing", "Info"])("is a number of frames behind the flags of %s", (text) => {
    expect(mp3Length(mp3(text, [1, frames, 0]))).toEqual(long);
    expect(mp3Length(mp3(text, [0x0f, frames]))).toEqual(long);
    expect(mp3Length(mp3(text, [2, frames, 0]))).toBeUndefined();
  });

  test("is a number of frames ten bytes behind VBRI", () => {
    expect(mp3Length(mp3("VBRI\0\0\0\0\0\0\0\0\0\0", [frames]))).toEqual(long);
  });

  test("is in frames of half the size in MPEG-2, and lies behind a tag", () => {
    const half = { samples: frames * 576, slack: 3 * 576 };
    expect(mp3Length(mp3("Xing", [1, frames], { second: 0xf3 }))).toEqual(half);
    expect(mp3Length(mp3("Xing", [1, frames], { second: 0xe3 }))).toEqual(half);
    const tag = [...Buffer.from("ID3"), 4, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5];
    expect(mp3Length(mp3("Xing", [1, frames], { tag }))).toEqual(long);
  });

  test("is unknown if the number is cut, or too far from the frame's beginning", () => {
    for (const text of ["Xing", "VBRI\0\0\0\0\0\0\0\0\0\0"]) {
      const whole = mp3(text, text === "Xing" ? [1, frames] : [frames]);
      expect(mp3Length(whole)).toEqual(long);
      expect(mp3Length(whole.subarray(0, -1))).toBeUndefined();
      expect(mp3Length(whole.subarray(0, 36 + text.length))).toBeUndefined();
    }
    expect(mp3Length(mp3(`${" ".repeat(220)}Xing`, [1, frames]))).toBeUndefined();
    expect(mp3Length(mp3(`${" ".repeat(216)}Xing`, [1, frames]))).toEqual(long);
  });
});
