import { describe, expect, test } from "vitest";
import { boxesIn, type Box } from "../../../src/audio/mp4/box.js";
import { objectTypeOf, readSampleEntry } from "../../../src/audio/mp4/sampleEntry.js";
import type { InputCode } from "../../../src/shared/errors.js";
import { box, bytesOf, text, u32 } from "../../support/mp4File.js";

/** AAC-LC of one channel at 48,000 Hz. */
const aacLc = [0x11, 0x88];
const rejection = (code: InputCode, message: string): Error => expect.objectContaining({ code, message }) as Error;

function descriptor(tag: number, content: readonly number[], length = [content.length]): number[] {
  return [tag, ...length, ...content];
}
const decoder = (indication: number, ...after: number[]): number[] =>
  descriptor(4, [indication, ...new Array<number>(12).fill(0), ...after]);
const esdsOf = (...descriptors: number[]): Uint8Array => box("esds", u32(0), Uint8Array.from(descriptors));
const esds = (indication = 0x40): Uint8Array =>
  esdsOf(...descriptor(3, [0, 0, 0, ...decoder(indication, ...descriptor(5, aacLc))]));

/** The fixed part of an entry, of 28 bytes, or of 44 or 64 in QuickTime's versions. */
const fixed = (version = 0): Uint8Array =>
  bytesOf([u32(0, 0, version * 65_536, 0, 0, 0, 0), new Uint8Array([0, 16, 36][version]!)]);

/** The description of a track, after four other bytes. */
function described(entry: Uint8Array, rows = 1): { view: DataView; stsd: Box } {
  const bytes = bytesOf([new Uint8Array(12), u32(0), box("stsd", u32(0, rows), entry)]);
  const view = new DataView(bytes.buffer, 12);
  return { view, stsd: boxesIn(view, 4, view.byteLength)[0]! };
}
function read(entry: Uint8Array, rows = 1): ReturnType<typeof readSampleEntry> {
  const { view, stsd } = described(entry, rows);
  return readSampleEntry(view, stsd);
}
const mp4a = (...parts: Uint8Array[]): Uint8Array => box("mp4a", ...parts);

