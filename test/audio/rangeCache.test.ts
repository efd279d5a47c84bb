import { expect, test } from "vitest";
import { RangeCache } from "../../src/audio/rangeCache.js";

const cache = new RangeCache();
cache.add({ start: 10, size: 99, bytes: Uint8Array.of(1, 2, 3, 4) });
cache.add({ start: 12, size: 99, bytes: Uint8Array.of(3, 4, 5) });

test("a cache of ranges gives bytes that one piece has, from its first to its last", () => {
  expect(cache.get(10, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
  expect(cache.get(11, 2)).toEqual(Uint8Array.of(2, 3));
  expect(cache.get(13, 2)).toEqual(Uint8Array.of(4, 5));
});

test.each([
  [9, 2],
  [10, 5],
  [15, 1],
])("a cache of ranges does not give bytes that no single piece has: from %i, %i bytes", (start, length) => {
  expect(cache.get(start, length)).toBeUndefined();
});

test("a cache of ranges counts the bytes that were read, those read twice as two", () => {
  expect(cache.total).toBe(7);
  expect(new RangeCache().total).toBe(0);
});
