import { describe, expect, test } from "vitest";
import { boxesIn, readBoxHeader, type Box } from "../../../src/audio/mp4/box.js";
import { commentedSpan, spansOf, type Timeline } from "../../../src/audio/mp4/editList.js";
import { addFragment, trackDefaults, type TimedUnits } from "../../../src/audio/mp4/fragments.js";
import { fullBox, tableIn } from "../../../src/audio/mp4/fullBox.js";
import { mediaTicks, pcmChunks, unitCount, unitsOf } from "../../../src/audio/mp4/sampleTable.js";
import type { InputCode } from "../../../src/shared/errors.js";
import { box, bytesOf, text, u32 } from "../../support/mp4File.js";

/** A view of some boxes one after the other, and the boxes. */
function viewOf(...parts: Uint8Array[]): { view: DataView; boxes: Box[] } {
  const view = new DataView(bytesOf(parts).buffer);
  return { view, boxes: boxesIn(view, 0, view.byteLength) };
}
const coded = (code: InputCode): Error => expect.objectContaining({ code }) as Error;
const full = (type: string, version: number, ...values: number[]): Uint8Array =>
  box(type, Uint8Array.of(version, 0, 0, 0), u32(...values));

describe("a box's header", () => {
  const header = (...parts: Uint8Array[]): ReturnType<typeof readBoxHeader> =>
    readBoxHeader(new DataView(bytesOf([u32(7), ...parts]).buffer), 4);

  test("has a size of 32 bits, of 64 bits, or goes to the end", () => {
    expect(header(u32(300), text("mdat"))).toEqual({ type: "mdat", headerBytes: 8, size: 300 });
    expect(header(u32(1), text("mdat"), u32(2, 3))).toEqual({ type: "mdat", headerBytes: 16, size: 2 * 2 ** 32 + 3 });
    expect(header(u32(0), text("mdat"))).toEqual({ type: "mdat", headerBytes: 8, size: Infinity });
    expect(header(u32(2), text("mdat"))).toEqual({ type: "mdat", headerBytes: 8, size: 2 });
  });

  test("is unknown if bytes are missing", () => {
    expect(header(u32(300), text("mda"))).toBeUndefined();
    expect(header(u32(1), text("mdat"), u32(2), text("abc"))).toBeUndefined();
  });
});

describe("the boxes in a box", () => {
  test("follow one another; the last one may extend to the end, and fewer than eight bytes are ignored", () => {
    const open = bytesOf([u32(0), text("mdat"), u32(1, 2)]);
    expect(viewOf(box("free"), box("moov", u32(5)), open).boxes).toEqual([
      { type: "free", start: 8, end: 8 },
      { type: "moov", start: 16, end: 20 },
      { type: "mdat", start: 28, end: 36 },
    ]);
    expect(viewOf(box("free"), new Uint8Array(7)).boxes).toHaveLength(1);
    expect(viewOf(bytesOf([u32(1), text("wide"), u32(0, 20, 9)])).boxes).toEqual([
      { type: "wide", start: 16, end: 20 },
    ]);
  });

  test.each([
    ["smaller than its header", bytesOf([u32(7), text("free")]), 'box "free" of 7 bytes where 8 are left'],
    ["longer than what is left", bytesOf([u32(9), text("free")]), 'box "free" of 9 bytes where 8 are left'],
    [
      "of 64 bits and smaller than that",
      bytesOf([u32(1), text("wide"), u32(0, 15)]),
      'box "wide" of 15 bytes where 16',
    ],
    ["without a whole header", bytesOf([u32(1), text("wide"), u32(0)]), 'box "?" of 0 bytes where 12 are left'],
  ])("cannot be %s", (_, bytes, message) => {
    expect(() => viewOf(box("moov"), bytes)).toThrow(`corrupt MP4 file: ${message}`);
    expect(() => viewOf(bytes)).toThrow(coded("corrupt-audio"));
  });

  test("are at most 100,000", () => {
    const many = (count: number): DataView =>
      new DataView(bytesOf(new Array<Uint8Array>(count).fill(box("free"))).buffer);
    expect(boxesIn(many(100_000), 0, 800_000)).toHaveLength(100_000);
    expect(() => boxesIn(many(100_001), 0, 800_008)).toThrow("more than 100000 boxes in one");
  });

  test("have a version, and tables with as many rows as they say", () => {
    const { view, boxes } = viewOf(full("stts", 1, 9, 2, 10, 11, 12, 13));
    expect(fullBox(view, boxes[0]!, 24)).toEqual({ version: 1, start: 12, end: 36 });
    expect(() => fullBox(view, boxes[0]!, 25)).toThrow("stts box of 24 bytes, at least 25 expected");
    expect(tableIn(view, boxes[0]!, 8, 4)).toEqual({ rows: 2, start: 20, rowBytes: 8 });
    expect(tableIn(view, boxes[0]!, (version) => 7 + version, 4)).toEqual({ rows: 2, start: 20, rowBytes: 8 });
    expect(() => tableIn(view, boxes[0]!, 9, 4)).toThrow("stts box of 16 bytes for 2 rows of 9 bytes");
    expect(() => tableIn(view, boxes[0]!, 8, 21)).toThrow("stts box of 24 bytes, at least 25 expected");
  });
});

