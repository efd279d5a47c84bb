import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultExtractionSettings as settings } from "../../../src/features/extraction.js";
import { createFeatureThreads, type FeatureThreads } from "../../../src/workers/extract/featureThreads.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { sine, wavFile } from "../../support/wavFile.js";

const maxBytes = 200_000_000;
let threads: FeatureThreads;
let dir: string;
beforeAll(async () => {
  threads = createFeatureThreads(2, maxBytes);
  dir = await temporaryDirectory();
});
afterAll(async () => threads.close());

/** Some recordings that differ in pitch and length, two of them compressed; and their paths. */
async function recordings(): Promise<{ bytes: Uint8Array; path: string }[]> {
  const files: { bytes: Uint8Array; path: string }[] = [];
  for (let i = 0; i < 24; i++) {
    const path = join(dir, `${i}.wav`);
    const bytes =
      i % 8 === 3 ? readFileSync("test/fixtures/audio/voice.flac") : wavFile(sine(200 + 40 * i, 0.3 + (i % 5) / 10));
    await writeFile(path, bytes);
    files.push({ bytes, path });
  }
  return files;
}

describe("feature threads", () => {
  test("compute the same features from a file that they read themselves as from its bytes, many at a time", async () => {
    const files = await recordings();
    const [read, given] = await Promise.all([
      Promise.all(files.map(async ({ path }) => threads.extractFile(path, settings))),
      Promise.all(
        files.map(async ({ bytes }) => threads.extract({ kind: "file", bytes: Uint8Array.from(bytes) }, settings)),
      ),
    ]);
    const features = given.map((result) => (result.ok ? [...result.extraction.features] : []));
    expect(read.map((result) => (result?.ok === true ? [...result.extraction.features] : undefined))).toEqual(features);
    expect(new Set(features.map(String)).size).toBeGreaterThan(20);
    expect(read.map((result) => result?.file?.bytes)).toEqual(files.map(({ bytes }) => bytes.length));
  });

  test("reject a bad file with the reason, whatever its neighbours are", async () => {
    const files = await recordings();
    const bad = join(dir, "bad.wav");
    await writeFile(bad, "no sound");
    const paths = files.flatMap(({ path }) => [path, bad]);
    const results = await Promise.all(paths.map(async (path) => threads.extractFile(path, settings)));
    expect(results.filter((result) => result?.ok === true)).toHaveLength(files.length);
    expect(results.filter((result) => result?.ok === false && result.code === "unsupported-audio")).toHaveLength(
      files.length,
    );
  });

  test("count no time twice: the sum over their files is at most the elapsed time", async () => {
    const files = await recordings();
    const one = createFeatureThreads(1, maxBytes);
    const startedAt = performance.now();
    const results = await Promise.all(files.map(async ({ path }) => one.extractFile(path, settings)));
    const elapsedMs = performance.now() - startedAt;
    await one.close();
    const spentMs = results.map((result) => {
      const { readMs = 0, decodeMs, featuresMs } = result!.spent;
      return readMs + decodeMs + featuresMs;
    });
    expect(spentMs.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(elapsedMs);
    await expect(one.extractFile(files[0]!.path, settings)).rejects.toThrow("closed");
  });

  test("leave a missing file to the caller", async () => {
    expect(await threads.extractFile(join(dir, "nowhere.wav"), settings)).toBeUndefined();
  });

  test("count their files in progress, with none left at the end", async () => {
    const files = await recordings();
    const extracting = Promise.all(files.map(async ({ path }) => threads.extractFile(path, settings)));
    expect([threads.load.busy, threads.load.waiting]).toEqual([2, files.length - 2]);
    await extracting;
    expect([threads.load.busy, threads.load.waiting]).toEqual([0, 0]);
  });
});
