import { describe, expect, test } from "vitest";
import { flacPieces, mp3Pieces, oggLinks, oggPieces, type Pieces } from "../../src/audio/streamPieces.js";

/** All pieces of a file whose decoder says each time whether it got audio. */
function cut(pieces: Pieces, gaveAudio: (piece: number) => boolean = () => true): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let next = pieces.next(); next.done !== true; next = pieces.next(gaveAudio(found.length - 1)))
    found.push(next.value);
  return found;
}
const lengths = (...given: Parameters<typeof cut>): number[] => cut(...given).map((piece) => piece.length);

describe("the pieces of an MP3 file", () => {
  test("have 4,096 bytes each while they give audio", () => {
    expect(lengths(mp3Pieces(new Uint8Array(10_000)))).toEqual([4_096, 4_096, 1_808]);
    expect(lengths(mp3Pieces(new Uint8Array(8_192)))).toEqual([4_096, 4_096]);
  });

  test("double up to 65,536 bytes while they give none, and become small again with the first audio", () => {
    const silent = lengths(mp3Pieces(new Uint8Array(300_000)), (piece) => piece === 6);
    expect(silent).toEqual([4_096, 8_192, 16_384, 32_768, 65_536, 65_536, 65_536, 4_096, 8_192, 16_384, 13_280]);
  });

  test("follow one another without a gap", () => {
    const bytes = Uint8Array.from({ length: 9_000 }, (_, i) => i % 251);
    expect(Buffer.concat(cut(mp3Pieces(bytes))).equals(bytes)).toBe(true);
  });
});

/** A page of an Ogg file: its flags and this many bytes in all. */
function page(bytes: number, flags = 0): number[] {
  return [0x4f, 0x67, 0x67, 0x53, 0, flags, ...new Array<number>(bytes - 6).fill(0)];
}

describe("the pieces of an Ogg file", () => {
  test("are its pages, however often a letter of the mark occurs in them", () => {
    const lookAlike = [0x4f, 0x4f, 0x67, 0x4f, 0x67, 0x67, 0x4f, 0, 0x67, 0x53, 0x4f, 0x67, 0, 0x53];
    const file = Uint8Array.from([...page(50), ...lookAlike, ...page(30), ...page(27)]);
    expect(lengths(oggPieces(file))).toEqual([64, 30, 27]);
  });

  test("have at most 65,536 bytes where no page begins", () => {
    expect(lengths(oggPieces(Uint8Array.from(page(65_536))))).toEqual([65_536]);
    expect(lengths(oggPieces(Uint8Array.from([...page(65_540), ...page(30)])))).toEqual([65_536, 4, 30]);
  });
});

describe("the recordings of a chained Ogg file", () => {
  const first = 2;
  const linkLengths = (...pages: number[][]): number[] => oggLinks(Uint8Array.from(pages.flat())).map((x) => x.length);

  test("begin where a page opens a stream after one that does not", () => {
    expect(linkLengths(page(30, first), page(40), page(50), page(31, first), page(41))).toEqual([120, 72]);
    expect(linkLengths(page(30, first | 1), page(40, 1), page(31, first | 4), page(41, 4))).toEqual([70, 72]);
  });

  test("include all streams that are opened together", () => {
    expect(linkLengths(page(30, first), page(30, first), page(40), page(30, first), page(30, first))).toEqual([
      100, 60,
    ]);
  });

  test("are one if no other is chained to it", () => {
    expect(linkLengths(page(30, first), page(40))).toEqual([70]);
    expect(linkLengths([1, 2, 3])).toEqual([3]);
  });

  test("are split at most a thousand times", () => {
    const link = [...page(27, first), ...page(27)];
    const links = oggLinks(Uint8Array.from(new Array<number[]>(1_003).fill(link).flat()));
    expect(links).toHaveLength(1_001);
    expect(links.map((x) => x.length)).toEqual([...new Array<number>(1_000).fill(54), 3 * 54]);
  });
});