describe("an edit list", () => {
  /** A second at 48,000 Hz; the file counts in milliseconds. */
  const second: Timeline = { timescale: 48_000, movieTimescale: 1_000, ticks: 48_000, sampleRate: 48_000 };
  const once = 0x1_0000;
  function spans(edits: number[], change: Partial<Timeline> = {}, limit = Infinity, version = 0): [number, number][] {
    const rows = edits.length / (version === 0 ? 3 : 5);
    const { view, boxes } = viewOf(full("elst", version, rows, ...edits));
    return spansOf(view, boxes[0]!, { ...second, ...change }, limit).map(({ start, end }) => [start, end]);
  }

  test("plays parts of the audio, one after the other", () => {
    expect(spans([500, 1_024, once])).toEqual([[1_024, 25_024]]);
    expect(spans([100, 0, once, 200, 24_000, once])).toEqual([
      [0, 4_800],
      [24_000, 33_600],
    ]);
    expect(spans([0, 500, 0, 1_024, once], {}, Infinity, 1)).toEqual([[1_024, 25_024]]);
  });

  test("plays to the end for a duration of 0, one beyond the end, or one within a tick of it", () => {
    expect(spans([0, 1_024, once])).toEqual([[1_024, 48_000]]);
    expect(spans([5_000, 1_024, once])).toEqual([[1_024, 48_000]]);
    expect(spans([979, 1_024, once])).toEqual([[1_024, 48_000]]);
    expect(spans([978, 1_024, once])).toEqual([[1_024, 48_000]]);
    expect(spans([977, 1_024, once])).toEqual([[1_024, 1_024 + 46_896]]);
    expect(spans([999, 0, once])).toEqual([[0, 47_952]]);
  });

  test("counts in ticks of the track and gives samples", () => {
    expect(spans([500, 500, once], { timescale: 1_000, ticks: 1_000 })).toEqual([[24_000, 48_000]]);
    expect(spans([50, 500, once], { timescale: 1_000, ticks: 1_000, movieTimescale: 100 })).toEqual([[24_000, 48_000]]);
  });

  test("leaves out empty edits and those behind the end", () => {
    expect(spans([300, -1, once, 500, 0, once, 100, 48_000, once])).toEqual([[0, 24_000]]);
    expect(spans([300, -1, 0, 500, 0, once])).toEqual([[0, 24_000]]);
    const all = 0xffff_ffff;
    expect(spans([0, 300, all, all, once, 0, 500, 0, 0, once], {}, Infinity, 1)).toEqual([[0, 24_000]]);
  });

  test("leaves out edits of less than half a sample", () => {
    const slow = { movieTimescale: 48_000, sampleRate: 8_000 };
    expect(spans([1, 0, once, 6_000, 0, once], slow)).toEqual([[0, 1_000]]);
  });

  test("ends with the limit", () => {
    expect(spans([100, 4_800, once, 200, 24_000, once], {}, 5_000)).toEqual([
      [4_800, 9_600],
      [24_000, 24_200],
    ]);
    expect(spans([100, 0, once, 200, 24_000, once], {}, 5_000)).toEqual([
      [0, 4_800],
      [24_000, 24_200],
    ]);
    expect(spans([100, 0, once, 200, 24_000, once], {}, 4_800)).toEqual([[0, 4_800]]);
  });

  test("is rejected at another speed, or if it plays nothing", () => {
    expect(() => spans([500, 0, 2 * once])).toThrow(coded("unsupported-audio"));
    expect(() => spans([500, 0, 2 * once])).toThrow("MP4 file whose edit list changes the playback speed");
    expect(() => spans([500, 48_000, once])).toThrow("its edit list (elst) plays none of its audio");
    expect(() => spans([])).toThrow("its edit list (elst) plays none of its audio");
  });
});

