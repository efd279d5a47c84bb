import { beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput } from "../../../src/audio/audioInput.js";
import { ForeignSoundError } from "../../../src/audio/foreignSound.js";
import { readMp4Audio } from "../../../src/audio/mp4/readMp4Audio.js";
import { RangeCache } from "../../../src/audio/rangeCache.js";
import { fileInMemory, type RangedFile } from "../../../src/audio/rangedFile.js";
import { testWithAac } from "../../support/aac.js";
import { audioFixture } from "../../support/audioFixture.js";
import { align } from "../../support/alignment.js";
import { countedFile, readFrom } from "../../support/countedFile.js";
import { box, bytesOf, mp4File, type Mp4Layout, type SoundUnits } from "../../support/mp4File.js";
import { syntheticVoice } from "../../support/syntheticVoice.js";
import { voicePackets } from "../../support/voicePackets.js";

const whole = { maxDurationSec: 360 };

/** The layout that ffmpeg writes: a second of audio, a second of video, and an edit list that skips the priming. */
const coarse: Mp4Layout = {
  index: "last",
  unitsPerChunk: 47,
  pictureBytes: 1_500_000,
  edits: [{ duration: 1_270, mediaTime: 1024 }],
};
let voice: SoundUnits;
/** three seconds and more, so that there are several chunks */
let long: SoundUnits;
beforeAll(async () => {
  voice = await voicePackets();
  long = { ...voice, units: [...voice.units, ...voice.units, ...voice.units] };
});

async function decodeFile(bytes: Uint8Array, maxDurationSec = 360): Promise<Float32Array> {
  return (await decodeAudioInput(await readFrom(countedFile(bytes), maxDurationSec), { maxDurationSec })).samples;
}

describe("the audio of an MP4 file in coarse chunks", () => {
  test.each(["first", "last"] as const)(
    "is read with at most 8 requests and 8 % of the bytes, index %s",
    async (index) => {
      const bytes = mp4File(long, { ...coarse, index });
      const file = countedFile(bytes);
      await readFrom(file);
      expect(file.wholeReads).toBe(0);
      expect(file.requests).toBeLessThanOrEqual(8);
      expect(file.bytes / bytes.length).toBeLessThanOrEqual(0.08);
    },
  );

  test("is read with more requests for more chunks, up to sixteen, which are still faster than one", async () => {
    const bytes = mp4File(long, { ...coarse, unitsPerChunk: 12, pictureBytes: 600_000 });
    const file = countedFile(bytes);
    await readFrom(file);
    expect(file.wholeReads).toBe(0);
    expect(file.requests).toBeLessThanOrEqual(2 + 16);
  });

  testWithAac("is the same wherever the index is and whatever lies in between", async () => {
    const samples = await decodeFile(mp4File(voice, coarse));
    expect(await decodeFile(mp4File(voice, { ...coarse, index: "first" }))).toEqual(samples);
    expect(await decodeFile(mp4File(voice, { ...coarse, unitsPerChunk: 1, pictureBytes: 7 }))).toEqual(samples);
    expect(await decodeFile(mp4File(voice, { ...coarse, wide: true }))).toEqual(samples);
    expect(await decodeFile(mp4File(voice, { ...coarse, quickTime: true }))).toEqual(samples);
    expect(await decodeFile(mp4File(voice, { ...coarse, index: "first", mdatToEnd: true }))).toEqual(samples);
  });

  testWithAac("is not read beyond the duration limit", async () => {
    const file = countedFile(mp4File(long, coarse));
    const sound = await readFrom(file, 0.5);
    expect(sound.kind === "encoded" && sound.encoded.sizes.length).toBe(25); // 24,000 samples and 1,024 before them
    expect((await decodeAudioInput(sound, { maxDurationSec: 0.5 })).samples.length).toBe(24_000);
  });
});

