import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput, needsDecoding } from "../../src/audio/audioInput.js";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { useFfmpeg } from "../../src/audio/ffmpeg.js";
import { InputError } from "../../src/shared/errors.js";
import { audioFixture } from "../support/audioFixture.js";
import { damaged } from "../support/mutations.js";
import { randomIntegers } from "../support/wavMutations.js";

const nFiles = 720;
/** No file may take longer; most take a few milliseconds. */
const maxSecPerFile = 30;
/** Memory limit for one file, whatever its header says. */
const maxMb = 300;
const limits = { maxDurationSec: 2 };

// WAVE and MP4 have separate tests, wavFuzz and mp4/fuzz. ffmpeg needs a process per file, so fileByFfmpeg tests fewer.
beforeAll(() => useFfmpeg("there-is-no-ffmpeg"));
afterAll(() => useFfmpeg(undefined));

async function decode(bytes: Uint8Array): Promise<number> {
  if (!needsDecoding(bytes)) return decodeAudio(bytes, limits).samples.length;
  return (await decodeAudioInput({ kind: "file", bytes }, limits)).samples.length;
}

describe(`each of ${nFiles} mutated files is decoded or rejected with a message, in bounded time and memory:`, () => {
  test.each([
    ["voice.flac", 400],
    ["voice.mp3", 2_000],
    ["voice-vorbis.ogg", 5_000],
    ["voice-opus.ogg", 2_000],
    ["voice-opus.webm", 700],
    ["opus-fragments.mp4", 1_600],
  ])("%s", async (name, headBytes) => {
    const file = audioFixture(name);
    const next = randomIntegers(20_251_125);
    let most = 0;
    let rejected = 0;
    for (let i = 0; i < nFiles; i++) {
      // Mostly in the header, which has sizes and counts, and truncated after it, so that they decode quickly.
      const isHead = i % 8 !== 0;
      const base = isHead ? file.subarray(0, Math.min(file.length, 2 * headBytes)) : file;
      const bytes = damaged(base, next, 0, isHead ? Math.min(headBytes, base.length) : base.length);
      const before = memoryMb();
      const startedAt = performance.now();
      try {
        expect(await decode(bytes)).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.message.length, `file ${i}`).toBeGreaterThan(10);
        rejected += 1;
      }
      expect((performance.now() - startedAt) / 1_000, `file ${i}`).toBeLessThan(maxSecPerFile);
      most = Math.max(most, memoryMb() - before);
    }
    expect(rejected).toBeGreaterThan(nFiles / 20);
    expect(most).toBeLessThan(maxMb);
  });
});

function memoryMb(): number {
  const { external, arrayBuffers } = process.memoryUsage();
  return (external + arrayBuffers) / 1e6;
}
