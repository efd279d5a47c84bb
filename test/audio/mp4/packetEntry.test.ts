import { describe, expect, test } from "vitest";
import { boxesIn } from "../../../src/audio/mp4/box.js";
import { readPacketEntry } from "../../../src/audio/mp4/packetEntry.js";
import type { Coding } from "../../../src/audio/packets/packetTrack.js";
import type { InputCode } from "../../../src/shared/errors.js";
import { box, bytesOf, text, u32 } from "../../support/mp4File.js";

const rejection = (code: InputCode, message: string): Error => expect.objectContaining({ code, message }) as Error;

interface Fields {
  readonly version?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly flags?: number;
}

/** The fixed part of an entry: 28 bytes, 44 in version 1; version 2 has its fields in the last of 64 bytes. */
function fixed({ version = 0, channels = 2, bits = 16, flags = 0 }: Fields): Uint8Array {
  const view = new DataView(new ArrayBuffer([28, 44, 64][version]!));
  view.setUint16(8, version);
  if (version === 2) {
    view.setFloat64(32, 11_024.6);
    view.setUint32(40, channels);
    view.setUint32(48, bits);
    view.setUint32(52, flags);
  } else {
    view.setUint16(16, channels);
    view.setUint16(18, bits);
    view.setUint32(24, 11_025 * 65_536);
  }
  return new Uint8Array(view.buffer);
}

function coding(...entries: Uint8Array[]): Coding {
  const bytes = bytesOf([new Uint8Array(20), box("stsd", u32(0, entries.length), ...entries)]);
  const view = new DataView(bytes.buffer, 16);
  return readPacketEntry(view, boxesIn(view, 4, view.byteLength)[0]!);
}
const entry = (type: string, fields: Fields = {}, ...boxes: Uint8Array[]): Coding =>
  coding(box(type, fixed(fields), ...boxes));
const unread = (type: string): Error => rejection("unsupported-audio", `MP4 file whose audio is "${type}"`);

describe("the description of an Opus track", () => {
  /** Version, channels, samples to skip, Hz, gain, mapping family and its table. */
  const dOps = Uint8Array.of(0, 2, 0x01, 0x38, 0, 0, 0xbb, 0x80, 0xff, 0xfe, 1, 1, 1, 0, 1);

  test("becomes the head that Ogg has, little-endian", () => {
    const head = bytesOf([
      text("OpusHead"),
      Uint8Array.of(1, 2, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0xfe, 0xff, 1, 1, 1, 0, 1),
    ]);
    expect(entry("Opus", {}, box("free"), box("dOps", dOps))).toEqual({ kind: "opus", head });
    expect(entry("Opus", {}, box("dOps", dOps.subarray(0, 11)))).toEqual({ kind: "opus", head: head.subarray(0, 19) });
  });

  test("is rejected without a complete configuration", () => {
    const error = rejection("corrupt-audio", "corrupt MP4 file: Opus audio without its configuration (dOps)");
    expect(() => entry("Opus", {}, box("free", dOps))).toThrow(error);
    expect(() => entry("Opus", {}, box("dOps", dOps.subarray(0, 10)))).toThrow(error);
  });
});

describe("the description of a FLAC track", () => {
  const streamInfo = Uint8Array.from({ length: 34 }, (_, i) => 100 + i);

  test("holds the STREAMINFO block", () => {
    const flac = entry("fLaC", {}, box("free"), box("dfLa", u32(0, 34), streamInfo));
    expect(flac).toEqual({ kind: "flac", streamInfo });
    expect(flac.kind === "flac" && flac.streamInfo.buffer.byteLength).toBe(34);
  });

  test("is rejected without a complete block", () => {
    const error = rejection("corrupt-audio", "corrupt MP4 file: FLAC audio without its STREAMINFO (dfLa)");
    expect(() => entry("fLaC", {}, box("free", u32(0, 34), streamInfo))).toThrow(error);
    expect(() => entry("fLaC", {}, box("dfLa", u32(0, 34), streamInfo.subarray(1)))).toThrow(error);
  });
});

describe("the description of an MP3 track", () => {
  const esds = (indication: number): Uint8Array =>
    box("esds", u32(0), Uint8Array.of(3, 18, 0, 0, 0, 4, 13, indication), new Uint8Array(12));

  test("gives its rate, whatever it is named", () => {
    const mp3 = { kind: "mp3", sampleRate: 11_025 };
    expect(entry(".mp3")).toEqual(mp3);
    expect(entry("mp4a", {}, esds(0x69))).toEqual(mp3);
    expect(entry("mp4a", {}, esds(0x6b))).toEqual(mp3);
    expect(entry("mp4a", { version: 1 }, box("wave", esds(0x6b)))).toEqual(mp3);
  });

  test("is not that of another codec under MP4's common name", () => {
    expect(() => entry("mp4a", {}, esds(0x40))).toThrow(unread("mp4a"));
    expect(() => entry("mp4a")).toThrow(unread("mp4a"));
  });
});

