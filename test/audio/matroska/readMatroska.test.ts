import { describe, expect, test } from "vitest";
import { readMatroska } from "../../../src/audio/matroska/readMatroska.js";
import { element, matroska, simpleBlock } from "../../support/matroskaFile.js";
import { concat, latin1 } from "../../support/wavFile.js";

const id = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  audio: 0xe1,
  contentEncodings: 0x6d80,
  contentEncoding: 0x6240,
  scope: 0x5032,
  type: 0x5033,
  compression: 0x5034,
  algorithm: 0x4254,
  settings: 0x4255,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  discardPadding: 0x75a2,
};
const nest = (ofId: number, ...children: Uint8Array[]): Uint8Array => element(ofId, concat(children));
const sound = (number: number, codecId: string, ...more: Uint8Array[]): Uint8Array =>
  nest(
    id.trackEntry,
    element(id.trackNumber, [number]),
    element(id.trackType, [2]),
    element(id.codecId, latin1(codecId)),
    ...more,
  );
const film = nest(id.trackEntry, element(id.trackNumber, [1]), element(id.trackType, [1]));
const segment = (...parts: Uint8Array[]): Uint8Array => nest(id.segment, ...parts);
const cluster = (...parts: Uint8Array[]): Uint8Array => nest(id.cluster, ...parts);
const block = (...bytes: number[]): Uint8Array => simpleBlock(1, Uint8Array.from(bytes));
const float64 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
};

function packetsOf(file: Uint8Array): { packets: number[][]; notes: readonly string[]; discardSec: unknown[] } {
  const track = readMatroska(file);
  const packets = [...track.packets()];
  return {
    packets: packets.map(({ data }) => [...data]),
    notes: track.notes(),
    discardSec: packets.map((packet) => packet.discardSec),
  };
}