describe("the audio of a finely interleaved MP4 file", () => {
  test("is read whole in one request after the index", async () => {
    const edits = [{ duration: 0, mediaTime: 1024 }];
    const file = countedFile(mp4File(long, { ...coarse, edits, unitsPerChunk: 2, pictureBytes: 50_000 }));
    await readFrom(file);
    expect(file.wholeReads).toBe(1);
    expect(file.requests).toBe(3);
  });

  test("is read in one range if only the beginning is needed", async () => {
    const bytes = mp4File(long, { ...coarse, unitsPerChunk: 2, pictureBytes: 50_000 }); // of 3.9 s the first 1.3
    const file = countedFile(bytes);
    await readFrom(file);
    expect(file.wholeReads).toBe(0);
    expect(file.requests).toBe(3);
    expect(file.bytes).toBeLessThan(0.5 * bytes.length);
  });

  test("is read in a few ranges if the gaps are small", async () => {
    const file = countedFile(mp4File(long, { ...coarse, unitsPerChunk: 2, pictureBytes: 3_000 }));
    await readFrom(file);
    expect(file.wholeReads).toBe(0);
    expect(file.requests).toBe(3);
  });
});

describe("the recording within the coded audio", () => {
  testWithAac("starts after the priming and ends before the padding, as the edit list specifies", async () => {
    const samples = await decodeFile(audioFixture("index-last.mp4"));
    const original = syntheticVoice();
    expect(samples.length).toBe(original.length);
    const { lag, correlation } = align(samples, original, 1_500);
    expect(lag).toBe(0);
    expect(correlation).toBeGreaterThan(0.9987);
  });

  testWithAac("is all coded audio, including priming, without an edit list", async () => {
    const samples = await decodeFile(audioFixture("no-edit-list.mp4"));
    expect(align(samples, syntheticVoice(), 1_500).lag).toBe(1_024);
  });

  testWithAac("is the span of an iTunSMPB comment if there is no edit list", async () => {
    const layout: Mp4Layout = { index: "last", unitsPerChunk: 47, pictureBytes: 1_500_000 };
    const comment = " 00000000 00000400 00000140 000000000000EE20 00000000";
    const samples = await decodeFile(mp4File(voice, { ...layout, comment }));
    expect(samples.length).toBe(0xee20);
    expect(align(samples, syntheticVoice(), 1_500).lag).toBe(0);
  });

  testWithAac("is several spans in sequence if the edit list contains several", async () => {
    const whole = await decodeFile(mp4File(voice, { ...coarse, edits: [{ duration: 0, mediaTime: 1024 }] }));
    const edits = [
      { duration: 100, mediaTime: 1024 + 9_600 },
      { duration: 50, mediaTime: 1024 },
    ];
    const samples = await decodeFile(mp4File(voice, { ...coarse, edits }));
    expect(samples.length).toBe(4_800 + 2_400);
    expect(samples.subarray(0, 4_800)).toEqual(whole.subarray(9_600, 14_400));
    expect(samples.subarray(4_800)).toEqual(whole.subarray(0, 2_400));
  });

  testWithAac("is not shifted by an empty edit, which delays the audio relative to the video", async () => {
    const edits = [{ duration: 40, mediaTime: -1 }, ...coarse.edits!];
    expect(await decodeFile(mp4File(voice, { ...coarse, edits }))).toEqual(await decodeFile(mp4File(voice, coarse)));
  });

  testWithAac("counts only the used part of its last unit", async () => {
    const edits = [{ duration: 0, mediaTime: 1024 }];
    const samples = await decodeFile(mp4File(voice, { ...coarse, edits, lastUnit: 100 }));
    expect(samples.length).toBe((voice.units.length - 2) * 1024 + 100);
  });
});