describe("iTunes's comment on priming", () => {
  const item = (type: string, name: string, value: string): Uint8Array =>
    box(
      type,
      box("mean", u32(0), text("com.apple.iTunes")),
      box("name", u32(0), text(name)),
      box("data", u32(1, 0), text(value)),
    );
  function span(samples: number, ...items: Uint8Array[]): [number, number] | undefined {
    const { view, boxes } = viewOf(box("ilst", ...items));
    const found = commentedSpan(view, boxes[0]!, samples);
    return found && [found.start, found.end];
  }
  const comment = " 00000000 00000840 000001CA 00000000000017F6 00000000";

  test("names the first sample and the number of samples", () => {
    expect(span(10_000, item("----", "iTunSMPB", comment))).toEqual([0x840, 0x840 + 0x17f6]);
    expect(span(0x840 + 0x17f6, item("----", "iTunSMPB", comment))).toEqual([0x840, 0x840 + 0x17f6]);
    expect(span(10_000, item("----", "iTunNORM", comment), item("----", "iTunSMPB", comment))).toBeDefined();
    expect(span(10_000, item("----", "iTunSMPB and more", ` 0  840\t1CA 17F6 `))).toEqual([0x840, 0x840 + 0x17f6]);
    const named = box("----", box("name", u32(0), text("iTunSMPB")));
    const unnamed = box("----", box("data", u32(1, 0), text(comment)));
    expect(span(10_000, named, unnamed, item("----", "iTunSMPB", comment))).toBeDefined();
    expect(span(10_000, box("----", box("name")), item("----", "iTunSMPB", comment))).toBeDefined();
  });

  test.each([
    ["more samples than there are", 0x840 + 0x17f5, item("----", "iTunSMPB", comment)],
    ["no samples", 10_000, item("----", "iTunSMPB", " 0 840 1CA 0 0")],
    ["an invalid digit", 10_000, item("----", "iTunSMPB", " 0 84g 1CA 17F6")],
    ["an invalid digit within", 10_000, item("----", "iTunSMPB", " 0 8g40 1CA 17F6")],
    ["too few numbers", 10_000, item("----", "iTunSMPB", " 0 840 1CA")],
    ["another name", 10_000, item("----", "iTunNORM", comment)],
    ["a name beyond its 256 bytes", 10_000, item("----", "iTunSMPB", `${" ".repeat(256)}${comment}`)],
    ["another type", 10_000, item("aART", "iTunSMPB", comment)],
  ])("is not used with %s", (_, samples, ilst) => {
    expect(span(samples, ilst)).toBeUndefined();
  });
});

