import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput, needsDecoding } from "../../../src/audio/audioInput.js";
import type { DecodedRecording } from "../../../src/audio/decodedAudio.js";
import { useFfmpeg } from "../../../src/audio/ffmpeg.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { ffmpeg, ffmpegMissing, ffmpegSamples } from "../../support/ffmpeg.js";
import { syntheticVoice, syntheticVoiceWav } from "../../support/syntheticVoice.js";

beforeAll(() => useFfmpeg("there-is-no-ffmpeg"));
afterAll(() => useFfmpeg(undefined));

async function decode(bytes: Uint8Array, maxDurationSec = 360): Promise<DecodedRecording> {
  expect(needsDecoding(bytes)).toBe(true);
  return decodeAudioInput({ kind: "file", bytes }, { maxDurationSec });
}

function furthest(a: Float32Array, b: Float32Array): number {
  let max = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) max = Math.max(max, Math.abs(a[i]! - b[i]!));
  return max;
}

const fragments = ["-strict", "-2", "-movflags", "+frag_keyframe+empty_moov+default_base_moof"];

describe.skipIf(ffmpegMissing !== undefined)(
  `without ffmpeg, a container's sound is what ffmpeg decodes (${ffmpegMissing ?? "which makes the files"}):`,
  () => {
    const voice = syntheticVoice();
    let dir: string;
    beforeAll(async () => {
      dir = await temporaryDirectory();
      await writeFile(join(dir, "voice.wav"), syntheticVoiceWav());
    });

    test.each<[name: string, length: number, ...options: string[]]>([
      ["opus.webm", voice.length, "-c:a", "libopus"],
      ["live.webm", voice.length, "-c:a", "libopus", "-live", "1"],
      [
        "film.mkv",
        voice.length,
        "-f",
        "lavfi",
        "-i",
        "color=size=16x16:duration=1",
        "-c:v",
        "libvpx",
        "-c:a",
        "libopus",
      ],
      ["opus.mp4", voice.length, "-c:a", "libopus", "-strict", "-2"],
      ["opus-fragments.mp4", voice.length, "-c:a", "libopus", ...fragments],
      ["vorbis.webm", NaN, "-c:a", "libvorbis"],
      ["flac.mka", voice.length, "-c:a", "flac"],
      ["flac.mp4", voice.length, "-c:a", "flac", "-strict", "-2"],
      ["flac-fragments.mp4", voice.length, "-c:a", "flac", ...fragments],
      ["mp3.mka", NaN, "-c:a", "libmp3lame"],
      ["mp3.mp4", voice.length, "-c:a", "libmp3lame"],
      ["mp3-fragments.mp4", NaN, "-c:a", "libmp3lame", ...fragments],
      ["pcm.mka", voice.length, "-c:a", "pcm_s16le"],
      ["pcm24be.mka", voice.length, "-c:a", "pcm_s24be"],
      ["float.mka", voice.length, "-c:a", "pcm_f32le"],
      ["pcm.mov", voice.length, "-c:a", "pcm_s16le"],
      ["pcm24.mov", voice.length, "-c:a", "pcm_s24le"],
      ["pcm32be.mov", voice.length, "-c:a", "pcm_s32be"],
      ["float.mov", voice.length, "-c:a", "pcm_f32le"],
      ["pcm-fragments.mov", voice.length, "-c:a", "pcm_s16be", ...fragments],
    ])("%s", async (name, length, ...options) => {
      const path = join(dir, name);
      await ffmpeg("-i", join(dir, "voice.wav"), ...options, path);
      const { samples, sampleRate, notes } = await decode(new Uint8Array(await readFile(path)));
      expect({ sampleRate, notes }).toEqual({ sampleRate: 48_000, notes: [] });
      const theirs = await ffmpegSamples(path, options.includes("libopus") ? "libopus" : undefined);
      if (Number.isFinite(length)) expect(samples.length).toBe(length);
      // ffmpeg keeps the padding of the last packet in MP4.
      expect(theirs.length - samples.length).toBeGreaterThanOrEqual(0);
      expect(theirs.length - samples.length).toBeLessThan(name.includes("mp4") ? 1_152 : 1);
      // libopus gives ffmpeg 16-bit samples.
      expect(furthest(samples, theirs)).toBeLessThan(options.includes("libopus") ? 2e-5 : 2e-6);
    });

    test("only the analysed part, with the full length", async () => {
      for (const name of ["opus.webm", "opus-fragments.mp4", "mp3.mp4", "flac.mka", "pcm.mov"]) {
        const { samples, isCut, wholeSec } = await decode(new Uint8Array(await readFile(join(dir, name))), 0.5);
        expect(samples.length, name).toBe(24_000);
        expect({ isCut, wholeSec }, name).toEqual({ isCut: true, wholeSec: expect.closeTo(voice.length / 48_000, 1) as number }); // prettier-ignore
      }
    });

    test("the louder of two channels that cancel each other", async () => {
      const path = join(dir, "antiphase.mka");
      await ffmpeg("-i", join(dir, "voice.wav"), "-af", "pan=stereo|c0=c0|c1=-0.9*c0", "-c:a", "flac", path);
      const { samples, notes } = await decode(new Uint8Array(await readFile(path)));
      expect(notes).toEqual([expect.stringContaining("cancel each other")]);
      expect(furthest(samples, voice)).toBeLessThan(1e-4);
    });

    test("half of a file with a declared length is rejected as truncated", async () => {
      for (const name of ["opus.webm", "opus-fragments.mp4", "flac.mka", "pcm.mka", "mp3.mp4", "pcm.mov"]) {
        const bytes = new Uint8Array(await readFile(join(dir, name)));
        await expect(decode(bytes.subarray(0, bytes.length / 2)), name).rejects.toMatchObject({
          code: "truncated-audio",
        });
      }
    });

    test("half of a live recording of unknown length is read with a note", async () => {
      const bytes = new Uint8Array(await readFile(join(dir, "live.webm")));
      const { samples, notes } = await decode(bytes.subarray(0, bytes.length / 2));
      expect(samples.length).toBeGreaterThan(voice.length / 4);
      expect(notes).toEqual(["the file ends within a packet: the recording may be longer"]);
    });

    test("ALAC, which has no decoder here, is rejected with a hint that ffmpeg decodes it", async () => {
      const path = join(dir, "alac.m4a");
      await ffmpeg("-i", join(dir, "voice.wav"), "-c:a", "alac", path);
      await expect(decode(new Uint8Array(await readFile(path)))).rejects.toMatchObject({
        code: "decoder-missing",
        message: expect.stringMatching(/Apple Lossless.*ffmpeg reads it/) as string,
      });
    });
  },
);
