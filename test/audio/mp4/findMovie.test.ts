import { describe, expect, test } from "vitest";
import { findMovie } from "../../../src/audio/mp4/findMovie.js";
import { RangeCache } from "../../../src/audio/rangeCache.js";
import { fileInMemory, type RangedFile, type RangeRequest } from "../../../src/audio/rangedFile.js";
import type { InputCode } from "../../../src/shared/errors.js";
import { box, bytesOf, text, u32 } from "../../support/mp4File.js";

const rejection = (code: InputCode, message: string): Error => expect.objectContaining({ code, message }) as Error;

/** The index of a file, and what was read to find it; a number of its first and last bytes are in the cache. */
async function find(
  bytes: Uint8Array,
  first = 0,
  last = 0,
  inner: RangedFile = fileInMemory(bytes),
): Promise<{ moov: number[]; reads: RangeRequest[] }> {
  const cache = new RangeCache();
  if (first > 0) cache.add({ bytes: bytes.subarray(0, first), start: 0, size: bytes.length });
  if (last > 0) cache.add({ bytes: bytes.subarray(-last), start: bytes.length - last, size: bytes.length });
  const reads: RangeRequest[] = [];
  const file: RangedFile = { ...inner, read: async (range) => (reads.push(range), inner.read(range)) };
  return { moov: [...(await findMovie(file, cache, bytes.length))], reads };
}

const ftyp = box("ftyp", text("isom"));
const moov = box(
  "moov",
  Uint8Array.from({ length: 40 }, (_, i) => i),
);
const content = Array.from({ length: 40 }, (_, i) => i);
const mdat = (length: number): Uint8Array => box("mdat", new Uint8Array(length));

describe("the index of an MP4 file", () => {
  test("is found in the cache without a read, wherever it is", async () => {
    const bytes = bytesOf([ftyp, moov, mdat(9_000)]);
    expect(await find(bytes, 80)).toEqual({ moov: content, reads: [] });
    const behind = bytesOf([ftyp, mdat(9_000), moov]);
    expect(await find(behind, 40, 60)).toEqual({ moov: content, reads: [] });
  });

  test("is read in steps of 4,096 bytes if it is not in the cache", async () => {
    const bytes = bytesOf([ftyp, mdat(9_000), moov, box("free", new Uint8Array(5_000))]);
    const at = ftyp.length + 9_008;
    expect(await find(bytes)).toEqual({
      moov: content,
      reads: [
        { start: 0, length: 4_096 },
        { start: at, length: 4_096 },
      ],
    });
  });

  test("that is larger than a step is read with the header of the next box", async () => {
    const large = box("moov", new Uint8Array(6_000));
    const bytes = bytesOf([ftyp, large, mdat(9_000)]);
    const { moov: found, reads } = await find(bytes, 100);
    expect(found).toHaveLength(6_000);
    expect(reads).toEqual([{ start: 20, length: 6_000 + 32 }]);
    const atEnd = bytesOf([ftyp, large]);
    expect((await find(atEnd, 100)).reads).toEqual([{ start: 20, length: 6_000 }]);
  });

  test("may run to the end, and boxes may have sizes of 64 bits", async () => {
    const open = bytesOf([u32(0), text("moov"), moov.subarray(8)]);
    const wide = bytesOf([u32(1), text("mdat"), u32(0, 24, 1, 2)]);
    expect((await find(bytesOf([ftyp, wide, open]))).moov).toEqual(content);
    expect((await find(bytesOf([ftyp, wide, box("free"), moov, box("free")]))).moov).toEqual(content);
    expect((await find(bytesOf([box("moov"), u32(8), text("free")]))).moov).toEqual([]);
  });

  test("is enough, whatever follows it", async () => {
    expect((await find(bytesOf([ftyp, moov, u32(3), text("what")]))).moov).toEqual(content);
    const uncached = bytesOf([ftyp, moov, mdat(9_000), u32(3), text("what")]);
    expect(await find(uncached, 100)).toEqual({ moov: content, reads: [] });
    const many = bytesOf([ftyp, moov, ...new Array<Uint8Array>(100).fill(box("free"))]);
    expect((await find(many)).moov).toEqual(content);
  });

  test("is looked for among the first 64 boxes", async () => {
    const frees = (count: number): Uint8Array[] => new Array<Uint8Array>(count).fill(box("free"));
    expect((await find(bytesOf([...frees(63), moov, box("free")]))).moov).toEqual(content);
    await expect(find(bytesOf([...frees(64), moov]))).rejects.toThrow(
      rejection("corrupt-audio", "corrupt MP4 file: no index (moov) among its first 64 boxes"),
    );
  });

  const types = "ftyp styp mdat free skip wide uuid mfra sidx ssix meta udta pnot pdin emsg prft bloc meco".split(" ");
  test.each(types)("may come after a box named %s", async (type) => {
    expect((await find(bytesOf([box(type, u32(1)), moov]))).moov).toEqual(content);
  });

  test.each<[string, Uint8Array, InputCode, string]>([
    ["a fragment", box("moof"), "unsupported-audio", "fragmented MP4 file (moof)"],
    [
      "an unknown box",
      bytesOf([ftyp, box("what"), moov]),
      "corrupt-audio",
      `corrupt MP4 file: a box of type "what" at byte 12`,
    ],
    [
      "a box smaller than its header",
      bytesOf([ftyp, u32(7), text("free"), moov]),
      "corrupt-audio",
      "corrupt MP4 file: free box of 7 bytes",
    ],
    [
      "a box of 64 bits smaller than its header",
      bytesOf([ftyp, u32(1), text("free"), u32(0, 15), moov]),
      "corrupt-audio",
      "corrupt MP4 file: free box of 15 bytes",
    ],
    [
      "no index before a last box of 8 bytes",
      bytesOf([ftyp, box("free")]),
      "truncated-audio",
      "truncated MP4 file: 20 bytes without an index (moov)",
    ],
    [
      "a box that is cut off",
      bytesOf([ftyp, mdat(20)]).subarray(0, -1),
      "truncated-audio",
      "truncated MP4 file: its mdat box ends at byte 40, the file at byte 39",
    ],
    [
      "a cut box after the index",
      bytesOf([ftyp, moov, mdat(20)]).subarray(0, -1),
      "truncated-audio",
      "truncated MP4 file: its mdat box ends at byte 88, the file at byte 87",
    ],
    [
      "a part of a header",
      bytesOf([ftyp, u32(20), text("mda")]),
      "truncated-audio",
      "truncated MP4 file: 19 of at least 28 bytes found",
    ],
    ["no index", bytesOf([ftyp, mdat(20)]), "truncated-audio", "truncated MP4 file: 40 bytes without an index (moov)"],
    ["nothing", new Uint8Array(0), "truncated-audio", "truncated MP4 file: 0 bytes without an index (moov)"],
  ])("is not found in a file with %s", async (_, bytes, code, message) => {
    await expect(find(bytes)).rejects.toThrow(rejection(code, message));
  });

  test("is not found in a file that is shorter than it said", async () => {
    const bytes = bytesOf([ftyp, moov, mdat(20)]);
    const cutAt = (length: number) => find(bytes, 0, 0, fileInMemory(bytes.subarray(0, length)));
    await expect(cutAt(0)).rejects.toThrow(
      rejection("truncated-audio", `truncated MP4 file: ${bytes.length} of at least 16 bytes found`),
    );
    await expect(cutAt(59)).rejects.toThrow(
      rejection("truncated-audio", `truncated MP4 file: ${bytes.length} of at least 60 bytes found`),
    );
  });
});
