import { describe, expect, test } from "vitest";
import {
  childrenOf,
  contentOf,
  elements,
  float,
  ids,
  unsigned,
  variableInt,
  type Element,
} from "../../../src/audio/matroska/ebml.js";
import { framesOfBlock } from "../../../src/audio/matroska/block.js";
import { codingOf, type TrackEntry } from "../../../src/audio/matroska/trackCoding.js";
import { element, simpleBlock } from "../../support/matroskaFile.js";
import { concat, latin1 } from "../../support/wavFile.js";

describe("a number of variable length", () => {
  // RFC 8794, section 4: the leading zero bits give the length.
  test.each([
    [[0x81], { value: 1, bytes: 1, isUnknown: false }],
    [[0xfe], { value: 126, bytes: 1, isUnknown: false }],
    [[0xff], { value: 127, bytes: 1, isUnknown: true }],
    [[0x40, 0x02], { value: 2, bytes: 2, isUnknown: false }],
    [[0x7f, 0xff], { value: 16_383, bytes: 2, isUnknown: true }],
    [[0x7f, 0xfe], { value: 16_382, bytes: 2, isUnknown: false }],
    [[0x7e, 0xff], { value: 16_127, bytes: 2, isUnknown: false }],
    [[0x10, 0x01, 0x02, 0x03], { value: 0x010203, bytes: 4, isUnknown: false }],
    [[0x01, 0, 0, 0, 0, 0, 1, 0], { value: 256, bytes: 8, isUnknown: false }],
  ])("%j is read", (bytes, expected) => {
    expect(variableInt(Uint8Array.from([9, ...bytes]), 1)).toEqual(expected);
  });

  test.each([[[0]], [[0x40]], [[]], [[0, 1, 2, 3, 4, 5, 6, 7, 8]]])("%j cannot be read", (bytes) => {
    expect(variableInt(Uint8Array.from(bytes), 0)).toBeUndefined();
  });
});

describe("elements", () => {
  function all(bytes: Uint8Array, ...range: [number?, number?]): { ids: string[]; stoppedAt: number | undefined } {
    const found: string[] = [];
    const generator = elements(bytes, ...range);
    let next = generator.next();
    for (; next.done !== true; next = generator.next())
      found.push(`${next.value.id.toString(16)} ${next.value.start}-${next.value.end}`);
    return { ids: found, stoppedAt: next.value };
  }
  const file = concat([
    element(0x1a45dfa3, [1, 2]),
    element(ids.segment, concat([element(ids.info, [3]), element(ids.cluster, element(ids.simpleBlock, [4, 5]))])),
  ]);

  test("are visited with those inside segments, clusters and block groups", () => {
    expect(all(file)).toEqual({
      ids: ["1a45dfa3 5-7", "18538067 12-27", "1549a966 17-18", "1f43b675 23-27", "a3 25-27"],
      stoppedAt: undefined,
    });
    expect(all(file, 0, 7)).toEqual({ ids: ["1a45dfa3 5-7"], stoppedAt: undefined });
    expect(all(file, 7, 12).ids).toEqual(["18538067 12-27"]);
  });

  test("of unknown size are entered, or end the walk where they are not", () => {
    const live = concat([
      element(ids.segment, [], true),
      element(ids.cluster, [], true),
      element(ids.simpleBlock, [1]),
    ]);
    expect(all(live)).toEqual({
      ids: ["18538067 12-Infinity", "1f43b675 24-Infinity", "a3 26-27"],
      stoppedAt: undefined,
    });
    expect(all(concat([element(ids.info, [], true), element(ids.info, [1])]))).toEqual({
      ids: ["1549a966 12-Infinity"],
      stoppedAt: 0,
    });
  });

  test("end where no id or no size can be read", () => {
    expect(all(concat([element(0xec, [1]), Uint8Array.of(0x08, 0x81, 1)]))).toEqual({ ids: ["ec 2-3"], stoppedAt: 3 });
    const long = Uint8Array.of(0x08, 1, 2, 3, 4, 0x81, 1);
    expect(all(concat([element(0xec, [1]), long]))).toEqual({ ids: ["ec 2-3"], stoppedAt: 3 });
    expect(all(concat([element(0xec, [1]), Uint8Array.of(0xec)]))).toEqual({ ids: ["ec 2-3"], stoppedAt: 3 });
    expect(all(concat([element(0xec, [1]), Uint8Array.of(0, 0)]))).toEqual({ ids: ["ec 2-3"], stoppedAt: 3 });
  });

  test("have children by id, of which the last of several counts", () => {
    const bytes = element(ids.trackEntry, concat([element(0xd7, [1]), element(0x83, [2]), element(0xd7, [3])]));
    const [entry] = elements(bytes);
    const children = childrenOf(bytes, entry!);
    expect([...children.keys()]).toEqual([0xd7, 0x83]);
    expect(unsigned(bytes, children.get(0xd7))).toBe(3);
    expect([...childrenOf(bytes.subarray(0, 5), entry!).keys()]).toEqual([0xd7]);
    expect([...childrenOf(concat([bytes, element(0x86, [4])]), entry!).keys()]).toEqual([0xd7, 0x83]);
  });
});