describe("the table of a track's units", () => {
  /** Units of 10, 20, 30, 40 and 50 bytes: two in each of two chunks, then one. */
  const sizes = full("stsz", 0, 0, 5, 10, 20, 30, 40, 50);
  function tables(
    ...[stsc, offsets, stsz]: [number[]?, Uint8Array?, Uint8Array?]
  ): Parameters<typeof unitsOf>[1] & { view: DataView } {
    const { view, boxes } = viewOf(
      full("stts", 0, 1, 5, 1_024),
      full("stsc", 0, ...(stsc ?? [2, 1, 2, 1, 3, 1, 1])),
      stsz ?? sizes,
      offsets ?? full("stco", 0, 3, 1_000, 2_000, 3_000),
    );
    return { view, stts: boxes[0]!, stsc: boxes[1]!, stsz: boxes[2]!, chunkOffsets: boxes[3]! };
  }
  function units(
    first: number,
    last: number,
    fileSize = 10_000,
    ...given: Parameters<typeof tables>
  ): [number[], number[]] {
    const { view, ...boxes } = tables(...given);
    const found = unitsOf(view, boxes, first, last, fileSize);
    return [[...found.offsets], [...found.sizes]];
  }

  test("gives the place and size of each", () => {
    expect(units(0, 5)).toEqual([
      [1_000, 1_010, 2_000, 2_030, 3_000],
      [10, 20, 30, 40, 50],
    ]);
    expect(units(1, 3)).toEqual([
      [1_010, 2_000],
      [20, 30],
    ]);
    expect(units(2, 2)).toEqual([[], []]);
  });

  test("has 64-bit offsets, and one size for all", () => {
    const wide = full("co64", 0, 3, 0, 1_000, 1, 0, 1, 100);
    expect(units(0, 5, 2 ** 33, undefined, wide)[0]).toEqual([1_000, 1_010, 2 ** 32, 2 ** 32 + 30, 2 ** 32 + 100]);
    expect(units(0, 5, 10_000, undefined, undefined, full("stsz", 0, 7, 5))).toEqual([
      [1_000, 1_007, 2_000, 2_007, 3_000],
      [7, 7, 7, 7, 7],
    ]);
  });

  test("is checked against the file's size and against itself", () => {
    expect(units(0, 5, 3_050)[0]).toHaveLength(5);
    expect(() => units(0, 5, 3_049)).toThrow(coded("truncated-audio"));
    expect(() => units(0, 5, 3_049)).toThrow("truncated MP4 file: 3049 of at least 3050 bytes found");
    expect(units(0, 4, 3_000)[0]).toHaveLength(4);
    expect(() => units(0, 5, 9_999, undefined, undefined, full("stsz", 0, 0, 5, 10, 20, 0, 40, 50))).toThrow(
      "unit 2 of the audio has 0 bytes",
    );
    expect(() => units(0, 5, 9_999, [1, 1, 1, 1])).toThrow("its chunks (stsc, stco) contain 3 units of audio");
    const same = full("stco", 0, 3, 0, 0, 0);
    expect(() => units(0, 5, 149, undefined, same)).toThrow("150 bytes of audio in a file of 149 bytes");
    expect(units(0, 5, 150, undefined, same)[0]).toEqual([0, 10, 0, 30, 0]);
  });

  test.each([
    ["chunks 0 to 3 of 3 with 2 units each", [1, 0, 2, 1]],
    ["chunks 4 to 3 of 3 with 2 units each", [1, 4, 2, 1]],
    ["chunks 1 to 0 of 3 with 2 units each", [2, 1, 2, 1, 1, 2, 1]],
    ["chunks 1 to 4 of 3 with 2 units each", [2, 1, 2, 1, 5, 2, 1]],
    ["chunks 1 to 3 of 3 with 0 units each", [1, 1, 0, 1]],
  ])("cannot have %s", (message, stsc) => {
    expect(() => units(0, 5, 10_000, stsc)).toThrow(`corrupt MP4 file: ${message} (stsc)`);
  });

  test("is read only up to the requested length", () => {
    const broken = [3, 1, 2, 1, 2, 2, 1, 9, 0, 1];
    expect(units(0, 2, 1_030, broken)[0]).toEqual([1_000, 1_010]);
    expect(units(0, 1, 1_010)[0]).toEqual([1_000]);
    expect(units(1, 2, 9_999, undefined, undefined, full("stsz", 0, 0, 5, 0, 20, 30, 40, 50))[0]).toEqual([1_000]);
    const { view, ...boxes } = tables(broken);
    expect([...pcmChunks(view, boxes, 2, 4, 9_999).sizes]).toEqual([8]);
  });

  test("has as many durations as sizes", () => {
    const ticks = (count: number, ...values: number[]): number => {
      const { view, boxes } = viewOf(full("stts", 0, ...values));
      return mediaTicks(view, boxes[0]!, count);
    };
    expect(ticks(5, 2, 4, 1_024, 1, 100)).toBe(4 * 1_024 + 100);
    expect(() => ticks(6, 2, 4, 1_024, 1, 100)).toThrow("durations (stts) of 5 units, sizes (stsz) of 6");
  });

  test("has at most a unit for each byte of the file, and 1,048,576", () => {
    const count = (fileSize: number, ...values: number[]): number => {
      const { view, boxes } = viewOf(full("stsz", 0, ...values));
      return unitCount(view, boxes[0]!, fileSize);
    };
    expect(count(3, 0, 3, 1, 1, 1)).toBe(3);
    expect(() => count(2, 0, 3, 1, 1, 1)).toThrow("3 units of audio in a file of 2 bytes");
    expect(() => count(9, 0, 4, 1, 1, 1)).toThrow("stsz box of 12 bytes for 4 rows of 4 bytes");
    expect(count(12, 4, 3)).toBe(3);
    expect(() => count(11, 4, 3)).toThrow("3 units of audio in a file of 11 bytes");
    expect(count(2 ** 21, 1, 2 ** 20)).toBe(2 ** 20);
    expect(() => count(2 ** 21, 1, 2 ** 20 + 1)).toThrow(coded("unsupported-audio"));
    expect(() => count(2 ** 21, 1, 2 ** 20 + 1)).toThrow("MP4 file of 1048577 audio packets; at most 1048576");
  });

  test("gives the chunks of plain samples as wholes", () => {
    const chunks = (frames: number, fileSize = 10_000, ...given: Parameters<typeof tables>): [number[], number[]] => {
      const { view, ...boxes } = tables(...given);
      const found = pcmChunks(view, boxes, frames, 4, fileSize);
      return [[...found.offsets], [...found.sizes]];
    };
    expect(chunks(5)).toEqual([
      [1_000, 2_000, 3_000],
      [8, 8, 4],
    ]);
    expect(chunks(3)).toEqual([
      [1_000, 2_000],
      [8, 4],
    ]);
    expect(chunks(2, 1_008)).toEqual([[1_000], [8]]);
    expect(() => chunks(2, 1_007)).toThrow("truncated MP4 file: 1007 of at least 1008 bytes found");
    expect(() => chunks(7)).toThrow("its chunks (stsc, stco) lack 2 units of its sizes (stsz)");
    expect(chunks(5, 2 ** 33, undefined, full("co64", 0, 3, 0, 9, 1, 0, 1, 100))[0]).toEqual([
      9,
      2 ** 32,
      2 ** 32 + 100,
    ]);
  });
});

