import { expect, test } from "vitest";
import { behindId3 } from "../../src/audio/id3.js";

const tag = (...size: number[]): Uint8Array => Uint8Array.from([0x49, 0x44, 0x33, 4, 0, 0, ...size, 0, 0]);

test("an ID3v2 tag ends after its header of ten bytes and its length of four groups of seven bits", () => {
  expect(behindId3(tag(0, 0, 0, 0))).toBe(10);
  expect(behindId3(tag(1, 2, 3, 4))).toBe(10 + 2 ** 21 + 2 * 2 ** 14 + 3 * 2 ** 7 + 4);
  expect(behindId3(tag(0, 0, 0, 5).subarray(0, 10))).toBe(15);
});

test("a file without a whole ID3v2 header begins at its first byte", () => {
  expect(behindId3(tag(0, 0, 0, 5).subarray(0, 9))).toBe(0);
  expect(behindId3(Uint8Array.from(tag(0, 0, 0, 5), (byte, i) => (i === 2 ? 0x34 : byte)))).toBe(0);
  expect(behindId3(new Uint8Array(0))).toBe(0);
});
