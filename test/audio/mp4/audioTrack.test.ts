import { describe, expect, test } from "vitest";
import { readAudioTrack, type AudioTrack } from "../../../src/audio/mp4/audioTrack.js";
import type { InputCode } from "../../../src/shared/errors.js";
import { box, bytesOf, text, u32 } from "../../support/mp4File.js";

const rejection = (code: InputCode, message: string): Error => expect.objectContaining({ code, message }) as Error;
const full = (type: string, version: number, ...values: number[]): Uint8Array =>
  box(type, Uint8Array.of(version, 0, 0, 0), u32(...values));

/** Ten units of 10 bytes from byte 1,000 on, at 8,000 Hz: 10,240 samples, of which the last unit has 24. */
const rate = 8_000;
const samples = 9 * 1_024 + 24;
const fileSize = 2_000;

const aacEntry = box(
  "mp4a",
  u32(0, 0, 0, 0, 0, 0, 0),
  // AAC-LC at 8,000 Hz, of one channel
  box("esds", u32(0), Uint8Array.of(3, 22, 0, 0, 0, 4, 17, 0x40), new Uint8Array(12), Uint8Array.of(5, 2, 0x15, 0x88)),
);
const hdlr = (handler: string): Uint8Array => box("hdlr", u32(0, 0), text(handler), new Uint8Array(13));
const edts = (...edits: (readonly [duration: number, mediaTime: number])[]): Uint8Array =>
  box("edts", full("elst", 0, edits.length, ...edits.flatMap((edit) => [...edit, 0x1_0000])));
/** iTunes's comment on the first sample and the number of samples. */
function udta(first: number, length: number): Uint8Array {
  const comment = ` 0 ${first.toString(16)} 0 ${length.toString(16)} 0`;
  const item = box(
    "----",
    box("mean", u32(0), text("com.apple.iTunes")),
    box("name", u32(0), text("iTunSMPB")),
    box("data", u32(1, 0), text(comment)),
  );
  return box("udta", box("meta", u32(0), box("ilst", item)));
}

const tables: Readonly<Record<string, Uint8Array>> = {
  stsd: box("stsd", u32(0, 1), aacEntry),
  stts: full("stts", 0, 2, 9, 1_024, 1, 24),
  stsc: full("stsc", 0, 1, 1, 10, 1),
  stsz: full("stsz", 0, 10, 10),
  stco: full("stco", 0, 1, 1_000),
};
interface Layout {
  /** tables that differ; undefined for one that is missing */
  readonly changed?: Readonly<Record<string, Uint8Array | undefined>>;
  readonly mdhd?: Uint8Array;
  readonly mvhd?: Uint8Array;
  readonly inTrack?: readonly Uint8Array[];
  readonly inMovie?: readonly Uint8Array[];
  readonly maxDurationSec?: number;
}

function read({ maxDurationSec = 60, ...layout }: Layout = {}): AudioTrack {
  const stbl = Object.values({ ...tables, ...layout.changed }).filter((table) => table !== undefined);
  const mdhd = layout.mdhd ?? full("mdhd", 0, 1, 2, rate, samples, 0);
  const mdia = box("mdia", mdhd, hdlr("soun"), box("minf", box("stbl", ...stbl)));
  const movie = bytesOf([
    layout.mvhd ?? full("mvhd", 0, 1, 2, 1_000, 0, 0),
    box("trak", box("mdia", hdlr("vide"))),
    box("trak", ...(layout.inTrack ?? []), mdia),
    ...(layout.inMovie ?? []),
  ]);
  // Not at the beginning of its buffer, as in a file.
  const moov = bytesOf([new Uint8Array(12), movie]).subarray(12);
  return readAudioTrack(moov, fileSize, { maxDurationSec });
}

