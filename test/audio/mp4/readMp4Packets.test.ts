import { describe, expect, test } from "vitest";
import { boxesIn } from "../../../src/audio/mp4/box.js";
import { readMp4Packets } from "../../../src/audio/mp4/readMp4Packets.js";
import { audioFixture } from "../../support/audioFixture.js";

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
    expect(() => readMp4Packets(Buffer.concat([bytes, Buffer.alloc(100_001 * 8, empty)]))).toThrow(
      "more than 100000 fragments",
    );
    expect(() => boxesIn(new DataView(new Uint8Array(Buffer.alloc(100_001 * 8, empty)).buffer), 0, 800_008)).toThrow(
      "more than 100000 boxes",
    );
  });

  test("with fragments of another track only has no audio", () => {
    expect(() => readMp4Packets(changed("tfhd", { 8: 7 }))).toThrow(expect.objectContaining({ code: "no-sound" }));
  });
});