describe("an element's content", () => {
  const bytes = Uint8Array.of(0, 1, 2, 3, 0x3f, 0x80, 0, 0, 0, 0, 0, 0);
  const at = (start: number, end: number): Element => ({ id: 1, start, end });

  test("is an unsigned number of up to eight bytes", () => {
    expect(unsigned(bytes, at(1, 4))).toBe(0x010203);
    expect(unsigned(bytes, at(3, 3))).toBe(0);
    expect(unsigned(bytes, at(0, 12))).toBe(0x0001_0203_3f80 * 65_536);
    expect(unsigned(bytes, at(10, 99))).toBe(0);
    expect(unsigned(bytes, undefined)).toBe(0);
    expect(unsigned(bytes, undefined, 7)).toBe(7);
  });

  test("is a float of 32 or 64 bits", () => {
    expect(float(bytes, at(4, 8), 5)).toBe(1);
    expect(float(Uint8Array.of(9, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0).subarray(1), at(0, 8), 5)).toBe(1);
    for (const other of [undefined, at(4, 7), at(4, 13), at(9, 13)]) expect(float(bytes, other, 5)).toBe(5);
  });

  test("is cut at the end of the file", () => {
    expect(contentOf(bytes, at(1, 4))).toEqual(Uint8Array.of(1, 2, 3));
    expect(contentOf(bytes, at(4, 99))).toHaveLength(8);
    expect(contentOf(bytes, undefined)).toBeUndefined();
  });
});

describe("the packets of a block", () => {
  function frames(block: Uint8Array, track = 1, length = block.length): string[] {
    const [found] = elements(block);
    return Array.from(framesOfBlock(block.subarray(0, length), found!, track), (frame) => frame.join(" "));
  }
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

  test("are a single packet without lacing", () => {
    expect(frames(simpleBlock(1, bytes(5, 6, 7)))).toEqual(["5 6 7"]);
    expect(frames(simpleBlock(1, bytes()))).toEqual([]);
    expect(frames(element(ids.block, [0x81, 0, 0, 0, 5]))).toEqual(["5"]);
  });

  test("are ignored in other tracks and other elements", () => {
    expect(frames(simpleBlock(2, bytes(5)))).toEqual([]);
    expect(frames(simpleBlock(2, bytes(5)), 2)).toEqual(["5"]);
    expect(frames(element(ids.info, [0x81, 0, 0, 0, 5]))).toEqual([]);
    expect(frames(element(ids.simpleBlock, [0x81, 0, 0]))).toEqual([]);
    expect(frames(element(ids.simpleBlock, []))).toEqual([]);
  });

  test("have sizes as sums of bytes in Xiph's lacing", () => {
    expect(frames(simpleBlock(1, bytes(2, 1, 2, 7, 8, 8, 9, 9, 9), 1))).toEqual(["7", "8 8", "9 9 9"]);
    const long = new Uint8Array(256).fill(3);
    expect(frames(simpleBlock(1, concat([bytes(1, 255, 1), long, bytes(4)]), 1))).toEqual([long.join(" "), "4"]);
    expect(frames(simpleBlock(1, concat([bytes(1, 255, 0), long.subarray(1), bytes(4)]), 1))).toHaveLength(2);
  });

  test("have equal sizes in fixed lacing", () => {
    expect(frames(simpleBlock(1, bytes(2, 7, 7, 8, 8, 9, 9), 2))).toEqual(["7 7", "8 8", "9 9"]);
    expect(frames(simpleBlock(1, bytes(3, 7), 2))).toEqual([]);
    expect(frames(simpleBlock(1, bytes(1, 7, 7, 8, 8, 9), 2))).toEqual(["7 7", "8 8"]);
  });

  test("have a size and differences from it in EBML's lacing", () => {
    // 2 bytes, then 1 more, then 1 less than those; the last one takes the rest.
    expect(frames(simpleBlock(1, bytes(3, 0x82, 0xc0, 0xbe, 6, 6, 7, 7, 7, 8, 8, 9), 3))).toEqual([
      "6 6",
      "7 7 7",
      "8 8",
      "9",
    ]);
    expect(frames(simpleBlock(1, bytes(2, 0x40, 2, 0x60, 0, 6, 6, 7, 7, 7, 9), 3))).toEqual(["6 6", "7 7 7", "9"]);
  });

  test("include only complete ones", () => {
    expect(frames(simpleBlock(1, bytes(2, 1, 9, 7, 8, 8, 9), 1))).toEqual(["7"]);
    expect(frames(simpleBlock(1, bytes(1, 2, 7, 7), 1))).toEqual(["7 7"]);
    expect(frames(simpleBlock(1, bytes(1, 0, 7), 1))).toEqual([]);
    expect(frames(simpleBlock(1, bytes(), 1))).toEqual([]);
    expect(frames(simpleBlock(1, bytes(2), 1))).toEqual([]);
    expect(frames(simpleBlock(1, bytes(2), 3))).toEqual([]);
    expect(frames(simpleBlock(1, bytes(1, 0, 7, 8), 3))).toEqual([]);
    expect(frames(simpleBlock(1, bytes(2, 0x81, 0, 7, 8, 9), 3))).toEqual([]);
    expect(frames(concat([simpleBlock(1, bytes(2, 0x81), 3), bytes(0x81, 7, 8)]))).toEqual([]);
  });
});

