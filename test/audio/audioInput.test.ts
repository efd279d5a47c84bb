import { describe, expect, test } from "vitest";
import {
  decodeAudioInput,
  firstBytes,
  isReplacedByFfmpeg,
  lastBytes,
  needsDecoding,
  readAudioInput,
  type AudioInput,
} from "../../src/audio/audioInput.js";
import type { DecodedRecording } from "../../src/audio/decodedAudio.js";
import { decodeStream } from "../../src/audio/decodeStream.js";
import { useFfmpeg } from "../../src/audio/ffmpeg.js";
import { InputError } from "../../src/shared/errors.js";
import { fileInMemory, type RangedFile } from "../../src/audio/rangedFile.js";
import { audioFixture } from "../support/audioFixture.js";
import { fakeFfmpeg, fakeVersion } from "../support/fakeFfmpeg.js";
import { matroska, simpleBlock } from "../support/matroskaFile.js";
import { streamFormat } from "../support/streamFormat.js";
import { chunk, concat, dataChunk, fmtChunk, latin1, riff, sine, wavFile } from "../support/wavFile.js";

const limits = { maxDurationSec: 2 };
const aiff = concat([latin1("FORM\0\0\0\x20AIFFCOMM"), new Uint8Array(40)]);
const gsm = riff([fmtChunk({ tag: 0x31 }), chunk("data", new Uint8Array(650))]);
/** An empty ID3v2 tag. */
const tag = latin1("ID3\x03\0\0\0\0\0\0");
const unknown = new Uint8Array(50).fill(3);

async function decode(bytes: Uint8Array): Promise<DecodedRecording> {
  return decodeAudioInput({ kind: "file", bytes }, limits);
}

describe("a file needs decoding", () => {
  test.each<[string, boolean, Uint8Array]>([
    ["WAVE of our own encodings", false, wavFile([0.5])],
    ["WAVE behind a tag", false, concat([tag, wavFile([0.5])])],
    ["WAVE without samples, which our reader rejects", false, wavFile([])],
    ["compressed WAVE", true, gsm],
    ["FLAC", true, audioFixture("voice.flac")],
    ["AIFF", true, aiff],
    ["an unknown format, which ffmpeg may know", true, unknown],
    ["HTML", false, latin1("<!doctype html>")],
    ["an empty file", false, new Uint8Array(0)],
  ])("%s: %s", (_, expected, bytes) => {
    expect(needsDecoding(bytes)).toBe(expected);
  });
});

describe("the parts of a file that hold its audio", () => {
  /** Reads both ends, then what is needed, and counts the reads of the whole. */
  async function read(bytes: Uint8Array): Promise<{ sound: AudioInput; wholeReads: number }> {
    let wholeReads = 0;
    const inMemory = fileInMemory(bytes);
    const file: RangedFile = {
      ...inMemory,
      readAll: async () => {
        wholeReads++;
        return inMemory.readAll();
      },
    };
    const first = await file.read({ start: 0, length: firstBytes });
    const last = await file.read({ last: lastBytes });
    return { sound: await readAudioInput(file, first, last, limits), wholeReads };
  }

  test("are its packets for an MP4 file, read from its two ends if they hold all", async () => {
    const { sound, wholeReads } = await read(audioFixture("index-last.mp4"));
    expect(sound.kind).toBe("encoded");
    expect(wholeReads).toBe(0);
  });

  test.each(["fragmented.mp4", "opus-fragments.mp4", "voice.flac"])("are all of %s", async (name) => {
    const { sound, wholeReads } = await read(audioFixture(name));
    expect(sound).toEqual({ kind: "file", bytes: audioFixture(name) });
    expect(wholeReads).toBe(1);
  });

  test("are all of a file of unknown format", async () => {
    expect((await read(unknown)).sound).toEqual({ kind: "file", bytes: unknown });
  });

  test("are not looked for in an MP4 file without audio", async () => {
    await expect(read(audioFixture("no-sound.mp4"))).rejects.toMatchObject({ code: "no-sound" });
  });
});

describe("without ffmpeg, decoding", () => {
  const rejection = async (bytes: Uint8Array): Promise<unknown> => {
    useFfmpeg("there-is-no-ffmpeg");
    return decode(bytes).catch((error: unknown) => error);
  };

  test("reads a file behind a tag", async () => {
    const flac = audioFixture("voice.flac");
    const { samples } = await decodeStream(flac, streamFormat("FLAC"), limits);
    expect((await decode(concat([tag, flac]))).samples).toEqual(samples);
  });

  test("reads the packets of an MP4 file of another codec than AAC", async () => {
    const expected = await decode(audioFixture("voice-opus.ogg"));
    expect((await decode(audioFixture("opus-fragments.mp4"))).samples).toEqual(expected.samples);
  });

  test("rejects what is not a recording, by its name", async () => {
    expect(await rejection(latin1("<!doctype html>"))).toMatchObject({
      message: expect.stringMatching(/^HTML, not a/) as string,
    });
    expect(await rejection(new Uint8Array(0))).toMatchObject({ message: "empty file (0 bytes)" });
    expect(await rejection(unknown)).toMatchObject({
      code: "decoder-missing",
      message: expect.stringMatching(/^unknown file: only ffmpeg reads it/) as string,
    });
  });

  test("rejects what our own readers do not support, with their reason", async () => {
    expect(await rejection(gsm)).toMatchObject({
      message: expect.stringMatching(/^compressed WAVE file: GSM/) as string,
    });
    const ac3 = matroska({ clusters: [[simpleBlock(1, Uint8Array.of(1))]], codecId: "A_AC3" });
    expect(await rejection(ac3)).toMatchObject({
      message: expect.stringMatching(/"A_AC3".*: only ffmpeg reads it/) as string,
    });
    expect(await rejection(aiff)).toMatchObject({
      message: expect.stringMatching(/^AIFF file: only ffmpeg/) as string,
    });
  });

  test("rejects a broken file for what is wrong with it", async () => {
    const half = audioFixture("index-last.mp4").subarray(0, 9_905);
    await expect(decode(half)).rejects.toThrow("truncated MP4 file: its mdat box ends at byte 17964");
    expect(await rejection(audioFixture("no-sound.mp4"))).toMatchObject({ code: "no-sound" });
    expect(await rejection(audioFixture("voice.flac").subarray(0, 30_000))).toMatchObject({ code: "truncated-audio" });
    const cut = audioFixture("opus-fragments.mp4");
    expect(await rejection(cut.subarray(0, cut.length / 2))).toMatchObject({ code: "truncated-audio" });
  });
});

