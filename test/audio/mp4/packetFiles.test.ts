import { describe, expect, test } from "vitest";
import { readMp4Packets } from "../../../src/audio/mp4/readMp4Packets.js";
import { box, bytesOf, text, u32 } from "../../support/mp4File.js";

/* Files put together box by box: the media first, from byte 8 on, then the index, then fragments. */

const full = (type: string, version: number, ...values: number[]): Uint8Array =>
  box(type, Uint8Array.of(version, 0, 0, 0), u32(...values));
const flagged = (type: string, flags: number, ...values: number[]): Uint8Array => box(type, u32(flags, ...values));

const media = Uint8Array.from({ length: 60 }, (_, i) => i);
const mediaAt = 8;
const rate = 8_000;
const [movieTimescale, timescale] = [1_000, 16_000];

interface Layout {
  readonly codec?: string;
  /** boxes of the table of samples but stsd */
  readonly tables?: readonly Uint8Array[];
  readonly edits?: readonly (readonly [duration: number, mediaTime: number])[];
  readonly tkhd?: Uint8Array;
  /** of the movie, after its track */
  readonly more?: readonly Uint8Array[];
  /** boxes after the movie */
  readonly after?: readonly Uint8Array[];
}

/** A file with one track of mono at 8 kHz, of 16 bits if it is PCM. */
function file({
  codec = "sowt",
  tables = [],
  edits,
  tkhd = full("tkhd", 0, 0, 0, 5, 0, 0),
  more = [],
  after = [],
}: Layout): Uint8Array {
  const stsd = box("stsd", u32(0, 1), box(codec, u32(0, 1, 0, 0, 0x1_0010, 0, rate * 65_536)));
  const mdhd = full("mdhd", 0, 0, 0, timescale, 0, 0);
  const hdlr = box("hdlr", u32(0, 0), text("soun"), new Uint8Array(13));
  const elst = edits && box("edts", full("elst", 0, edits.length, ...edits.flatMap((edit) => [...edit, 0x1_0000])));
  const mdia = box("mdia", mdhd, hdlr, box("minf", box("stbl", stsd, ...tables)));
  const trak = box("trak", tkhd, ...(elst === undefined ? [] : [elst]), mdia);
  const mvhd = box("mvhd", u32(0, 0, 0, movieTimescale, 0), new Uint8Array(80));
  return bytesOf([box("mdat", media), box("moov", mvhd, trak, ...more), ...after]);
}

/** Chunks of PCM at given positions in the media data, with a given total number of samples. */
const pcm = (samples: number, perChunk: number, ...places: number[]): Uint8Array[] => [
  full("stts", 0, 1, samples, 2),
  full("stsc", 0, 1, 1, perChunk, 1),
  // The size of a sample is not what QuickTime's files say.
  full("stsz", 0, 1, samples),
  full("stco", 0, places.length, ...places.map((place) => mediaAt + place)),
];
/** Three packets of 4, 3 and 5 bytes in one chunk, each of 576 samples. */
const mp3 = [
  full("stts", 0, 1, 3, 1_152),
  full("stsc", 0, 1, 1, 3, 1),
  full("stsz", 0, 0, 3, 4, 3, 5),
  full("co64", 0, 1, 0, mediaAt + 10),
];
const packetsOf = (bytes: Uint8Array): number[][] => [...readMp4Packets(bytes).packets()].map(({ data }) => [...data]);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("an MP4 or QuickTime file with an index", () => {
  test("of PCM has its chunks as packets", () => {
    const track = readMp4Packets(file({ tables: pcm(6, 4, 20, 2) }));
    expect([...track.packets()].map(({ data }) => [...data])).toEqual([range(20, 28), range(2, 6)]);
    expect(track).toMatchObject({ skip: 0, length: 6, wholeSec: 6 / rate, isCutOff: false });
    expect(track.coding).toMatchObject({ kind: "pcm", bitsPerSample: 16, isBigEndian: false });
    expect(track.notes()).toEqual([]);
  });

  test("of MP3 has its packets, wherever its 64-bit index says", () => {
    const track = readMp4Packets(file({ codec: ".mp3", tables: mp3 }));
    expect([...track.packets()].map(({ data }) => [...data])).toEqual([range(10, 14), range(14, 17), range(17, 22)]);
    expect(track).toMatchObject({ coding: { kind: "mp3", sampleRate: rate }, length: 1_728 });
  });

  test("is played where its edit list says, and no further than its audio", () => {
    const edited = (...edits: [number, number][]): unknown => {
      const { skip, length } = readMp4Packets(file({ codec: ".mp3", tables: mp3, edits }));
      return { skip, length };
    };
    expect(edited([100, 400])).toEqual({ skip: 200, length: 800 });
    expect(edited([0, 400])).toEqual({ skip: 200, length: 1_528 });
    expect(edited([9_000, 0])).toEqual({ skip: 0, length: 1_728 });
    expect(() => edited([50, 0], [50, 1_600])).toThrow("MP4 file whose edit list has 2 parts");
  });

  test.each<[string, Uint8Array, string, string]>([
    ["without an index", box("mdat", media), "truncated-audio", "truncated MP4 file: no index (moov)"],
    ["without packets", file({ tables: pcm(0, 1) }), "no-sound", "MP4 file whose audio track is empty"],
    [
      "that lasts no time",
      file({ codec: ".mp3", tables: [full("stts", 0, 1, 3, 0), ...mp3.slice(1)] }),
      "corrupt-audio",
      "corrupt MP4 file: an audio track that lasts 0 s",
    ],
    [
      "with more samples than bytes",
      file({ tables: pcm(300, 4, 0) }),
      "corrupt-audio",
      `corrupt MP4 file: 300 units of audio in a file of ${file({ tables: pcm(300, 4, 0) }).length} bytes`,
    ],
    [
      "without the lengths of its packets",
      file({ tables: pcm(6, 4, 0, 8).slice(1) }),
      "corrupt-audio",
      "corrupt MP4 file: no stts box in the audio track's index",
    ],
    [
      "without the numbers of packets per chunk",
      file({ tables: pcm(6, 4, 0, 8).toSpliced(1, 1) }),
      "corrupt-audio",
      "corrupt MP4 file: no stsc box in the audio track's index",
    ],
  ])("is rejected %s", (_, bytes, code, message) => {
    expect(() => readMp4Packets(bytes)).toThrow(expect.objectContaining({ code, message }));
  });

  test("may last a single sample", () => {
    expect(readMp4Packets(file({ tables: pcm(1, 1, 0) })).length).toBe(1);
  });
});