describe("the description of an AAC track", () => {
  const wanted = { bytes: Uint8Array.from(aacLc), sampleRate: 48_000, channels: 1, unitSamples: 1_024 };

  test("holds the decoder's configuration", () => {
    expect(read(mp4a(fixed(), esds()))).toEqual(wanted);
    expect(read(mp4a(fixed(), esds())).bytes.buffer.byteLength).toBe(2);
    expect(read(mp4a(fixed(), box("btrt", u32(1, 2, 3)), esds()))).toEqual(wanted);
  });

  test.each([0, 1, 2])("of version %i may have it in a box named wave", (version) => {
    expect(read(mp4a(fixed(version), esds()))).toEqual(wanted);
    expect(read(mp4a(fixed(version), box("wave", box("frma", text("mp4a")), esds())))).toEqual(wanted);
  });

  test.each([0x40, 0x66, 0x67, 0x68])("may call its codec 0x%x", (indication) => {
    expect(read(mp4a(fixed(), esds(indication)))).toEqual(wanted);
  });

  test.each([
    ["a length of several bytes", 0, []],
    ["the number of a stream that it depends on", 0x80, [1, 2]],
    ["an address", 0x40, [3, 7, 7, 7]],
    ["the number of a clock", 0x20, [1, 2]],
    ["all of these", 0xe0, [1, 2, 3, 7, 7, 7, 1, 2]],
  ])("may have %s", (_, flags, fields) => {
    const info = descriptor(5, aacLc, [0x80, 0x80, 0x80, 2]);
    const content = [0, 0, flags, ...fields, ...decoder(0x40, ...info)];
    expect(read(mp4a(fixed(), esdsOf(...descriptor(3, content, [0x80, 0x80, content.length]))))).toEqual(wanted);
  });

  test("may be longer than 127 bytes", () => {
    const info = descriptor(5, [...aacLc, ...new Array<number>(198).fill(0)], [0x81, 0x48]);
    const inner = [0x40, ...new Array<number>(12).fill(0), ...info];
    const content = [0, 0, 0, ...descriptor(4, inner, [0x81, inner.length - 128])];
    const long = read(mp4a(fixed(), esdsOf(...descriptor(3, content, [0x81, content.length - 128]))));
    expect(long).toMatchObject({ sampleRate: 48_000, channels: 1 });
    expect(long.bytes).toHaveLength(200);
  });

  test.each([
    ["no entry", new Uint8Array(0), 1, "an audio track without a sample description"],
    ["no rows", mp4a(fixed(), esds()), 0, "an audio track without a sample description"],
    ["nothing", mp4a(), 1, "sample description of 0 bytes"],
    ["27 bytes", mp4a(fixed().subarray(1)), 1, "sample description of 27 bytes"],
    ["too few bytes for version 1", mp4a(fixed(1).subarray(0, 43)), 1, "sample description of 43 bytes"],
    ["too few bytes for version 2", mp4a(fixed(2).subarray(0, 63)), 1, "sample description of 63 bytes"],
    ["no configuration", mp4a(fixed(), box("wave")), 1, "AAC audio without its configuration (esds)"],
    ["just the fixed part", mp4a(fixed()), 1, "AAC audio without its configuration (esds)"],
    ["no boxes", mp4a(fixed(2)), 1, "AAC audio without its configuration (esds)"],
  ])("is rejected with %s", (_, entry, rows, message) => {
    expect(() => read(entry, rows)).toThrow(rejection("corrupt-audio", `corrupt MP4 file: ${message}`));
  });

  const good = decoder(0x40, ...descriptor(5, aacLc));
  test.each([
    [3, "no descriptor", []],
    [3, "another tag", [4, 3, 0, 0, 0]],
    [3, "two bytes", [3, 2, 0, 0]],
    [3, "more bytes than there are", [3, 4, 0, 0, 0]],
    [3, "a length of five bytes", [3, 0x80, 0x80, 0x80, 0x80, 3, 0, 0, 0]],
    [3, "a length without an end", [3, 0x83]],
    [4, "nothing after the flags", [3, 3, 0, 0, 0]],
    [4, "an address that is cut off", [3, 3, 0, 0, 0x40]],
    [4, "12 bytes", descriptor(3, [0, 0, 0, 4, 12, 0x40, ...new Array<number>(11).fill(0)])],
    [5, "a configuration of one byte", descriptor(3, [0, 0, 0, ...decoder(0x40, 5, 1, 0x11)])],
    [5, "a configuration beyond its decoder", [...descriptor(3, [0, 0, 0, ...decoder(0x40, 5, 2, 0x11)]), 0x88]],
  ])("is rejected if descriptor %i has %s", (tag, _, descriptors) => {
    expect(read(mp4a(fixed(), esdsOf(...descriptor(3, [0, 0, 0, ...good]))))).toEqual(wanted);
    const message = `corrupt MP4 file: esds box without a complete descriptor ${tag}`;
    expect(() => read(mp4a(fixed(), esdsOf(...descriptors)))).toThrow(rejection("corrupt-audio", message));
  });
});

describe("the description of another codec", () => {
  test.each([
    ["alac", "Apple Lossless (ALAC)"],
    ["ac-3", "AC-3"],
    ["ec-3", "E-AC-3"],
    ["Opus", "Opus"],
    ["fLaC", "FLAC"],
    [".mp3", "MP3"],
    ["samr", "AMR"],
    ["sawb", "AMR-WB"],
    ["sowt", "PCM"],
    ["twos", "PCM"],
    ["lpcm", "PCM"],
    ["ipcm", "PCM"],
    ["enca", "encrypted"],
    ["what", '"what"'],
  ])("%s is named in the rejection", (type, name) => {
    expect(() => read(box(type, fixed()))).toThrow(rejection("unsupported-audio", `MP4 file whose audio is ${name}`));
  });

  test.each([
    [0x69, "MP3"],
    [0x6b, "MP3"],
    [0xa5, "AC-3"],
    [0xdd, "Vorbis"],
    [0x1f, "of object type 0x1f"],
  ])("0x%x is named in the rejection", (indication, name) => {
    const message = `MP4 file whose audio is ${name}`;
    expect(() => read(mp4a(fixed(), esds(indication)))).toThrow(rejection("unsupported-audio", message));
  });

  test("tells its object type, if it has one", () => {
    const bytes = bytesOf([esds(0x6b)]);
    const view = new DataView(bytes.buffer);
    expect(objectTypeOf(view, boxesIn(view, 0, view.byteLength))).toBe(0x6b);
    expect(objectTypeOf(view, [])).toBeUndefined();
  });
});