describe("the audio track of an MP4 file", () => {
  test("is all of its audio without an edit list", () => {
    const track = read();
    expect(track).toMatchObject({ firstUnit: 0, spans: [{ start: 0, end: samples }], wholeSec: samples / rate });
    expect(track.config).toMatchObject({ sampleRate: rate, channels: 1 });
    expect([...track.units.offsets]).toEqual(Array.from({ length: 10 }, (_, i) => 1_000 + 10 * i));
    expect([...track.units.sizes]).toEqual(new Array<number>(10).fill(10));
  });

  test("ends with its units, or with the durations of its units, whichever is shorter", () => {
    expect(read({ changed: { stts: full("stts", 0, 1, 10, 2_000) } }).spans).toEqual([{ start: 0, end: 10_240 }]);
    expect(read({ changed: { stts: full("stts", 0, 1, 10, 500) } }).spans).toEqual([{ start: 0, end: 5_000 }]);
    expect(read({ mdhd: full("mdhd", 0, 1, 2, 16_000, 0, 0) }).spans).toEqual([{ start: 0, end: samples / 2 }]);
  });

  test("has times of 32 or of 64 bits in its headers", () => {
    const edited = { inTrack: [edts([500, 0])] };
    const ofHalfASecond = [{ start: 0, end: 4_000 }];
    expect(read(edited).spans).toEqual(ofHalfASecond);
    expect(read({ ...edited, mvhd: full("mvhd", 1, 0, 1, 0, 2, 1_000, 0) }).spans).toEqual(ofHalfASecond);
    expect(read({ ...edited, mdhd: full("mdhd", 1, 0, 1, 0, 2, rate, 0) }).spans).toEqual(ofHalfASecond);
  });

  test("is the part that its edit list plays, with the two units before it", () => {
    const track = read({ inTrack: [edts([500, 4_000])] });
    expect(track).toMatchObject({ firstUnit: 1, spans: [{ start: 4_000, end: 8_000 }], wholeSec: 0.5 });
    expect([...track.units.offsets]).toEqual([1_010, 1_020, 1_030, 1_040, 1_050, 1_060, 1_070]);
    expect(read({ inTrack: [edts([64, 4 * 1_024])] })).toMatchObject({ firstUnit: 2 });
    expect(read({ inTrack: [edts([64, 1_024])] })).toMatchObject({ firstUnit: 0 });
    const whole = read({ inTrack: [edts([0, 1_024])] });
    expect(whole).toMatchObject({ firstUnit: 0, spans: [{ start: 1_024, end: samples }] });
    expect(whole.units.sizes).toHaveLength(10);
  });

  test("is several parts, of which all units from the earliest to the latest are read", () => {
    const track = read({ inTrack: [edts([100, 6_000], [50, 3_200])] });
    expect(track.spans).toEqual([
      { start: 6_000, end: 6_800 },
      { start: 3_200, end: 3_600 },
    ]);
    expect(track.wholeSec).toBeCloseTo(0.15, 10);
    expect(track.firstUnit).toBe(1);
    expect(track.units.sizes).toHaveLength(6);
  });

  test("plays no part behind its audio", () => {
    // The durations promise more than the units hold.
    const changed = { stts: full("stts", 0, 1, 10, 2_000) };
    const behind = { changed, inTrack: [edts([100, 10_240], [100, 1_024], [1_000, 9_000])] };
    expect(read(behind).spans).toEqual([
      { start: 1_024, end: 1_824 },
      { start: 9_000, end: 10_240 },
    ]);
    expect(() => read({ changed, inTrack: [edts([100, 10_240])] })).toThrow(
      rejection("corrupt-audio", "corrupt MP4 file: its edit list (elst) plays none of its audio"),
    );
  });

  test("is the part that iTunes's comment names, if there is no edit list", () => {
    const inMovie = [udta(2_112, 5_000)];
    expect(read({ inMovie })).toMatchObject({ spans: [{ start: 2_112, end: 7_112 }], wholeSec: 0.625 });
    expect(read({ inMovie, inTrack: [edts([500, 0])] }).spans).toEqual([{ start: 0, end: 4_000 }]);
    expect(read({ inMovie, maxDurationSec: 0.5 })).toMatchObject({
      spans: [{ start: 2_112, end: 6_112 }],
      wholeSec: 0.625,
    });
  });

  test.each([
    ["that does not fit", udta(2_112, 50_000)],
    ["without a list", box("udta", box("meta", u32(0), box("free")))],
    ["without boxes", box("udta", box("meta", u32(0, 7), text("ilst")))],
    ["in another box", box("udta", box("name", u32(0), box("ilst")))],
  ])("is all of its audio with a comment %s", (_, comment) => {
    expect(read({ inMovie: [comment] }).spans).toEqual([{ start: 0, end: samples }]);
  });

  test("is read up to the duration limit, and says how long the whole is", () => {
    const track = read({ maxDurationSec: 0.25 });
    expect(track).toMatchObject({ spans: [{ start: 0, end: 2_000 }], wholeSec: samples / rate });
    expect(track.units.sizes).toHaveLength(2);
    const edited = read({ inTrack: [edts([500, 1_024])], maxDurationSec: 0.25 });
    expect(edited).toMatchObject({ spans: [{ start: 1_024, end: 3_024 }], wholeSec: 0.5 });
    const short = read({ inTrack: [edts([100, 1_024])], maxDurationSec: 0.25 });
    expect(short).toMatchObject({ spans: [{ start: 1_024, end: 1_824 }], wholeSec: 0.1 });
  });

  test("may have 64-bit offsets, and a single sample", () => {
    expect([...read({ changed: { stco: full("co64", 0, 1, 0, 1_500) } }).units.offsets].slice(0, 2)).toEqual([
      1_500, 1_510,
    ]);
    expect(read({ changed: { stts: full("stts", 0, 2, 9, 0, 1, 1) } }).spans).toEqual([{ start: 0, end: 1 }]);
  });

  const missing = (type: string): string => `corrupt MP4 file: no ${type} box in the audio track's index`;
  test.each<[string, Layout, InputCode, string]>([
    ["stsd", { changed: { stsd: undefined } }, "corrupt-audio", missing("stsd")],
    ["stsz", { changed: { stsz: undefined } }, "corrupt-audio", missing("stsz")],
    ["stts", { changed: { stts: undefined } }, "corrupt-audio", missing("stts")],
    ["stsc", { changed: { stsc: undefined } }, "corrupt-audio", missing("stsc")],
    ["mdhd", { mdhd: box("free") }, "corrupt-audio", missing("mdhd")],
    ["mvhd", { mvhd: box("free") }, "corrupt-audio", missing("mvhd")],
    ["stco", { changed: { stco: undefined } }, "corrupt-audio", "corrupt MP4 file: no chunk offsets (stco)"],
    ["units", { changed: { stsz: full("stsz", 0, 10, 0) } }, "no-sound", "MP4 file whose audio track is empty"],
    [
      "duration",
      { changed: { stts: full("stts", 0, 1, 10, 0) } },
      "corrupt-audio",
      "corrupt MP4 file: an audio track that lasts 0 s",
    ],
    [
      "timescale",
      { mdhd: full("mdhd", 0, 1, 2, 0, 4, 5) },
      "corrupt-audio",
      "corrupt MP4 file: mdhd box with a timescale of 0",
    ],
    [
      "whole header",
      { mdhd: full("mdhd", 0, 1, 2, rate, 4) },
      "corrupt-audio",
      "corrupt MP4 file: mdhd box of 16 bytes, at least 20 expected",
    ],
  ])("is rejected without %s", (_, layout, code, message) => {
    expect(() => read(layout)).toThrow(rejection(code, message));
  });

  test("is rejected if it is in fragments", () => {
    expect(() => read({ inMovie: [box("mvex")] })).toThrow(
      rejection("unsupported-audio", "fragmented MP4 file (moof)"),
    );
  });

  test.each([
    ["it has no tracks", [box("free", box("mdia", hdlr("soun")))]],
    ["its tracks are video", [box("trak", box("mdia", hdlr("vide")))]],
    [
      `its tracks are video, "text", "?"`,
      [box("trak", box("mdia", hdlr("vide"))), box("trak", box("mdia", hdlr("text"))), box("trak")],
    ],
  ])("is missing: %s", (tracks, boxes) => {
    expect(() => readAudioTrack(bytesOf(boxes), fileSize, { maxDurationSec: 60 })).toThrow(
      rejection("no-sound", `MP4 file without audio: ${tracks}`),
    );
  });
});
