import { describe, expect, test } from "vitest";
import { boxesIn } from "../../../src/audio/mp4/box.js";
import { readMp4Packets } from "../../../src/audio/mp4/readMp4Packets.js";
import { audioFixture } from "../../support/audioFixture.js";
import { box, bytesOf, text, u32 } from "../../support/mp4File.js";

/** The fixture with changed numbers in the box of this type, each given by its distance from the type's letters. */
function changed(type: string, numbers: Readonly<Record<number, number>>): Uint8Array {
  const bytes = audioFixture("opus-fragments.mp4");
  const at = Buffer.from(bytes).indexOf(type);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const [distance, value] of Object.entries(numbers)) view.setUint32(at + Number(distance), value);
  return bytes;
}

describe("a fragmented MP4 file", () => {
  test("provides its packets, the priming before them and the length of the recording", () => {
    const track = readMp4Packets(audioFixture("opus-fragments.mp4"));
    const packets = [...track.packets()];
    expect(track).toMatchObject({ coding: { kind: "opus" }, skip: 312, length: 60_960 });
    expect(packets).toHaveLength(64);
    expect(packets.every(({ data }) => data.length > 0)).toBe(true);
  });

  test("whose run declares four billion units is rejected before any of them is stored", () => {
    const [dataOffsetOnly, count] = [0x1, 0xffff_fff0];
    expect(() => readMp4Packets(changed("trun", { 4: dataOffsetOnly, 8: count }))).toThrow(
      "4294967280 units of audio in a trun box",
    );
    expect(() => readMp4Packets(changed("trun", { 8: count }))).toThrow("4294967280 units of audio in a trun box");
  });

  test("whose units lie beyond the end of the file is rejected as truncated", () => {
    expect(() => readMp4Packets(changed("trun", { 12: 0x7fff_0000 }))).toThrow(
      expect.objectContaining({ code: "truncated-audio" }),
    );
  });

  test("with 100,001 fragments is rejected", () => {
    const bytes = audioFixture("opus-fragments.mp4");
    const empty = Buffer.from("\0\0\0\x08moof", "latin1");
    const fragments = Buffer.from(bytes).toString("latin1").split("moof").length - 1;
    const withFragments = (count: number): Uint8Array =>
      Buffer.concat([bytes, Buffer.alloc((count - fragments) * 8, empty)]);
    expect([...readMp4Packets(withFragments(100_000)).packets()]).toHaveLength(64);
    expect(() => readMp4Packets(withFragments(100_001))).toThrow(
      expect.objectContaining({
        code: "unsupported-audio",
        message: "MP4 file of more than 100000 fragments",
      }),
    );
    expect(() => boxesIn(new DataView(new Uint8Array(Buffer.alloc(100_001 * 8, empty)).buffer), 0, 800_008)).toThrow(
      "more than 100000 boxes",
    );
  });

  test("with fragments of another track only has no audio", () => {
    expect(() => readMp4Packets(changed("tfhd", { 8: 7 }))).toThrow(expect.objectContaining({ code: "no-sound" }));
  });

  test.each(["stsz", "stco", "stts", "stsc"])("needs no table %s in its index", (type) => {
    const bytes = audioFixture("opus-fragments.mp4");
    bytes.set(text("free"), Buffer.from(bytes).indexOf(type));
    expect([...readMp4Packets(bytes).packets()]).toHaveLength(64);
  });

  test("is read without the units of its index if the index does not say where they are", () => {
    const bytes = changed("stsz", { 8: 10, 12: 5 });
    bytes.set(text("free"), Buffer.from(bytes).indexOf("stco"));
    expect([...readMp4Packets(bytes).packets()]).toHaveLength(64);
  });

  test.each([
    ["smaller than its header", [u32(7), text("free")]],
    ["with a 64-bit size of 0", [u32(1), text("free"), u32(0, 0)]],
    ["whose 64-bit size is cut off", [u32(1), text("free"), u32(0)]],
  ])("is read up to a box %s", (_, damage) => {
    const bytes = audioFixture("opus-fragments.mp4");
    expect([...readMp4Packets(bytesOf([bytes, ...damage])).packets()]).toHaveLength(64);
  });
});

describe("a QuickTime file of plain samples", () => {
  const full = (type: string, ...values: number[]): Uint8Array => box(type, u32(0, ...values));
  /** Two samples of 16 bits at 8,000 Hz, in the index; and as many in a fragment. */
  function file({ channels = 1, fragment = false } = {}): Uint8Array {
    const movie = (offset: number): Uint8Array => {
      const entry = box("sowt", u32(0, 1, 0, 0, channels * 65_536 + 16, 0, 8_000 * 65_536));
      const stbl = box(
        "stbl",
        box("stsd", u32(0, 1), entry),
        full("stts", 1, 2, 1),
        full("stsc", 1, 1, 2, 1),
        full("stsz", 2, 2),
        full("stco", 1, offset),
      );
      const hdlr = box("hdlr", u32(0, 0), text("soun"), new Uint8Array(13));
      const mdia = box("mdia", full("mdhd", 0, 0, 8_000, 0, 0), hdlr, box("minf", stbl));
      return box("moov", full("mvhd", 0, 0, 1_000, 0, 0), box("trak", full("tkhd", 0, 0, 7, 0, 0), mdia));
    };
    const content = Uint8Array.of(1, 0, 2, 0);
    // One unit of four bytes that lasts two ticks, eight bytes after the fragment's header.
    const run = box("trun", u32(0x1 | 0x100 | 0x200, 1, 68, 2, 4));
    const moof = box("moof", box("traf", full("tfhd", 7), run));
    const fragmentBytes = fragment ? [moof, box("mdat", Uint8Array.of(3, 0, 4, 0))] : [];
    return bytesOf([movie(movie(0).length + 8), box("mdat", content), ...fragmentBytes]);
  }

  test("has the samples of its index, then those of its fragments", () => {
    const samples = (bytes: Uint8Array): number[] =>
      [...readMp4Packets(bytes).packets()].flatMap(({ data }) => [...data]);
    expect(samples(file())).toEqual([1, 0, 2, 0]);
    expect(samples(file({ fragment: true }))).toEqual([1, 0, 2, 0, 3, 0, 4, 0]);
    expect(readMp4Packets(file({ fragment: true })).length).toBe(4);
  });

  test("is rejected without channels", () => {
    expect(() => readMp4Packets(file({ channels: 0 }))).toThrow(
      expect.objectContaining({
        code: "corrupt-audio",
        message: expect.stringContaining("2 units of audio") as string,
      }),
    );
  });
});
