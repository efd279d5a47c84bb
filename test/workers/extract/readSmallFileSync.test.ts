import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { beforeAll, expect, test } from "vitest";
import { openObjectStore } from "../../support/openObjectStore.js";
import { readSmallFileSync } from "../../../src/workers/extract/readSmallFileSync.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { sine, wavFile } from "../../support/wavFile.js";

let dir: string;
const wav = wavFile(sine(440, 0.5));

beforeAll(async () => {
  dir = await temporaryDirectory();
  await writeFile(join(dir, "a.wav"), wav);
  await writeFile(join(dir, "long.wav"), new Uint8Array((1 << 23) + 1));
  await writeFile(join(dir, "short.wav"), "RIFF");
  await writeFile(join(dir, "empty.wav"), "");
  await mkdir(join(dir, "folder.wav"));
  execFileSync("mkfifo", [join(dir, "pipe.wav")]);
});

test("a file is read with the ETag of its store", async () => {
  const content = readSmallFileSync(join(dir, "a.wav"), 200_000_000)!;
  expect(content).toEqual({ bytes: wav, etag: (await (await openObjectStore(dir)).get("a.wav")).etag });
});

test("each file has its own length, whatever was read before", () => {
  for (const [name, length] of [
    ["a.wav", wav.length],
    ["short.wav", 4],
    ["empty.wav", 0],
    ["a.wav", wav.length],
  ] as const)
    expect(readSmallFileSync(join(dir, name), 200_000_000)!.bytes).toHaveLength(length);
});

test.each(["missing.wav", "folder.wav", "pipe.wav", "long.wav", "a.wav/under.wav"])(
  "%s is left to the caller",
  (name) => {
    expect(readSmallFileSync(join(dir, name), 200_000_000)).toBeUndefined();
  },
);

test("a file above the limit is left to the caller", () => {
  expect(readSmallFileSync(join(dir, "a.wav"), wav.length - 1)).toBeUndefined();
  expect(readSmallFileSync(join(dir, "a.wav"), wav.length)).toBeDefined();
});
