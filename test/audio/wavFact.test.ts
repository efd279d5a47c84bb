import { expect, test } from "vitest";
import { wavFact } from "../../src/audio/wavFact.js";
import { chunk, riff } from "../support/wavFile.js";

/** A fmt chunk of a format with blocks: the tag, and the samples of a block in bytes 18 and 19. */
function blocks(tag: number, blockFrames: number, size = 20): ReturnType<typeof chunk> {
  const content = new Uint8Array(size);
  const view = new DataView(content.buffer);
  view.setUint16(0, tag, true);
  if (size >= 20) view.setUint16(18, blockFrames, true);
  return chunk("fmt ", content);
}
function fact(frames: number): ReturnType<typeof chunk> {
  const content = new Uint8Array(4);
  new DataView(content.buffer).setUint32(0, frames, true);
  return chunk("fact", content);
}
const data = chunk("data", [1, 2, 3, 4]);

test.each([0x0002, 0x0011, 0x0031])("format tag %i gives the frames of the file and of a block", (tag) => {
  expect(wavFact(riff([blocks(tag, 505), fact(70_000), data]))).toEqual({ frames: 70_000, blockFrames: 505 });
});

test("chunks of any size between the two are skipped with their padding", () => {
  const bytes = riff([blocks(0x11, 505, 22), chunk("LIST", [1, 2, 3]), fact(9), data]);
  expect(wavFact(bytes)).toEqual({ frames: 9, blockFrames: 505 });
});

test("a file cut right behind the fact chunk still has its length", () => {
  expect(wavFact(riff([blocks(0x02, 505), fact(9)]))).toEqual({ frames: 9, blockFrames: 505 });
});

test("the format may come last, right at the end, and be the hundredth chunk", () => {
  const others = Array.from({ length: 98 }, () => chunk("LIST"));
  expect(wavFact(riff([fact(9), ...others, blocks(0x11, 505)]))).toEqual({ frames: 9, blockFrames: 505 });
  expect(wavFact(riff([fact(9), ...others, chunk("LIST"), blocks(0x11, 505)]))).toBeUndefined();
});

test.each([
  ["a fmt chunk that is cut", riff([fact(9), blocks(0x0011, 505)]).subarray(0, -1)],
  ["another chunk that looks like a format", riff([{ ...blocks(0x0011, 505), id: "LIST" }, fact(9)])],
  ["another format", riff([blocks(0x0001, 505), fact(9), data])],
  ["a fmt chunk without blocks", riff([blocks(0x0011, 505, 18), fact(9), data])],
  ["no fact chunk", riff([blocks(0x0011, 505), data])],
  ["a fact chunk behind the samples", riff([blocks(0x0011, 505), data, fact(9)])],
  ["a fact chunk that is too short", riff([blocks(0x0011, 505), chunk("fact", [9, 0]), data])],
  ["a length of 0", riff([blocks(0x0011, 505), fact(0), data])],
  ["a fact chunk that is cut", riff([blocks(0x0011, 505), fact(9)]).subarray(0, 51)],
  [
    "more than a hundred chunks before it",
    riff([...Array.from({ length: 100 }, () => chunk("LIST")), blocks(0x11, 5), fact(9)]),
  ],
  ["no chunk", new Uint8Array(12)],
])("a file with %s does not say its length", (_, bytes) => {
  expect(wavFact(bytes)).toBeUndefined();
});
