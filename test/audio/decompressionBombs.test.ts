import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput } from "../../src/audio/audioInput.js";
import { decodeStream } from "../../src/audio/decodeStream.js";
import { audioFixture } from "../support/audioFixture.js";
import { temporaryDirectory } from "../support/corpus.js";
import { ffmpeg, ffmpegMissing } from "../support/ffmpeg.js";
import { flacBomb, type FlacBomb } from "../support/flacBomb.js";
import { element, matroska, simpleBlock } from "../support/matroskaFile.js";
import { streamFormat } from "../support/streamFormat.js";
import { concat } from "../support/wavFile.js";

/**
 * Memory limit in MB for a process with any upload, including its 80 MB at rest and TypeScript's loader. Node 24 frees
 * decoded buffers later than 20 and 22: it needs up to 330 MB, they need 280.
 */
const maxMb = 350;

let dir: string;
beforeAll(async () => {
  dir = await temporaryDirectory();
});

/** Runs extractionProbe.ts on a file. */
async function probe(path: string): Promise<{ outcome: string; peakMb: number }> {
  const args = ["--import", "tsx", "test/support/extractionProbe.ts", path];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as { outcome: string; peakMb: number };
}

async function probeFlac(bomb: FlacBomb): Promise<{ outcome: string; peakMb: number }> {
  const path = join(dir, `${JSON.stringify(bomb).replace(/\W+/g, "-")}.flac`);
  await writeFile(path, flacBomb(bomb));
  return probe(path);
}

describe("ten kilobytes of FLAC that decode to", () => {
  test("six minutes of eight channels are read within 350 MB", async () => {
    const { outcome, peakMb } = await probeFlac({ sampleRate: 48_000, channels: 8, frames: 264 });
    expect(outcome).toBe("360 s");
    expect(peakMb).toBeLessThan(maxMb);
  });

  test("six minutes at 96 kHz are read within 350 MB", async () => {
    const { outcome, peakMb } = await probeFlac({ sampleRate: 96_000, channels: 2, frames: 528 });
    expect(outcome).toBe("360 s");
    expect(peakMb).toBeLessThan(maxMb);
  });

  test("more than the budget are rejected before anything is decoded", async () => {
    for (const bomb of [
      { sampleRate: 192_000, channels: 8, frames: 264 },
      { sampleRate: 192_000, channels: 1, frames: 1_055 },
      { sampleRate: 655_350, channels: 8, frames: 2 },
    ])
      await expect(decodeStream(flacBomb(bomb), streamFormat("FLAC"), { maxDurationSec: 360 })).rejects.toMatchObject({
        code: "unsupported-audio",
      });
  });

  test("frames with wrong checksums, which look like a single frame, are rejected within 350 MB", async () => {
    const bomb = { sampleRate: 48_000, channels: 8, frames: 264, isCorrupt: true };
    const { outcome, peakMb } = await probeFlac(bomb);
    expect(outcome).toBe("corrupt-audio");
    expect(peakMb).toBeLessThan(maxMb);
  });
});

/** Blocks of a packet of one byte. */
function tinyBlocks(count: number, byte: number): Uint8Array {
  const block = simpleBlock(1, Uint8Array.of(byte));
  const blocks = new Uint8Array(count * block.length);
  for (let at = 0; at < blocks.length; at += block.length) blocks.set(block, at);
  return blocks;
}

test("only the packets to analyse are read from a WebM file of five million one-byte packets", async () => {
  const opus = audioFixture("voice-opus.webm");
  const cluster = Buffer.from(opus).indexOf("1f43b675", "hex");
  const silence = 0x78; // 20 ms
  const bytes = concat([opus.subarray(0, cluster), element(0x1f43b675, tinyBlocks(5_000_000, silence))]);
  const before = process.memoryUsage().heapUsed;
  const { samples } = await decodeAudioInput({ kind: "file", bytes }, { maxDurationSec: 2 });
  expect(samples.length).toBe(96_000);
  expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(100);
});

test("a Matroska file of two million one-byte PCM packets is read within 350 MB", async () => {
  const path = join(dir, "packets.mka");
  await writeFile(path, matroska({ clusters: [[tinyBlocks(2_000_000, 7)]] }));
  const { peakMb } = await probe(path);
  expect(peakMb).toBeLessThan(maxMb);
});

test("a rejection for size says how much of the file can be read", async () => {
  const bytes = flacBomb({ sampleRate: 192_000, channels: 2, frames: 1_055 });
  await expect(decodeStream(bytes, streamFormat("FLAC"), { maxDurationSec: 360 })).rejects.toThrow(
    "FLAC file too large when decoded: 192000 Hz, 2 channels, 360 s; --max-duration 180 reads its beginning",
  );
});

/** Encodes twenty seconds, which is slow enough, and repeats them. */
async function longSilence(layout: string, codec: readonly string[], path: string): Promise<void> {
  const short = join(dir, `short-${basename(path)}`);
  await ffmpeg("-f", "lavfi", "-i", `anullsrc=r=48000:cl=${layout}`, "-t", "20", ...codec, short);
  await ffmpeg("-stream_loop", "20", "-i", short, "-c", "copy", path);
}

describe.skipIf(ffmpegMissing !== undefined)("seven minutes of silence in eight channels", () => {
  test.each([
    ["Ogg Opus", "silence.opus", ["-c:a", "libopus", "-b:a", "64k"]],
    ["Ogg Vorbis", "silence.ogg", ["-c:a", "libvorbis"]],
    ["AAC", "silence.m4a", ["-c:a", "aac"]],
  ])("as %s are read within 350 MB", async (_, name, codec) => {
    const path = join(dir, name);
    await longSilence("7.1", codec, path);
    const { outcome, peakMb } = await probe(path);
    expect(outcome).toBe("360 s");
    expect(peakMb).toBeLessThan(maxMb);
  });

  test("as MP3, which has two channels, are read within 350 MB", async () => {
    const path = join(dir, "silence.mp3");
    await longSilence("stereo", ["-b:a", "32k"], path);
    const { outcome, peakMb } = await probe(path);
    expect(outcome).toBe("360 s");
    expect(peakMb).toBeLessThan(maxMb);
  });
});

test("an Ogg stream of 255 channels is rejected by its header", async () => {
  const page = new Uint8Array(28 + 19);
  page.set(Buffer.from("OggS"));
  page.set([0, 2], 4);
  page.set([1, 19], 26);
  page.set(Buffer.from("OpusHead\x01\xff", "latin1"), 28);
  await expect(decodeStream(page, streamFormat("Ogg Opus"), { maxDurationSec: 360 })).rejects.toMatchObject({
    code: "unsupported-audio",
    message: "Ogg Opus file of 255 channels; 1 to 8 can be read",
  });
});