describe("the pieces of a FLAC file", () => {
  /** The letters fLaC and a last block of metadata of this many bytes. */
  const metadata = (bytes = 34): number[] => [
    ...Buffer.from("fLaC"),
    0x80,
    bytes >> 16,
    (bytes >> 8) & 0xff,
    bytes & 0xff,
    ...new Array<number>(bytes).fill(0),
  ];
  /** A frame of 20 bytes. Eight channels of 32,768 samples unless its fields say otherwise. */
  function frame({ size = 15, channels = 7, number = [0], blockSize = [] as number[] } = {}): number[] {
    const head = [0xff, 0xf8, (size << 4) | 9, (channels << 4) | 8, ...number, ...blockSize];
    return [...head, ...new Array<number>(20 - head.length).fill(0)];
  }
  const file = (...parts: (number[] | Uint8Array)[]): Uint8Array =>
    Uint8Array.from(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
  const repeated = (part: number[], times: number): number[] => new Array<number[]>(times).fill(part).flat();
  /** How many frames of this kind make a piece; the file has enough for one piece and a half. */
  function framesPerPiece(fields: Parameters<typeof frame>[0]): number {
    const [head, first] = lengths(flacPieces(file(metadata(), repeated(frame(fields), 3_000))));
    expect(head).toBe(42);
    return first! / 20;
  }

  test("are its metadata, and then frames of a million samples by their headers", () => {
    const bytes = file(metadata(), repeated(frame(), 10));
    expect(lengths(flacPieces(bytes))).toEqual([42, 80, 80, 40]);
    expect(Buffer.concat(cut(flacPieces(bytes))).equals(bytes)).toBe(true);
  });

  // RFC 9639, section 9.1: a million samples, 2 ** 20, over those of a frame.
  test.each([
    ["192 samples", { size: 1 }, 682],
    ["576 samples", { size: 2 }, 227],
    ["1,152 samples", { size: 3 }, 113],
    ["4,608 samples", { size: 5 }, 28],
    ["256 samples", { size: 8 }, 512],
    ["16,384 samples", { size: 14 }, 8],
    ["200 samples, given in 8 bits", { size: 6, blockSize: [199] }, 655],
    ["1,000 samples, given in 16 bits", { size: 7, blockSize: [3, 231] }, 131],
    ["100 samples, given in 16 bits", { size: 7, blockSize: [0, 99] }, 1310],
    ["200 samples, behind a number of two bytes", { size: 6, number: [0xc2, 0x80], blockSize: [199] }, 655],
    ["200 samples, behind a number of three bytes", { size: 6, number: [0xe0, 0xa0, 0x80], blockSize: [199] }, 655],
    [
      "200 samples, behind a number of seven bytes",
      { size: 6, number: [0xfe, 1, 1, 1, 1, 1, 1], blockSize: [199] },
      655,
    ],
    ["32,768 samples of one channel", { channels: 0 }, 32],
    ["32,768 samples of left and side", { channels: 8 }, 16],
    ["32,768 samples of middle and side", { channels: 10 }, 16],
  ])("hold as many frames as make a million samples, for eight channels of %s", (_, fields, frames) => {
    expect(framesPerPiece(fields)).toBe(frames);
  });

  test.each([
    ["a reserved channel code", frame({ channels: 11 })],
    ["a reserved bit", frame().with(3, 0x79)],
    ["a reserved block size", frame({ size: 0 })],
    ["a forbidden rate", frame().with(2, 0xff)],
    ["another sync word", frame().with(1, 0xfa)],
  ])("do not count what looks like a frame with %s", (_, other) => {
    expect(lengths(flacPieces(file(metadata(), frame(), repeated(other, 9), repeated(frame(), 4))))).toEqual([
      42, 260, 20,
    ]);
  });

  test("take metadata in pieces of 65,536 bytes, block by block", () => {
    const picture = [6, 0x01, 0x00, 0x10, ...new Array<number>(65_552).fill(0)];
    const bytes = file([...Buffer.from("fLaC")], picture, metadata().slice(4), repeated(frame(), 5));
    expect(lengths(flacPieces(bytes))).toEqual([65_536, 4 + 65_556 + 38 - 65_536, 80, 20]);
    expect(lengths(flacPieces(bytes.subarray(0, 70)))).toEqual([70]);
    expect(lengths(flacPieces(file(metadata(300), frame())))).toEqual([308, 20]);
    expect(lengths(flacPieces(file(metadata(0))))).toEqual([8]);
    expect(lengths(flacPieces(file(metadata(0)).subarray(0, 6)))).toEqual([4, 2]);
  });

  test("end before a frame, where 65,536 bytes hold less than a million samples", () => {
    const small = frame({ size: 8, channels: 0 });
    expect(lengths(flacPieces(file(metadata(), repeated(small, 4_000))))).toEqual([42, 65_520, 14_480]);
  });

  test("never end within a header where no frame is recognised", () => {
    const garbage = new Uint8Array(100_000);
    const pieces = (at: number): number[] => lengths(flacPieces(file(metadata(), garbage.with(at, 0xff))));
    expect(pieces(65_535)).toEqual([42, 65_535, 34_465]);
    expect(pieces(65_521)).toEqual([42, 65_521, 34_479]);
    expect(pieces(65_520)).toEqual([42, 65_536, 34_464]);
    expect(pieces(65_536)).toEqual([42, 65_536, 34_464]);
    expect(pieces(65_537)).toEqual([42, 65_536, 34_464]);
  });

  test("are given up after four megabytes, or frames of sixteen million samples, without audio", () => {
    const garbage = file(metadata(), new Uint8Array(65 * 65_536));
    const frames = file(metadata(), repeated(frame(), 68));
    const silent = (): boolean => false;
    expect(() => lengths(flacPieces(garbage), silent)).toThrow(
      `corrupt FLAC file: no frame in the ${65 * 65_536} bytes before ${garbage.length}`,
    );
    expect(() => lengths(flacPieces(frames), silent)).toThrow(
      expect.objectContaining({ code: "corrupt-audio" }) as Error,
    );
    expect(() => lengths(flacPieces(frames), silent)).toThrow("corrupt FLAC file: no frame in the 1360 bytes");
    expect(lengths(flacPieces(garbage.subarray(0, -65_536)), silent)).toHaveLength(65);
    expect(lengths(flacPieces(frames.subarray(0, -80)), silent)).toHaveLength(17);
    expect(lengths(flacPieces(garbage), (piece) => piece === 30)).toHaveLength(66);
    expect(lengths(flacPieces(frames), (piece) => piece === 9)).toHaveLength(18);
  });
});
