import { describe, expect, test } from "vitest";
import { compareBytes } from "../../../src/shared/objects/byteOrder.js";

// One character from each range where UTF-8's and UTF-16's orders could differ, and neighbours of "/".
const letters = [
  "",
  "-",
  ".",
  "/",
  "0",
  "A",
  "a",
  "\u007f",
  "é",
  "\u{d7ff}",
  "\u{e000}",
  "\u{ffee}",
  "𝄞",
  "😀",
  "\u{10ffff}",
];
const texts = letters.flatMap((first) => letters.map((second) => first + second));

describe("compareBytes", () => {
  test("agrees with the order of UTF-8 bytes for every pair", () => {
    for (const a of texts) {
      for (const b of texts) {
        expect(Math.sign(compareBytes(a, b)), `${a} and ${b}`).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }
    }
  });

  test("puts a character above U+FFFF after U+E000, unlike JavaScript's own order", () => {
    const pair = ["😀", "\u{e000}"];
    expect([...pair].sort(compareBytes)).toEqual(["\u{e000}", "😀"]);
    expect([...pair].sort()).toEqual(["😀", "\u{e000}"]);
  });
});