describe("a Matroska file", () => {
  test("gives the packets of its clusters in order, each time that they are read", () => {
    for (const isLive of [false, true]) {
      const track = readMatroska(matroska({ clusters: [[block(1, 2), block(3)], [block(4, 5)]], isLive }));
      expect(track.notes()).toEqual([]);
      for (let time = 0; time < 2; time++)
        expect([...track.packets()].map(({ data }) => [...data])).toEqual([[1, 2], [3], [4, 5]]);
      expect(track).toMatchObject({ skip: 0, isCutOff: false });
      expect(track.coding).toEqual({
        kind: "pcm",
        encoding: "pcm",
        channels: 1,
        sampleRate: 8_000,
        bitsPerSample: 16,
        isBigEndian: false,
      });
      expect(track.notes()).toEqual([]);
      expect(track).not.toHaveProperty("wholeSec");
    }
  });

  test("is read from its first track of sound, with the standard's values for what it does not say", () => {
    const tracks = nest(id.tracks, film, sound(2, "A_PCM/INT/BIG\0\0junk"), sound(3, "A_MPEG/L3"));
    const file = segment(tracks, cluster(block(9), simpleBlock(2, Uint8Array.of(7)), simpleBlock(3, Uint8Array.of(8))));
    expect(packetsOf(file).packets).toEqual([[7]]);
    expect(readMatroska(file).coding).toMatchObject({
      sampleRate: 8_000,
      channels: 1,
      bitsPerSample: 0,
      isBigEndian: true,
    });
  });

  test("of Opus skips as many samples as its header says", () => {
    const head = new Uint8Array(19);
    new DataView(head.buffer).setUint16(10, 312, true);
    const tracks = nest(id.tracks, sound(1, "A_OPUS", element(id.codecPrivate, head)));
    const track = readMatroska(segment(tracks, cluster(block(1))));
    expect(track.coding).toEqual({ kind: "opus", head });
    expect(track.skip).toBe(312);
  });

  test("states its duration in its own time unit, by default a millisecond", () => {
    const wholeSec = (...info: Uint8Array[]): number | undefined =>
      readMatroska(segment(nest(id.info, ...info), nest(id.tracks, sound(1, "A_MPEG/L3")))).wholeSec;
    const duration = element(id.duration, float64(2_500));
    expect(wholeSec(duration)).toBe(2.5);
    expect(wholeSec(element(id.timestampScale, [0x01, 0x86, 0xa0]), duration)).toBe(0.25);
    expect(wholeSec(element(id.duration, float64(-1)))).toBeUndefined();
    const infoLast = segment(nest(id.tracks, sound(1, "A_MPEG/L3")), nest(id.info, duration), cluster());
    expect(readMatroska(infoLast).wholeSec).toBe(2.5);
  });

  test("may list its tracks after the first cluster", () => {
    expect(packetsOf(segment(cluster(block(5)), nest(id.tracks, sound(1, "A_MPEG/L3")))).packets).toEqual([[5]]);
  });

  test("keeps its list of tracks when another one follows its first cluster", () => {
    const first = segment(nest(id.tracks, sound(1, "A_MPEG/L3")), cluster(block(1)));
    const second = segment(nest(id.tracks, sound(1, "A_PCM/INT/BIG")), cluster(block(2)));
    expect(readMatroska(concat([first, second])).coding.kind).toBe("mp3");
  });

  test("without blocks has no packets", () => {
    expect(packetsOf(segment(nest(id.tracks, sound(1, "A_MPEG/L3")))).packets).toEqual([]);
  });

  const overwritten = nest(0xec, element(id.trackType, [2]), element(id.codecId, latin1("A_MPEG/L3")));
  test.each([
    [
      "with tracks but without a segment",
      nest(id.tracks, sound(1, "A_MPEG/L3")),
      "corrupt-audio",
      "corrupt WebM or Matroska file: no list of tracks",
    ],
    [
      "with sound only in an entry that an editor overwrote",
      segment(nest(id.tracks, overwritten, film)),
      "no-sound",
      "WebM or Matroska file without audio",
    ],
    [
      "with sound only outside its list of tracks",
      segment(nest(id.tracks, film), sound(1, "A_MPEG/L3")),
      "no-sound",
      "WebM or Matroska file without audio",
    ],
    [
      "without a segment",
      latin1("no Matroska at all"),
      "corrupt-audio",
      "corrupt WebM or Matroska file: no list of tracks",
    ],
    ["without tracks", segment(cluster(block(1))), "corrupt-audio", "corrupt WebM or Matroska file: no list of tracks"],
    ["without sound", segment(nest(id.tracks, film)), "no-sound", "WebM or Matroska file without audio"],
  ])("is rejected %s", (_, file, code, message) => {
    expect(() => readMatroska(file)).toThrow(expect.objectContaining({ code, message }));
  });
});

describe("packets whose common beginning was left out", () => {
  const withEncoding = (...parts: Uint8Array[]): Uint8Array => {
    const encodings = nest(id.contentEncodings, nest(id.contentEncoding, ...parts));
    return segment(nest(id.tracks, sound(1, "A_MPEG/L3", encodings)), cluster(block(1), block(2, 3)));
  };
  const stripping = nest(id.compression, element(id.algorithm, [3]), element(id.settings, [0xff, 0xfb]));

  test("get it back", () => {
    const expected = [
      [0xff, 0xfb, 1],
      [0xff, 0xfb, 2, 3],
    ];
    expect(packetsOf(withEncoding(stripping)).packets).toEqual(expected);
    expect(packetsOf(withEncoding(stripping, element(id.type, [0]), element(id.scope, [1]))).packets).toEqual(expected);
    expect(packetsOf(withEncoding(nest(id.compression, element(id.algorithm, [3])))).packets).toEqual([[1], [2, 3]]);
    expect(packetsOf(segment(nest(id.tracks, sound(1, "A_MPEG/L3", nest(id.contentEncodings))), cluster(block(1)))).packets).toEqual([[1]]); // prettier-ignore
  });

  test.each([
    ["compressed by zlib", [nest(id.compression, element(id.algorithm, [0]))]],
    ["compressed by an unnamed method", [nest(id.compression)]],
    ["coded in a way that is not described", []],
    ["encrypted", [element(id.type, [1]), stripping]],
    ["unlike the codec's header", [element(id.scope, [2]), stripping]],
  ])("are rejected if they are %s", (_, parts) => {
    expect(() => readMatroska(withEncoding(...parts))).toThrow(
      "WebM or Matroska file whose packets are compressed or encrypted",
    );
  });
});