describe("a fragment", () => {
  const flagged = (type: string, flags: number, ...values: number[]): Uint8Array => box(type, u32(flags, ...values));
  const defaults = { duration: 960, size: 100 };
  function fragment(
    boxes: Uint8Array[],
    given = defaults,
    before: TimedUnits = { offsets: [], sizes: [], durations: [] },
  ): TimedUnits {
    const bytes = bytesOf([new Uint8Array(50), box("moof", flagged("mfhd", 0, 1), ...boxes), new Uint8Array(500)]);
    const view = new DataView(bytes.buffer);
    addFragment(before, view, { type: "moof", start: 58, end: 50 + view.getUint32(50), boxStart: 50 }, 7, given);
    return before;
  }
  const traf = (tfhd: Uint8Array, ...truns: Uint8Array[]): Uint8Array => box("traf", tfhd, ...truns);

  test("has units of the track's size and duration, after its own beginning", () => {
    expect(fragment([traf(flagged("tfhd", 0, 7), flagged("trun", 0x1, 2, 60))])).toEqual({
      offsets: [110, 210],
      sizes: [100, 100],
      durations: [960, 960],
    });
    expect(fragment([traf(flagged("tfhd", 0, 7), flagged("trun", 0, 1))]).offsets).toEqual([50]);
    expect(fragment([traf(flagged("tfhd", 0, 7), flagged("trun", 0x1, 1, -20))]).offsets).toEqual([30]);
  });

  test("may have its own place, duration and size", () => {
    const tfhd = flagged("tfhd", 0x1 | 0x2 | 0x8 | 0x10, 7, 1, 5, 99, 480, 30);
    expect(fragment([traf(tfhd, flagged("trun", 0x1, 2, 60))])).toEqual({
      offsets: [2 ** 32 + 65, 2 ** 32 + 95],
      sizes: [30, 30],
      durations: [480, 480],
    });
    expect(fragment([traf(flagged("tfhd", 0x10, 7, 30), flagged("trun", 0, 1))]).sizes).toEqual([30]);
    expect(fragment([traf(flagged("tfhd", 0x8, 7, 30), flagged("trun", 0, 1))]).durations).toEqual([30]);
  });

  test("may have rows of durations, sizes, flags and offsets, which later runs follow", () => {
    const first = flagged("trun", 0x1 | 0x4 | 0x100 | 0x200 | 0x400 | 0x800, 2, 60, 9, 960, 10, 1, 1, 480, 20, 1, 1);
    const second = flagged("trun", 0x200, 2, 5, 6);
    const third = flagged("trun", 0x100, 1, 123);
    expect(fragment([traf(flagged("tfhd", 0, 7), first, second, third)])).toEqual({
      offsets: [110, 120, 140, 145, 151],
      sizes: [10, 20, 5, 6, 100],
      durations: [960, 480, 960, 960, 123],
    });
  });

  test("of another track is skipped", () => {
    const other = traf(flagged("tfhd", 0, 8), flagged("trun", 0, 1));
    const ours = traf(flagged("tfhd", 0, 7), flagged("trun", 0, 1));
    expect(fragment([other]).offsets).toEqual([]);
    expect(fragment([other, ours, box("free")]).offsets).toEqual([50]);
  });

  test("is rejected without a header, or if boxes are too small for what they say", () => {
    expect(() => fragment([box("traf", flagged("trun", 0, 1))])).toThrow("a fragment without a header (tfhd)");
    expect(() => fragment([traf(flagged("tfhd", 0x1, 7, 1))])).toThrow("tfhd box of 12 bytes");
    expect(() => fragment([traf(flagged("tfhd", 0x18, 7, 1))])).toThrow("tfhd box of 12 bytes");
    const rows = (count: number, ...values: number[]) =>
      fragment([traf(flagged("tfhd", 0, 7), flagged("trun", 0x200, count, ...values))]);
    expect(rows(2, 1, 1).sizes).toEqual([1, 1]);
    expect(() => rows(3, 1, 1)).toThrow("3 units of audio in a trun box of 12 bytes");
    const sized = (count: number) => fragment([traf(flagged("tfhd", 0, 7), flagged("trun", 0, count))]);
    expect(sized(6).sizes).toHaveLength(6);
    expect(() => sized(7)).toThrow("7 units of audio in a trun box of 4 bytes");
    const large = (size: number) =>
      fragment([traf(flagged("tfhd", 0, 7), flagged("trun", 0, 1))], { duration: 1, size });
    expect(large(614).sizes).toEqual([614]);
    expect(() => large(615)).toThrow("1 units of audio in a trun box of 4 bytes");
    const own = [traf(flagged("tfhd", 0, 7), flagged("trun", 0x200, 1, 5))];
    expect(fragment(own, { duration: 1, size: 9_999 }).sizes).toEqual([5]);
    const empty = (count: number) =>
      fragment([traf(flagged("tfhd", 0, 7), flagged("trun", 0, count))], { duration: 1, size: 0 });
    expect(empty(600).sizes).toHaveLength(600);
    expect(() => empty(700)).toThrow("700 units of audio in a trun box of 4 bytes");
  });

  test("adds to the units before it, up to 1,048,576", () => {
    const before = (count: number): TimedUnits => ({
      offsets: [],
      sizes: new Array<number>(count).fill(1),
      durations: [],
    });
    const one = [traf(flagged("tfhd", 0, 7), flagged("trun", 0, 1))];
    expect(fragment(one, defaults, before(2 ** 20 - 1)).sizes).toHaveLength(2 ** 20);
    expect(() => fragment(one, defaults, before(2 ** 20))).toThrow(coded("unsupported-audio"));
    expect(() => fragment(one, defaults, before(2 ** 20))).toThrow("MP4 file of more than 1048576 audio packets");
  });

  test("takes its track's defaults from the movie's header", () => {
    const trex = (track: number, duration: number, size: number): Uint8Array =>
      full("trex", 0, track, 1, duration, size, 0);
    const { view, boxes } = viewOf(box("mvex", box("mehd", u32(0, 7, 9, 9, 9, 9)), trex(6, 1, 2), trex(7, 960, 100)));
    expect(trackDefaults(view, boxes[0], 7)).toEqual({ duration: 960, size: 100 });
    expect(trackDefaults(view, boxes[0], 0)).toEqual({ duration: 0, size: 0 });
    expect(trackDefaults(view, undefined, 7)).toEqual({ duration: 0, size: 0 });
    const short = viewOf(box("mvex", full("trex", 0, 7, 1, 960, 100)));
    expect(() => trackDefaults(short.view, short.boxes[0], 7)).toThrow("trex box of 16 bytes, at least 20 expected");
  });
});
