import { beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput } from "../../../src/audio/audioInput.js";
import { InputError } from "../../../src/shared/errors.js";
import { testWithAac } from "../../support/aac.js";
import { audioFixture } from "../../support/audioFixture.js";
import { countedFile, readFrom } from "../../support/countedFile.js";
import { mp4File } from "../../support/mp4File.js";
import { damaged } from "../../support/mutations.js";
import { voicePackets } from "../../support/voicePackets.js";
import { randomIntegers } from "../../support/wavMutations.js";

const limits = { maxDurationSec: 360 };

/** What became of a file: "read", or the code it was rejected with. Any other error fails the test. */
async function fate(bytes: Uint8Array, isDecoded: boolean): Promise<string> {
  try {
    const sound = await readFrom(countedFile(bytes));
    if (isDecoded) {
      const { samples } = await decodeAudioInput(sound, limits);
      expect(samples.every((sample) => Math.abs(sample) <= 2)).toBe(true);
    }
    return "read";
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

async function fates(files: Iterable<Uint8Array>, isDecoded: boolean): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const file of files) {
    const what = await fate(file, isDecoded);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}

function* damagedIndices(video: Uint8Array, count: number): Generator<Uint8Array> {
  const next = randomIntegers(7);
  const moov = indexOf(video, "moov") - 4;
  for (let i = 0; i < count; i++) yield damaged(video, next, moov, video.length);
}

function indexOf(bytes: Uint8Array, type: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(type, undefined, "latin1");
}

let made: Uint8Array;
beforeAll(async () => {
  const edits = [{ duration: 1_270, mediaTime: 1024 }];
  made = mp4File(await voicePackets(), { index: "last", unitsPerChunk: 12, pictureBytes: 200, edits, wide: true });
});

describe("a damaged MP4 file", () => {
  test("is read or rejected with a code, whatever its index contains", async () => {
    const counts = await fates(damagedIndices(audioFixture("index-last.mp4"), 3_000), false);
    const wide = await fates(damagedIndices(made, 2_000), false);
    for (const some of [counts, wide]) {
      expect(some.get("read")).toBeGreaterThan(0);
      expect(some.get("corrupt-audio")).toBeGreaterThan(0);
      expect(some.get("truncated-audio")).toBeGreaterThan(0);
    }
  });

  testWithAac("is decoded or rejected, whatever its units contain", async () => {
    const video = audioFixture("index-last.mp4");
    const next = randomIntegers(11);
    const files = Array.from({ length: 40 }, () => damaged(video, next, 48, indexOf(video, "moov") - 4));
    const counts = await fates(files, true);
    expect((counts.get("read") ?? 0) + counts.get("corrupt-audio")!).toBe(40);
  });

  testWithAac("does not affect the decoder for the files after it", async () => {
    const video = audioFixture("index-last.mp4");
    const decode = async (): Promise<Float32Array> =>
      (await decodeAudioInput(await readFrom(countedFile(video)), limits)).samples;
    const before = await decode();
    const next = randomIntegers(13);
    await fates(Array.from({ length: 10 }, () => damaged(video, next)), true); // prettier-ignore
    expect(await decode()).toEqual(before);
  });

  test("causes allocations of only a small multiple of its size, even with counts in the billions", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const video = audioFixture("index-last.mp4");
    for (const table of ["stsz", "stts", "stsc", "stco", "elst", "stsd"]) {
      for (const value of [0xffff_ffff, 0x7fff_ffff, 4_000_000]) {
        for (const field of [4, 8, 12, 16]) {
          const copy = new Uint8Array(video);
          new DataView(copy.buffer).setUint32(indexOf(video, table) + 4 + field, value);
          await fate(copy, false);
          expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200e6);
        }
      }
    }
  });
});
