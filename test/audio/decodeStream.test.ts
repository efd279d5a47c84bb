import { describe, expect, test } from "vitest";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import { decodeStream } from "../../src/audio/decodeStream.js";
import { audioFixture, audioFixturePath } from "../support/audioFixture.js";
import { align } from "../support/alignment.js";
import { ffmpegMissing, ffmpegSamples } from "../support/ffmpeg.js";
import { streamFormat } from "../support/streamFormat.js";
import { syntheticVoice, syntheticVoiceWav } from "../support/syntheticVoice.js";

const whole = { maxDurationSec: 360 };

/** Opus's own filters shift a voice by a few samples, whatever decodes it. */
const files: readonly (readonly [string, string, number])[] = [
  ["FLAC", "voice.flac", 0],
  ["Ogg Vorbis", "voice-vorbis.ogg", 0],
  ["Ogg Opus", "voice-opus.ogg", 4],
  ["MP3", "voice.mp3", 0],
];

describe.each(files)("a %s file", (formatName, name, maxLag) => {
  const bytes = audioFixture(name);
  const format = streamFormat(formatName);

  test("is decoded with every sample in place", async () => {
    const { samples, sampleRate } = await decodeStream(bytes, format, whole);
    const original = syntheticVoice();
    expect(sampleRate).toBe(48_000);
    expect(samples.length).toBe(original.length);
    const { lag, correlation } = align(samples, original, 1_500);
    expect(Math.abs(lag)).toBeLessThanOrEqual(maxLag);
    expect(correlation).toBeGreaterThan(0.99);
  });

  test.skipIf(ffmpegMissing !== undefined)("agrees with ffmpeg's decoding, sample by sample", async () => {
    const { samples } = await decodeStream(bytes, format, whole);
    // libopus is the reference; ffmpeg's own Opus decoder differs from it by two samples.
    const reference = await ffmpegSamples(audioFixturePath(name), formatName === "Ogg Opus" ? "libopus" : undefined);
    const { lag, correlation } = align(samples, reference);
    expect(lag).toBe(0);
    expect(correlation).toBeGreaterThan(0.9999);
  });

  test("names the package and version that decoded it", async () => {
    const { decoder } = await decodeStream(bytes, format, whole);
    expect(decoder).toMatch(/^@audio\/decode-(flac|vorbis|opus|mp3) \d+\.\d+\.\d+/);
  });

  test("is decoded no further than the duration limit", async () => {
    const { samples } = await decodeStream(bytes, format, { maxDurationSec: 0.25 });
    expect(samples).toEqual((await decodeStream(bytes, format, whole)).samples.slice(0, 12_000));
  });

  test("is rejected as truncated if its end is missing", async () => {
    for (const share of [0.4, 0.7, 0.9])
      await expect(decodeStream(bytes.subarray(0, share * bytes.length), format, whole)).rejects.toMatchObject({
        code: expect.stringMatching(/^(truncated|corrupt)-audio$/) as unknown,
      });
  });
});

test("decodes a FLAC file to exactly the samples of the original WAVE file", async () => {
  const { samples } = await decodeStream(audioFixture("voice.flac"), streamFormat("FLAC"), whole);
  expect(samples).toEqual(decodeAudio(syntheticVoiceWav(), whole).samples);
});

test("rejects a FLAC file if part of it cannot be decoded", async () => {
  const bytes = audioFixture("voice.flac");
  bytes.fill(0x55, 30_000, 30_400);
  await expect(decodeStream(bytes, streamFormat("FLAC"), whole)).rejects.toMatchObject({ code: "truncated-audio" });
});