describe("the padding to discard", () => {
  const group = (content: number[], ...padding: number[]): Uint8Array =>
    nest(id.blockGroup, element(id.block, [0x81, 0, 0, 0, ...content]), element(id.discardPadding, padding));

  test("belongs to the packet before it, in nanoseconds with a sign", () => {
    const tracks = nest(id.tracks, sound(1, "A_MPEG/L3"));
    const file = segment(
      tracks,
      cluster(
        element(id.discardPadding, [5]),
        group([1], 0x00, 0x98, 0x96, 0x80),
        group([2], 0xff),
        group([3], 0x80, 0),
        group([4]),
        block(5),
        group([6], 0x7f),
      ),
    );
    expect(packetsOf(file)).toEqual({
      packets: [[1], [2], [3], [4], [5], [6]],
      notes: [],
      discardSec: [0.01, -1e-9, -32_768e-9, 0, undefined, 127e-9],
    });
  });
});

describe("a damaged Matroska file", () => {
  const clusters = [[block(1)], [block(2)], [block(3)]];

  test("is read again from the next cluster on, with a note about the first damage", () => {
    const file = matroska({ clusters, isLive: true });
    const starts = Array.from(file.keys()).filter((at) => file[at] === 0x1f && file[at + 1] === 0x43);
    // Zeros are not an element, and four bytes that begin like a cluster are not a cluster.
    const damage = Uint8Array.of(0, 0x1f, 0x43, 0xb6, 0x1f, 0x43, 0, 0x75, 0x1f, 0, 0xb6, 0x75, 0);
    const damaged = concat([
      file.subarray(0, starts[1]),
      damage,
      file.subarray(starts[1], starts[2]),
      damage,
      file.subarray(starts[2]),
    ]);
    expect(packetsOf(damaged)).toMatchObject({
      packets: [[1], [2], [3]],
      notes: [`damaged: no Matroska element at byte ${starts[1]}`],
    });
    expect(packetsOf(concat([file, damage])).packets).toEqual([[1], [2], [3]]);
  });

  test.each([
    ["the head of a cluster whose size cannot be read", [0x1f, 0x43, 0xb6, 0x75, 0]],
    ["bytes that resemble the head of a cluster which would contain the next one", [0, 0x1f, 0, 0xb6, 0x75, 0x84]],
  ])("is read again after %s", (_, damage) => {
    const file = matroska({ clusters, isLive: true });
    const last = file.lastIndexOf(0x1f);
    const damaged = concat([file.subarray(0, last), Uint8Array.from(damage), file.subarray(last)]);
    expect(packetsOf(damaged).packets).toEqual([[1], [2], [3]]);
  });

  test("that ends within a packet lacks it, and may have been longer", () => {
    const file = matroska({ clusters });
    expect(readMatroska(file).isCutOff).toBe(false);
    const cut = file.subarray(0, -1);
    expect(readMatroska(cut).isCutOff).toBe(true);
    expect(packetsOf(cut)).toMatchObject({
      packets: [[1], [2]],
      notes: ["the file ends within a packet: the recording may be longer"],
    });
    // A recording made live does not say how long it is.
    expect(readMatroska(matroska({ clusters, isLive: true }).subarray(0, -1)).isCutOff).toBe(false);
  });
});