describe("a track's entry gives the coding of", () => {
  const entry = (codecId: string, codecPrivate: ArrayLike<number> = []): TrackEntry => ({
    number: 1,
    codecId,
    codecPrivate: Uint8Array.from(codecPrivate),
    sampleRate: 22_050,
    channels: 2,
    bitDepth: 24,
    strippedHeader: new Uint8Array(0),
  });
  const rejected = (codecId: string, codecPrivate: ArrayLike<number>, message: string): void => {
    expect(() => codingOf(entry(codecId, codecPrivate))).toThrow(message);
  };

  test("Opus, whose header has 19 bytes", () => {
    const head = Uint8Array.from({ length: 19 }, (_, i) => i);
    expect(codingOf(entry("A_OPUS", head))).toEqual({ kind: "opus", head });
    rejected("A_OPUS", head.subarray(1), "corrupt WebM or Matroska file: Opus audio without its header");
  });

  test("FLAC, from the 34 bytes of STREAMINFO", () => {
    const bytes = Uint8Array.from({ length: 50 }, (_, i) => i);
    expect(codingOf(entry("A_FLAC", bytes))).toEqual({ kind: "flac", streamInfo: bytes.subarray(8, 42) });
    expect(codingOf(entry("A_FLAC", bytes.subarray(0, 42)))).toMatchObject({ kind: "flac" });
    expect(() => codingOf(entry("A_FLAC"))).toThrow(expect.objectContaining({ code: "corrupt-audio" }) as Error);
    rejected("A_FLAC", bytes.subarray(0, 41), "FLAC audio without its STREAMINFO");
  });

  test("Vorbis, whose three headers follow one another", () => {
    const first = new Array<number>(30).fill(1);
    const second = new Array<number>(300).fill(2);
    expect(codingOf(entry("A_VORBIS", [2, 30, 255, 45, ...first, ...second, 3, 3]))).toEqual({
      kind: "vorbis",
      headers: [first, second, [3, 3]].map((header) => Uint8Array.from(header)),
    });
    const message = "Vorbis audio without its headers";
    rejected("A_VORBIS", [2, 30, 255, 45, ...first, ...second], message);
    rejected("A_VORBIS", [3, 30, 255, 45, ...first, ...second, 3], message);
    rejected("A_VORBIS", [2, 29, 255, 45, ...first, ...second, 3], message);
    rejected("A_VORBIS", [2, 255, 255], message);
    rejected("A_VORBIS", [], message);
  });

  test("MP3 and integers or floats, at the rate of the track", () => {
    expect(codingOf(entry("A_MPEG/L3"))).toEqual({ kind: "mp3", sampleRate: 22_050 });
    const pcm = {
      kind: "pcm",
      encoding: "pcm",
      channels: 2,
      sampleRate: 22_050,
      bitsPerSample: 24,
      isBigEndian: false,
    };
    expect(codingOf(entry("A_PCM/INT/LIT"))).toEqual(pcm);
    expect(codingOf(entry("A_PCM/INT/BIG"))).toEqual({ ...pcm, isBigEndian: true });
    expect(codingOf(entry("A_PCM/FLOAT/IEEE"))).toEqual({ ...pcm, encoding: "float" });
  });

  test("no other codec, and the message names it", () => {
    rejected("A_DTS", latin1(""), 'WebM or Matroska file whose audio is "A_DTS"');
  });
});
