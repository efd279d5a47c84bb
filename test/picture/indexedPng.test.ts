import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { indexedPng } from "../../src/picture/indexedPng.js";
import { sequential } from "../../src/picture/palettes.js";
import { temporaryDirectory } from "../support/corpus.js";
import { ffmpegMissing } from "../support/ffmpeg.js";

/** The data of the chunk of that type. */
function chunkOf(png: Uint8Array, type: string): Uint8Array {
  const at = Buffer.from(png).indexOf(type, 0, "latin1");
  const length = new DataView(png.buffer).getUint32(at - 4);
  return png.subarray(at + 4, at + 4 + length);
}

describe("a picture as PNG", () => {
  test("contains its rows, each with filter type none", () => {
    const png = indexedPng(Uint8Array.of(1, 2, 3, 4, 5, 6), 3, 2, sequential);
    expect([...inflateSync(chunkOf(png, "IDAT"))]).toEqual([0, 1, 2, 3, 0, 4, 5, 6]);
  });

  test("of more than 64 kB is stored in several blocks", () => {
    const pixels = Uint8Array.from({ length: 500 * 400 }, (_, i) => i % 251);
    const lines = inflateSync(chunkOf(indexedPng(pixels, 500, 400, sequential), "IDAT"));
    expect(lines.length).toBe(501 * 400);
    expect([...lines.subarray(399 * 501 + 1, 400 * 501)]).toEqual([...pixels.subarray(399 * 500)]);
  });

  test.skipIf(ffmpegMissing !== undefined)(`is read by ffmpeg in the right colours${ffmpegMissing ?? ""}`, async () => {
    const file = join(await temporaryDirectory(), "picture.png");
    await writeFile(file, indexedPng(Uint8Array.of(0, 128, 255), 3, 1, sequential));
    const { stdout } = await promisify(execFile)(
      "ffmpeg",
      ["-v", "error", "-xerror", "-i", file, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
      { encoding: "buffer" },
    );
    const colours = [0, 128, 255].flatMap((index) => [...sequential.subarray(index * 3, index * 3 + 3)]);
    expect([...stdout]).toEqual(colours);
  });
});
