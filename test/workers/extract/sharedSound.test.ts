import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultExtractionSettings } from "../../../src/features/extraction.js";
import { ffmpegMissing } from "../../support/ffmpeg.js";
import { sine, wavFile } from "../../support/wavFile.js";
import { soundExtractor } from "../../support/extractors.js";

const fixtures = "test/fixtures/audio";
const files: (readonly [string, Uint8Array])[] = [
  ["wav", wavFile(sine(440, 0.5))],
  ...readdirSync(fixtures)
    .filter((name) => /^(voice|index|no-edit).*\.(flac|ogg|mp3|mp4)$/.test(name))
    .map((name) => [name, readFileSync(join(fixtures, name))] as const),
];

/** Threads receive recordings in shared memory, which some interfaces do not accept. */
describe("a recording in shared memory", () => {
  test.each(files.filter(([name]) => !name.endsWith(".mp4")))("gives the same features: %s", async (_name, bytes) => {
    await expectSameFeatures(bytes);
  });

  test.skipIf(ffmpegMissing !== undefined).each(files.filter(([name]) => name.endsWith(".mp4")))(
    `gives the same features, AAC: %s${ffmpegMissing === undefined ? "" : `; ${ffmpegMissing}`}`,
    async (_name, bytes) => {
      await expectSameFeatures(bytes);
    },
  );

  async function expectSameFeatures(bytes: Uint8Array): Promise<void> {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const extract = soundExtractor(defaultExtractionSettings);
    const features = async (of: Uint8Array): Promise<number[]> => [
      ...(await extract({ kind: "file", bytes: of })).features,
    ];
    expect(await features(shared)).toEqual(await features(bytes));
  }

  test("yields the same features with meyda", async () => {
    const [, bytes] = files[0]!;
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const extract = soundExtractor({ blocks: ["meyda155"], sampleRate: "native", maxDurationSec: 360 });
    const features = async (of: Uint8Array): Promise<number[]> => [
      ...(await extract({ kind: "file", bytes: of })).features,
    ];
    expect(await features(shared)).toEqual(await features(bytes));
  });
});