describe.skipIf(process.platform === "win32")("with ffmpeg, decoding", () => {
  const output = riff([
    fmtChunk({ encoding: "float32", sampleRate: 8_000 }),
    { ...dataChunk(sine(440, 0.1, 8_000), "float32"), claimedSize: 0xffff_ffff },
  ]);

  test.each<[string, Uint8Array, string]>([
    ["AIFF", aiff, "aiff"],
    ["compressed WAVE", gsm, "wav"],
    [
      "another codec in Matroska",
      matroska({ clusters: [[simpleBlock(1, Uint8Array.of(1))]], codecId: "A_AC3" }),
      "matroska",
    ],
  ])("is left to it for %s", async (_, bytes, demuxer) => {
    const call = await fakeFfmpeg({ output });
    const { decoder, samples } = await decode(bytes);
    expect({ decoder, length: samples.length }).toEqual({ decoder: fakeVersion, length: 800 });
    const { args, input } = await call();
    expect(args.slice(0, 2)).toEqual(["-f", demuxer]);
    expect(input).toEqual(bytes);
  });

  test("reads the louder of two channels that cancel each other, with a note", async () => {
    const wave = sine(440, 0.1, 8_000);
    const channels = Array.from(wave, (value) => [0.9 * value, -value]).flat();
    const form = fmtChunk({ encoding: "float32", channels: 2, sampleRate: 8_000 });
    const data = { ...dataChunk(channels, "float32"), claimedSize: 0xffff_ffff };
    await fakeFfmpeg({ output: riff([form, data]), messages: ["[error] odd"] });
    const { samples, notes } = await decode(aiff);
    expect(samples).toEqual(Float32Array.from(wave, (value) => 0 - value));
    expect(notes).toEqual([
      "damaged: ffmpeg found an error: odd",
      "its channels cancel each other (opposite phase): channel 2, the louder, was analysed",
    ]);
  });

  test("is left to it where our decoder is not installed, except for MP4 files", async () => {
    const missing = new InputError("decoder-missing", "FLAC needs an optional decoder");
    const { decoder } = streamFormat("FLAC");
    await fakeFfmpeg({});
    expect(await isReplacedByFfmpeg(missing, decoder)).toBe(true);
    expect(await isReplacedByFfmpeg(missing, { kind: "mp4" })).toBe(false);
    expect(await isReplacedByFfmpeg(new InputError("corrupt-audio", "no frames"), decoder)).toBe(false);
    expect(await isReplacedByFfmpeg({ code: "decoder-missing" }, decoder)).toBe(false);
    useFfmpeg("/no/such/ffmpeg");
    expect(await isReplacedByFfmpeg(missing, decoder)).toBe(false);
  });

  test("is left to it for a file of unknown format", async () => {
    const call = await fakeFfmpeg({ output });
    expect((await decode(unknown)).decoder).toBe(fakeVersion);
    expect((await call()).input).toEqual(unknown);
  });

  test("gives it a file without the tag before it", async () => {
    const call = await fakeFfmpeg({ output });
    await decode(concat([tag, aiff]));
    expect((await call()).input).toEqual(aiff);
  });

  test("is left to it for MP4 files of codecs that we do not read, with the reason if it fails", async () => {
    await fakeFfmpeg({ messages: ["[error] Unknown decoder"], exitCode: 1 });
    // The codec's name is changed, as that of a video with another kind of audio.
    const other = audioFixture("index-last.mp4");
    other.set(latin1("xxxx"), Buffer.from(other).indexOf("mp4a"));
    await expect(decode(other)).rejects.toMatchObject({
      code: "unsupported-audio",
      message: expect.stringMatching(/^MP4 file whose audio is "?xxxx.*ffmpeg: Unknown decoder/) as string,
    });
  });

  test("leaves out the padding behind the samples that compressed WAVE declares", async () => {
    await fakeFfmpeg({ output });
    const block = new Uint8Array(20);
    block.set(fmtChunk({ tag: 0x31 }).content);
    new DataView(block.buffer).setUint16(18, 320, true);
    const samples = new Uint8Array(new Uint32Array([700]).buffer);
    const padded = riff([chunk("fmt ", block), chunk("fact", samples), chunk("data", new Uint8Array(650))]);
    expect((await decode(padded)).samples.length).toBe(700);
  });
});