describe("fragments", () => {
  const [hasBase, hasOffset, hasDuration, hasSize] = [0x1, 0x1, 0x100, 0x200];
  /** Units of the media, one after another from a place on: [duration in ticks, bytes] of each. */
  const moof = (place: number, units: readonly (readonly [number, number])[], trackId = 5): Uint8Array =>
    box(
      "moof",
      box(
        "traf",
        flagged("tfhd", hasBase, trackId, 0, mediaAt),
        flagged("trun", hasOffset | hasDuration | hasSize, units.length, place, ...units.flat()),
      ),
    );
  const mp3Fragments = (...after: Uint8Array[]): Uint8Array => file({ codec: ".mp3", after });
  const [first, second] = [moof(0, [[1_000, 4], [1_000, 2]]), moof(30, [[1_000, 5]])]; // prettier-ignore

  test("add their packets to those of the index, in order", () => {
    expect(packetsOf(mp3Fragments(first, second))).toEqual([range(0, 4), range(4, 6), range(30, 35)]);
    const both = file({ codec: ".mp3", tables: mp3, after: [first] });
    expect(packetsOf(both)).toEqual([range(10, 14), range(14, 17), range(17, 22), range(0, 4), range(4, 6)]);
    expect(readMp4Packets(both).length).toBe(1_728 + 1_000);
    expect(readMp4Packets(both).notes()).toEqual([]);
  });

  test("belong to the track of their number, in headers of either version, with the movie's defaults", () => {
    const trex = box("mvex", full("trex", 0, 5, 1, 500, 3, 0));
    const bare = box("moof", box("traf", flagged("tfhd", hasBase, 5, 0, mediaAt), flagged("trun", hasOffset, 2, 7)));
    for (const tkhd of [full("tkhd", 0, 0, 0, 5, 0, 0), full("tkhd", 1, 0, 0, 0, 0, 5, 0, 0)]) {
      const track = readMp4Packets(file({ codec: ".mp3", tkhd, more: [trex], after: [bare, moof(0, [[9, 9]], 4)] }));
      expect([...track.packets()].map(({ data }) => [...data])).toEqual([range(7, 10), range(10, 13)]);
      expect(track.length).toBe(500);
    }
  });

  test("of which one is cut by the end of the file end there, as do those after damage", () => {
    expect(packetsOf(mp3Fragments(first, second.subarray(0, -1)))).toEqual([range(0, 4), range(4, 6)]);
    expect(packetsOf(mp3Fragments(first, u32(3), text("what"), second))).toEqual([range(0, 4), range(4, 6)]);
    expect(packetsOf(mp3Fragments(first, text("end")))).toEqual([range(0, 4), range(4, 6)]);
    expect(packetsOf(mp3Fragments(first, box("free")))).toEqual([range(0, 4), range(4, 6)]);
  });

  test("may promise one packet more than there is, but not many", () => {
    const size = mp3Fragments(first, second).length;
    const lacking = readMp4Packets(mp3Fragments(first, moof(30, [[1_000, size]])));
    expect([...lacking.packets()]).toHaveLength(2);
    expect(lacking).toMatchObject({ length: 1_000 });
    expect(lacking.notes()).toEqual(["its last fragment is incomplete: 0.13 of 0.19 s found"]);
    const truncated = mp3Fragments(first, moof(30, [[1_000, size], [1_000, 1]])); // prettier-ignore
    expect(() => readMp4Packets(truncated)).toThrow(
      expect.objectContaining({
        code: "truncated-audio",
        message: "truncated MP4 file: 0.13 of 0.25 s found",
      }),
    );
    expect(packetsOf(mp3Fragments(first, moof(30, [[1_000, 0]])))).toHaveLength(2);
    expect(packetsOf(mp3Fragments(first, moof(-9, [[1_000, 1]])))).toHaveLength(2);
    const toTheEnd = mp3Fragments(first, moof(size - mediaAt - 6, [[1_000, 6]]));
    expect(packetsOf(toTheEnd).at(-1)).toHaveLength(6);
  });

  test("that use the same bytes again and again are rejected once they add up to more than the file", () => {
    const repeated = (bytes: number): Uint8Array =>
      mp3Fragments(...new Array<Uint8Array>(12).fill(moof(0, [[1_000, bytes]])));
    expect(packetsOf(repeated(60))).toHaveLength(12);
    const large = repeated(300);
    expect(() => readMp4Packets(large)).toThrow(
      `corrupt MP4 file: 3600 bytes of audio in a file of ${large.length} bytes`,
    );
  });
});
