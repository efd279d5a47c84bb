import { describe, expect, test } from "vitest";
import { oggPagesOf, type PlacedPacket } from "../../../src/audio/packets/oggPages.js";

interface Page {
  readonly flags: number;
  readonly position: number;
  readonly number: number;
  readonly segments: number[];
  readonly content: number[];
}

/** RFC 3533, section 6: the fields of each page. */
function pagesOf(headers: readonly Uint8Array[], packets: readonly PlacedPacket[]): Page[] {
  const pages: Page[] = [];
  const generator = oggPagesOf(headers, packets);
  for (let next = generator.next(); next.done !== true; next = generator.next(true)) {
    const view = new DataView(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    expect(String.fromCharCode(...next.value.subarray(0, 5))).toBe("OggS\0");
    expect(view.getUint32(14, true)).toBe(1);
    const segments = [...next.value.subarray(27, 27 + next.value[26]!)];
    pages.push({
      flags: next.value[5]!,
      position: Number(view.getBigInt64(6, true)),
      number: view.getUint32(18, true),
      segments,
      content: [...next.value.subarray(27 + segments.length)],
    });
    expect(pages.at(-1)!.content).toHaveLength(segments.reduce((sum, size) => sum + size, 0));
  }
  return pages;
}

const [continued, beginning, end] = [1, 2, 4];
const headers = [Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4, 5, 6)];
const packet = (length: number, position: number, fill = 9): PlacedPacket => ({
  data: new Uint8Array(length).fill(fill),
  position,
});

describe("packets as pages of an Ogg stream", () => {
  test("begin with the first header on a page, then the others, then the packets", () => {
    expect(pagesOf(headers, [packet(2, 960, 7), packet(1, 1_500, 8)])).toEqual([
      { flags: beginning, position: 0, number: 0, segments: [2], content: [1, 2] },
      { flags: 0, position: 0, number: 1, segments: [1, 3], content: [3, 4, 5, 6] },
      { flags: end, position: 1_500, number: 2, segments: [2, 1], content: [7, 7, 8] },
    ]);
  });

  test("hold at most 48 packets a page, and the last one ends the stream", () => {
    const packets = (count: number): PlacedPacket[] => Array.from({ length: count }, (_, i) => packet(1, i + 1));
    const found = (count: number): number[][] =>
      pagesOf(headers, packets(count))
        .slice(2)
        .map(({ flags, position, segments }) => [flags, position, segments.length]);
    expect(found(48)).toEqual([[end, 48, 48]]);
    expect(found(49)).toEqual([
      [0, 48, 48],
      [end, 49, 1],
    ]);
    expect(found(0)).toEqual([]);
  });

  test.each([
    [254, [254]],
    [255, [255, 0]],
    [256, [255, 1]],
    [510, [255, 255, 0]],
  ])("give a packet of %i bytes the segments %j", (length, segments) => {
    expect(pagesOf(headers, [packet(length, 1)])[2]!.segments).toEqual(segments);
  });

  test("continue a packet of more than 255 segments on the next page; only the last has a position", () => {
    const pages = pagesOf(headers, [packet(255 * 255 + 7, 960), packet(3, 1_000)]).slice(2);
    expect(pages.map(({ flags, position, segments }) => [flags, position, segments.length])).toEqual([
      [0, -1, 255],
      [continued | end, 1_000, 2],
    ]);
    expect(pages[1]!.segments).toEqual([7, 3]);
    expect(pages.map(({ number }) => number)).toEqual([2, 3]);
  });

  test("split the content where the segments are split", () => {
    const data = Uint8Array.from({ length: 255 * 255 + 3 }, (_, i) => i % 251);
    const [, , first, second] = pagesOf(headers, [{ data, position: 1 }]);
    expect(first!.content).toEqual([...data.subarray(0, 255 * 255)]);
    expect(second!.content).toEqual([...data.subarray(255 * 255)]);
  });

  test("end the stream on a page of exactly 255 segments", () => {
    const pages = pagesOf(headers, [packet(254 * 255, 960)]).slice(2);
    expect(pages.map(({ flags, position, segments }) => [flags, position, segments.length])).toEqual([[end, 960, 255]]);
  });

  test("do not mark a page as continued whose first packet begins there", () => {
    const packets = Array.from({ length: 48 }, (_, i) => packet(1_400, i));
    const [, , first, second] = pagesOf(headers, packets);
    // 42 packets of six segments each fill 252; the 43rd is split after three.
    expect([first!.segments.length, first!.flags, second!.flags]).toEqual([255, 0, continued | end]);
    const even = Array.from({ length: 47 }, (_, i) => packet(i === 0 ? 209 * 255 : 1, i));
    const [, , page, next] = pagesOf(headers, even);
    expect([page!.segments.length, next]).toEqual([
      255,
      { flags: end, position: 46, number: 3, segments: [1], content: [9] },
    ]);
  });
});
