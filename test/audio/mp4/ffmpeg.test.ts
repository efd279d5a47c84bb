import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput } from "../../../src/audio/audioInput.js";
import { encodeWav } from "../../../src/synth/encodeWav.js";
import { align } from "../../support/alignment.js";
import { countedFile, readFrom } from "../../support/countedFile.js";
import { ffmpeg, ffmpegMissing, ffmpegSamples } from "../../support/ffmpeg.js";
import { syntheticVoice } from "../../support/syntheticVoice.js";

const whole = { maxDurationSec: 360 };

/** The voice three times in a row, as long as a recording of RAVDESS. */
const voice = syntheticVoice();
const recording = new Float32Array(3 * voice.length);
for (let i = 0; i < 3; i++) recording.set(voice, i * voice.length);

// Video that does not compress, so that a file is as large as RAVDESS's: about 5 MB.
const pictures = ["-f", "lavfi", "-i", "color=size=640x360:rate=30,noise=alls=60:allf=t"];
const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "10M", "-c:a", "aac", "-b:a", "128k"];
const videos: Readonly<Record<string, readonly string[]>> = {
  "index last, chunks of a second": ["-chunk_duration", "1000000"],
  "index first, chunks of a second": ["-chunk_duration", "1000000", "-movflags", "+faststart"],
  "interleaved finely": [],
  "no edit list": ["-use_editlist", "0"],
  QuickTime: ["-f", "mov"],
};

if (ffmpegMissing !== undefined) test("films made with ffmpeg", ({ skip }) => skip(ffmpegMissing));
else
  describe("a video made with ffmpeg", () => {
    let dir: string;
    const path = (name: string): string => join(dir, `${name.replace(/\W+/g, "-")}.mp4`);
    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), "ser-videos-"));
      const wav = join(dir, "voice.wav");
      await writeFile(wav, encodeWav(recording, 48_000, "synthetic"));
      const coded = join(dir, "coded.mkv");
      await ffmpeg(...pictures, "-i", wav, "-shortest", ...codecs, coded);
      // Encodes each video from the audio again, because only the MP4 muxer records where it begins.
      for (const [name, options] of Object.entries(videos))
        await ffmpeg("-i", coded, "-i", wav, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", ...options, path(name)); // prettier-ignore
    }, 120_000);
    afterAll(async () => rm(dir, { recursive: true }));

    test.each(Object.keys(videos))("agrees with ffmpeg's decoding, sample by sample: %s", async (name) => {
      const { samples } = await decodeAudioInput(await readFrom(countedFile(await readFile(path(name)))), whole);
      const { lag, correlation } = align(samples, await ffmpegSamples(path(name)), 1_100);
      expect(lag).toBe(0);
      expect(correlation).toBeGreaterThan(0.9987);
    });

    test.each(Object.keys(videos).filter((name) => name !== "no edit list"))(
      "has the length of its wav and is not late against it: %s",
      async (name) => {
        const { samples } = await decodeAudioInput(await readFrom(countedFile(await readFile(path(name)))), whole);
        expect(samples.length).toBe(recording.length);
        const { lag, correlation } = align(samples, recording, 1_100);
        expect(lag).toBe(0);
        expect(correlation).toBeGreaterThan(0.9987);
      },
    );

    test.each(Object.keys(videos).filter((name) => name.includes("second")))(
      "takes at most 8 requests and 8 % of its bytes: %s",
      async (name) => {
        const content = await readFile(path(name));
        const file = countedFile(content);
        await readFrom(file);
        expect(file.requests).toBeLessThanOrEqual(8);
        expect(file.bytes / content.length).toBeLessThanOrEqual(0.08);
      },
    );

    test("is read whole in one request if audio and video are finely interleaved", async () => {
      const file = countedFile(await readFile(path("interleaved finely")));
      await readFrom(file);
      expect({ requests: file.requests, wholeReads: file.wholeReads }).toEqual({ requests: 3, wholeReads: 1 });
    });
  });
