import { describe, expect, test } from "vitest";
import { sniffFormat, soundIn } from "../../src/audio/sniffFormat.js";
import { latin1 } from "../support/wavFile.js";

/** A file of 100 bytes that begins like this. */
function fileOf(starts: string): Uint8Array {
  const bytes = new Uint8Array(100);
  bytes.set(latin1(starts));
  return bytes;
}

describe("a file's first bytes", () => {
  test("suffice, even if nothing follows", () => {
    expect(sniffFormat(latin1("fLaC"))).toMatchObject({ kind: "readable", name: "FLAC" });
    expect(sniffFormat(latin1("fLa"))).toMatchObject({ kind: "other" });
  });

  test.each([
    ["RIFF\0\0\0\0WAVE", "WAVE"],
    ["RF64\0\0\0\0WAVE", "WAVE"],
    ["RIFF\0\0\0\0AVI ", "AVI"],
    ["\0\0\0\x20ftypisom", "MP4"],
    ["\0\0\0\x20ftypM4A ", "M4A"],
    ["\0\0\0\x20ftypqt  ", "QuickTime"],
    ["\0\0\0\x20ftyp3gp5", "3GP"],
    ["\0\0\0\x20moov3gp5", "3GP"],
    ["fLaC3g", "FLAC"],
    ["fLaC\0\0\0\x22M4A ", "FLAC"],
    [`OggS${"\0".repeat(24)}\x7fFLAC`, "Ogg FLAC"],
    [`OggS${"\0".repeat(24)}anything`, "Ogg"],
    ["FORM\0\0\0\0AIFC", "AIFF"],
    ["#!AMR-WB\n", "AMR"],
  ])("%j are those of a readable file, %s", (starts, name) => {
    expect(sniffFormat(fileOf(starts))).toMatchObject({ kind: "readable", name, start: 0 });
  });

  test.each([
    ["RIFF\0\0\0\0WEBP", "WebP image", undefined],
    ["MThd", "MIDI", undefined],
    ["\x89PNG", "PNG image", undefined],
    ["\xff\xd8\xff\xe0", "JPEG image", undefined],
    ["%PDF-1.7", "PDF", undefined],
    ["PK\x03\x04", "ZIP archive", "unpack it first (unzip FILE -d DIR)"],
    ["PK\x05\x06", "empty ZIP archive", undefined],
    ["\x1f\x8b\x08", "gzip data", "unpack it first (gunzip, or tar xzf for .tar.gz)"],
    ["PAR1", "Parquet table", undefined],
    ["<!DOCTYPE html>", "HTML", undefined],
    ["version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer", "run git lfs pull to fetch the actual file"],
  ])("%j name what people pass by mistake: %s", (starts, name, advice) => {
    expect(sniffFormat(fileOf(starts))).toEqual({ kind: "other", name, ...(advice === undefined ? {} : { advice }) });
  });

  test("name a signature only if all of it is there", () => {
    expect(sniffFormat(latin1("RIFF\0\0\0\0WAV"))).toEqual({ kind: "other" });
    expect(sniffFormat(fileOf("RIFX\0\0\0\0WAVX"))).toEqual({ kind: "other" });
    expect(sniffFormat(new Uint8Array(0))).toEqual({ kind: "other" });
  });

  test.each(["path,emotion\n", "\tnames\r\n", "eight be", "~~~~~~~~", "        "])(
    "of letters, %j, are a text file",
    (text) => {
      expect(sniffFormat(latin1(text))).toEqual({ kind: "other", name: "text file" });
    },
  );

  test.each(["seven b", "a control\x08", "a control\x0e", "a delete\x7f", "\0\0\0\0\0\0\0\0", "umlauts: \xe4"])(
    "%j are no text file",
    (text) => {
      expect(sniffFormat(latin1(text))).toEqual({ kind: "other" });
    },
  );

  test("make a text file if 512 of them are letters, whatever follows", () => {
    const bytes = new Uint8Array(600).fill(0x61);
    expect(sniffFormat(bytes.with(512, 0))).toEqual({ kind: "other", name: "text file" });
    expect(sniffFormat(bytes.with(511, 0))).toEqual({ kind: "other" });
  });
});

describe("a bare MPEG stream", () => {
  /** Layer III of 128 kbit/s at 44,100 Hz: 417 bytes. */
  const frame = Uint8Array.from({ length: 417 }, (_, i) => [0xff, 0xfb, 0x90, 0xc4][i] ?? 0);
  const layerTwo = frame.with(1, 0xfd);
  const adts = Uint8Array.of(0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc, 0);
  const id3 = (size: number): Uint8Array =>
    Uint8Array.from([...latin1("ID3"), 4, 0, 0, 0, 0, 0, size, ...new Uint8Array(size)]);
  const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

  test.each([
    ["MP3", frame],
    ["MP2", layerTwo],
    ["AAC (ADTS)", adts],
  ])("is recognised by a frame at its beginning: %s", (name, bytes) => {
    expect(sniffFormat(bytes)).toMatchObject({ kind: "readable", name, format: { name }, start: 0 });
  });

  test("is recognised behind a tag, and a tag alone stands for MP3", () => {
    expect(sniffFormat(joined(id3(5), layerTwo))).toMatchObject({ name: "MP2", start: 15 });
    expect(sniffFormat(id3(5))).toMatchObject({ name: "MP3", start: 0 });
  });

  test("is recognised behind garbage if four frames follow one another", () => {
    const garbage = Uint8Array.of(1, 2, 3);
    expect(sniffFormat(joined(garbage, frame, frame, frame, frame))).toMatchObject({ name: "MP3", start: 3 });
    expect(sniffFormat(joined(garbage, frame, frame, frame))).toEqual({ kind: "other" });
  });

  test("lies behind a tag that other formats may have as well", () => {
    const flac = joined(id3(7), fileOf("fLaC"));
    expect(sniffFormat(flac)).toMatchObject({ name: "FLAC", start: 17 });
    expect(soundIn(flac)).toEqual(fileOf("fLaC"));
  });

  test("and every other file without a tag is sound from its first byte", () => {
    expect(soundIn(frame)).toBe(frame);
    expect(soundIn(fileOf("fLaC")).length).toBe(100);
    const unknown = new Uint8Array(20);
    expect(soundIn(unknown)).toBe(unknown);
  });
});
