import { describe, expect, test } from "vitest";
import { firstMpegFrame, mpegFrame } from "../../src/audio/mpegFrames.js";

interface Header {
  /** 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5 */
  readonly version?: number;
  readonly layer?: number;
  readonly bitRate?: number;
  readonly rate?: number;
  readonly padding?: number;
}

/** The four bytes of a frame's header: by default layer III of MPEG-1 at 128 kbit/s and 44,100 Hz. */
function header({ version = 3, layer = 3, bitRate = 9, rate = 0, padding = 0 }: Header = {}): number[] {
  return [0xff, 0xe1 | (version << 3) | ((4 - layer) << 1), (bitRate << 4) | (rate << 2) | (padding << 1), 0xc4];
}

/** The first six bytes of an ADTS frame of this many bytes. */
const adts = (bytes: number, rate = 4): number[] => [
  0xff,
  0xf1,
  0x40 | (rate << 2),
  0x80 | (bytes >> 11),
  (bytes >> 3) & 0xff,
  ((bytes & 7) << 5) | 0x1f,
];

/** Whole frames one after the other: 417 bytes each unless their headers say otherwise. */
const frames = (...headers: { bytes?: number; header: number[] }[]): number[] =>
  headers.flatMap(({ bytes = 417, header: head }) => [...head, ...new Array<number>(bytes - head.length).fill(0)]);

describe("an MPEG frame's header", () => {
  // ISO/IEC 11172-3: 144 · bit rate / rate; layer I counts in slots of four bytes, 12 · bit rate / rate.
  test.each<[string, Header, number]>([
    ["MPEG-1 layer III, 128 kbit/s, 44,100 Hz", {}, 417],
    ["the same, padded by one byte", { padding: 1 }, 418],
    ["MPEG-1 layer III, 32 kbit/s, 32,000 Hz", { bitRate: 1, rate: 2 }, 144],
    ["MPEG-1 layer III, 320 kbit/s, 48,000 Hz", { bitRate: 14, rate: 1 }, 960],
    ["MPEG-1 layer II, 192 kbit/s, 48,000 Hz", { layer: 2, bitRate: 10, rate: 1 }, 576],
    ["MPEG-1 layer I, 448 kbit/s, 44,100 Hz", { layer: 1, bitRate: 14 }, 484],
    ["the same, padded by one slot", { layer: 1, bitRate: 14, padding: 1 }, 488],
    ["MPEG-2 layer III, 64 kbit/s, 22,050 Hz", { version: 2, bitRate: 8 }, 208],
    ["MPEG-2 layer II, 8 kbit/s, 16,000 Hz", { version: 2, layer: 2, bitRate: 1, rate: 2 }, 72],
    ["MPEG-2 layer I, 32 kbit/s, 24,000 Hz", { version: 2, layer: 1, bitRate: 1, rate: 1 }, 64],
    ["MPEG-2.5 layer III, 8 kbit/s, 8,000 Hz", { version: 0, bitRate: 1, rate: 2 }, 72],
  ])("gives the size of a frame: %s", (_, fields, bytes) => {
    expect(mpegFrame(Uint8Array.from([7, ...header(fields)]), 1)).toEqual({ layer: fields.layer ?? 3, bytes });
  });

  test("leaves the size open at the free bit rate", () => {
    expect(mpegFrame(Uint8Array.from(header({ bitRate: 0 })), 0)).toEqual({ layer: 3, bytes: undefined });
  });

  test.each([
    ["a reserved version", header({ version: 1 })],
    ["a reserved bit rate", header({ bitRate: 15 })],
    ["a reserved rate", header({ rate: 3 })],
    ["another first byte", [0xfe, ...header().slice(1)]],
    ["ten bits of the sync word", [0xff, 0xdb, ...header().slice(2)]],
    ["three of its four bytes", header().slice(0, 3)],
  ])("is not recognised with %s", (_, bytes) => {
    expect(mpegFrame(Uint8Array.from(bytes), 0)).toBeUndefined();
  });
});

describe("an ADTS header", () => {
  test.each([7, 8, 300, 2_048, 8_191])("gives the size of a frame of %i bytes", (bytes) => {
    expect(mpegFrame(Uint8Array.from([0xff, ...adts(bytes)]), 1)).toEqual({ layer: 0, bytes });
    expect(mpegFrame(Uint8Array.from(adts(bytes, 12)), 0)).toEqual({ layer: 0, bytes });
  });

  test.each([
    ["a frame smaller than its header", adts(6)],
    ["a reserved rate", adts(300, 13)],
    ["eleven bits of the sync word", [0xff, 0xe1, ...adts(300).slice(2)]],
    ["five of its bytes", adts(300).slice(0, 5)],
  ])("is not recognised with %s", (_, bytes) => {
    expect(mpegFrame(Uint8Array.from(bytes), 0)).toBeUndefined();
  });
});

describe("the first frame of a stream", () => {
  const four = frames({ header: header() }, { header: header() }, { header: header() }, { header: header() });

  test("is the first of four in a row, behind bytes that only look like a header", () => {
    expect(firstMpegFrame(Uint8Array.from(four), 0)).toEqual({ at: 0, layer: 3 });
    expect(firstMpegFrame(Uint8Array.from([1, 0xff, ...header(), 2, ...four]), 0)).toEqual({ at: 7, layer: 3 });
  });

  test("is searched for from a position on", () => {
    expect(firstMpegFrame(Uint8Array.from([...four, ...four]), 1)).toEqual({ at: 417, layer: 3 });
  });

  test("is an ADTS frame if four of them follow one another", () => {
    const adtsFrame = { bytes: 300, header: adts(300) };
    expect(firstMpegFrame(Uint8Array.from(frames(adtsFrame, adtsFrame, adtsFrame, adtsFrame)), 0)).toEqual({
      at: 0,
      layer: 0,
    });
  });

  test.each([
    ["three frames", frames({ header: header() }, { header: header() }, { header: header() })],
    [
      "frames of two layers",
      frames(
        { header: header() },
        { header: header() },
        { bytes: 522, header: header({ layer: 2 }) },
        { bytes: 522, header: header({ layer: 2 }) },
      ),
    ],
    ["frames of the free bit rate", new Array<number[]>(200).fill(header({ bitRate: 0 })).flat()],
    ["no byte of a sync word", new Array<number>(2_000).fill(0)],
  ])("is not found in %s", (_, bytes) => {
    expect(firstMpegFrame(Uint8Array.from(bytes), 0)).toBeUndefined();
  });

  test("is searched for in 262,144 bytes", () => {
    const bytes = new Uint8Array(262_145 + four.length);
    bytes.set(four, 262_143);
    expect(firstMpegFrame(bytes, 0)).toEqual({ at: 262_143, layer: 3 });
    bytes.fill(0).set(four, 262_144);
    expect(firstMpegFrame(bytes, 0)).toBeUndefined();
    expect(firstMpegFrame(bytes, 1)).toEqual({ at: 262_144, layer: 3 });
  });
});
