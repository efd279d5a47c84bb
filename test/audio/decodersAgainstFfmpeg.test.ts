import { describe, expect, test } from "vitest";
import { decodeStream } from "../../src/audio/decodeStream.js";
import { align } from "../support/alignment.js";
import { audioFixture, audioFixturePath } from "../support/audioFixture.js";
import { ffmpegMissing, ffmpegSamples } from "../support/ffmpeg.js";
import { streamFormat } from "../support/streamFormat.js";

describe.skipIf(ffmpegMissing !== undefined)("our decoders agree with ffmpeg, sample by sample, on a file of", () => {
  test.each([
    ["FLAC", "voice.flac"],
    ["Ogg Vorbis", "voice-vorbis.ogg"],
    ["Ogg Opus", "voice-opus.ogg"],
    ["MP3", "voice.mp3"],
  ])("%s", async (format, name) => {
    const { samples } = await decodeStream(audioFixture(name), streamFormat(format), { maxDurationSec: 360 });
    // libopus is the reference; ffmpeg's own Opus decoder differs from it by two samples.
    const reference = await ffmpegSamples(audioFixturePath(name), format === "Ogg Opus" ? "libopus" : undefined);
    const { lag, correlation } = align(samples, reference);
    expect(lag).toBe(0);
    expect(correlation).toBeGreaterThan(0.9999);
  });
});