describe("an MP4 file that cannot be read", () => {
  const rejected = async (bytes: Uint8Array): Promise<{ code: string; message: string; bytes: number }> => {
    const file = countedFile(bytes);
    try {
      await decodeAudioInput(await readFrom(file), whole);
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return { code, message, bytes: file.bytes };
    }
    throw new Error("it was read");
  };

  test("is found to have no audio track from its index alone", async () => {
    const video = audioFixture("no-sound.mp4");
    // Five megabytes of video data between its first box and the others.
    const silent = bytesOf([video.subarray(0, 32), box("free", new Uint8Array(5_000_000)), video.subarray(32)]);
    const rejection = await rejected(silent);
    expect(rejection).toMatchObject({ code: "no-sound", message: "MP4 file without audio: its tracks are video" });
    expect(rejection.bytes).toBeLessThanOrEqual(70_000);
  });

  /** The result of our own reader, without ffmpeg. */
  const foreign = async (bytes: Uint8Array): Promise<unknown> => {
    const cache = new RangeCache();
    cache.add({ bytes, start: 0, size: bytes.length });
    return readMp4Audio(fileInMemory(bytes), cache, bytes.length, whole).catch((error: unknown) => error);
  };

  test("by our reader is passed to ffmpeg, with the reason, if it is fragmented", async () => {
    const error = await foreign(audioFixture("fragmented.mp4"));
    expect(error).toBeInstanceOf(ForeignSoundError);
    expect(error).toMatchObject({
      code: "unsupported-audio",
      message: "fragmented MP4 file (moof)",
    });
  });

  test("is not read again where it is in the cache", async () => {
    const bytes = mp4File(voice, { ...coarse, index: "first" });
    const cache = new RangeCache();
    cache.add({ bytes, start: 0, size: bytes.length });
    const file = countedFile(bytes);
    expect((await readMp4Audio(file, cache, bytes.length, whole)).sizes).toHaveLength(voice.units.length);
    expect(file.bytes).toBe(0);
  });

  test("is reported as truncated if it is shorter than it was when its index was read", async () => {
    const bytes = mp4File(voice, { ...coarse, index: "first" });
    const before = fileInMemory(bytes);
    const short: RangedFile = { ...fileInMemory(bytes.subarray(0, -1)), read: async (range) => before.read(range) };
    const cache = new RangeCache();
    await expect(readMp4Audio(short, cache, bytes.length, whole)).rejects.toThrow(
      expect.objectContaining({
        code: "truncated-audio",
        message: `truncated MP4 file: ${bytes.length} of at least ${bytes.length} bytes found`,
      }),
    );
  });

  test.each(["first", "last"] as const)("is reported as truncated wherever it is cut, index %s", async (index) => {
    const bytes = mp4File(voice, { ...coarse, index, pictureBytes: 100_000 });
    for (let share = 0.02; share < 1; share += 0.07)
      expect(await rejected(bytes.subarray(0, Math.floor(share * bytes.length)))).toMatchObject({
        code: "truncated-audio",
      });
    expect(await rejected(bytes.subarray(0, -1))).toMatchObject({ code: "truncated-audio" });
  });

  testWithAac("is corrupt if one of its units is not AAC", async () => {
    const units = voice.units.with(20, new Uint8Array(voice.units[20]!.length).fill(0xff));
    expect(await rejected(mp4File({ ...voice, units }, coarse))).toMatchObject({ code: "corrupt-audio" });
  });

  test("is reported if its audio is played at a different speed", async () => {
    const edits = [{ duration: 0, mediaTime: 0, rate: 0x2_0000 }];
    expect(await rejected(mp4File(voice, { ...coarse, edits }))).toMatchObject({
      code: "unsupported-audio",
      message: "MP4 file whose edit list changes the playback speed",
    });
  });

  test("by our reader is passed to ffmpeg, with the reason, if its audio is HE-AAC", async () => {
    const config = new Uint8Array([0x2b, 0x09, 0x88, 0x00]); // object type 5, 24 kHz, extension 48 kHz
    const error = await foreign(mp4File({ ...voice, config }, coarse));
    expect(error).toBeInstanceOf(ForeignSoundError);
    expect(error).toMatchObject({
      code: "unsupported-audio",
      message: "MP4 file whose audio is HE-AAC",
    });
  });
});