describe("the description of a PCM track", () => {
  const pcm = { kind: "pcm", encoding: "pcm", channels: 2, sampleRate: 11_025, bitsPerSample: 16, isBigEndian: true };
  const float = { ...pcm, encoding: "float" };

  test("of 16 bits is named after its byte order", () => {
    expect(entry("twos")).toEqual(pcm);
    expect(entry("sowt", { version: 1, channels: 1 })).toEqual({ ...pcm, channels: 1, isBigEndian: false });
    expect(() => entry("twos", { bits: 8 })).toThrow(unread("twos"));
    expect(() => entry("sowt", { bits: 8 })).toThrow(unread("sowt"));
  });

  test("of more bits or of floats is big-endian unless a box says otherwise", () => {
    const enda = (...bytes: number[]): Uint8Array => box("enda", Uint8Array.from(bytes));
    for (const [type, wanted] of [
      ["in24", { ...pcm, bitsPerSample: 24 }],
      ["in32", { ...pcm, bitsPerSample: 32 }],
      ["fl32", { ...float, bitsPerSample: 32 }],
      ["fl64", { ...float, bitsPerSample: 64 }],
    ] as const) {
      expect(entry(type)).toEqual(wanted);
      expect(entry(type, {}, box("free", Uint8Array.of(0, 1)))).toEqual(wanted);
      expect(entry(type, {}, enda(0, 0))).toEqual(wanted);
      expect(entry(type, {}, enda(0))).toEqual(wanted);
      expect(entry(type, { version: 1 }, box("wave", enda(0, 1)))).toEqual({ ...wanted, isBigEndian: false });
    }
  });

  test("named lpcm says in version 2 how samples are stored", () => {
    const [isFloat, isBigEndian, isSigned] = [1, 2, 4];
    const lpcm = (flags: number, bits = 24): Coding => entry("lpcm", { version: 2, bits, flags });
    expect(lpcm(isSigned | isBigEndian)).toEqual({ ...pcm, bitsPerSample: 24 });
    expect(lpcm(isSigned, 16)).toEqual({ ...pcm, isBigEndian: false });
    expect(lpcm(isFloat | isBigEndian, 32)).toEqual({ ...float, bitsPerSample: 32 });
    expect(() => lpcm(isBigEndian)).toThrow(unread("lpcm"));
    expect(() => lpcm(isSigned, 15)).toThrow(unread("lpcm"));
    expect(() => entry("lpcm", { version: 1 }, u32(20), text("free"), u32(4, 4, 4))).toThrow(unread("lpcm"));
  });

  test("named ipcm or fpcm has a box with the byte order and the number of bits", () => {
    const pcmC = (...bytes: number[]): Uint8Array => box("pcmC", u32(0), Uint8Array.from(bytes));
    expect(entry("ipcm", {}, box("free"), pcmC(0, 24))).toEqual({ ...pcm, bitsPerSample: 24 });
    expect(entry("ipcm", {}, pcmC(1, 16))).toEqual({ ...pcm, isBigEndian: false });
    expect(entry("fpcm", {}, pcmC(1, 64))).toEqual({ ...float, bitsPerSample: 64, isBigEndian: false });
    expect(() => entry("ipcm", {}, pcmC(0, 8))).toThrow(unread("ipcm"));
    expect(() => entry("ipcm", {}, pcmC(0))).toThrow(unread("ipcm"));
    expect(() => entry("fpcm")).toThrow(unread("fpcm"));
  });
});

describe("the description of a track", () => {
  test("may name a codec that is not read from packets", () => {
    expect(() => entry("alac")).toThrow(unread("alac"));
  });

  test.each([
    ["it is missing", [], "an audio track without a sample description"],
    ["it has 27 bytes", [box("twos", fixed({}).subarray(1))], "an audio track without a sample description"],
    ["version 1 is cut off", [box("twos", fixed({ version: 1 }).subarray(0, 43))], "sample description of 43 bytes"],
    ["version 2 is cut off", [box("twos", fixed({ version: 2 }).subarray(0, 63))], "sample description of 63 bytes"],
  ])("is rejected if %s", (_, entries, message) => {
    expect(() => coding(...entries)).toThrow(rejection("corrupt-audio", `corrupt MP4 file: ${message}`));
  });
});
