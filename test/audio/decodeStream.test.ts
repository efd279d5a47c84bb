import { beforeAll, describe, expect, test, vi } from "vitest";
import type { StreamDecoder } from "../../src/audio/audioFormat.js";
import { decodeAudio } from "../../src/audio/decodeAudio.js";
import type { DecodedAudio } from "../../src/audio/decodedAudio.js";
import { decodeStream, lengthNotes, type StreamFormat } from "../../src/audio/decodeStream.js";
import { ForeignSoundError } from "../../src/audio/foreignSound.js";
import { loadDecoder } from "../../src/audio/optionalDecoder.js";
import { InputError } from "../../src/shared/errors.js";
import { audioFixture } from "../support/audioFixture.js";
import { align } from "../support/alignment.js";
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

/** Installed, and no decoder: takes the place of one. */
const fakePackage = "vitest";
let decodePiece: (piece: Uint8Array) => DecodedAudio;
let flush: (() => DecodedAudio) | undefined;
const free = vi.fn();
const newDecoder = vi.fn(async () => Promise.resolve({ decode: decodePiece, ...(flush && { flush }), free }));

const rate = 8_000;
/** Mono sound of this many samples, all of the same value. */
function sound(length: number, value = 0.5, channels = 1, sampleRate = rate): DecodedAudio {
  return { channelData: Array.from({ length: channels }, () => new Float32Array(length).fill(value)), sampleRate };
}

/** What the reader of the pieces was told about each: whether it gave audio. */
const told: boolean[] = [];
/** A format whose pieces are single bytes, each of which decodes to a tenth of a second per unit of its value. */
function fakeFormat(change: Partial<StreamDecoder> = {}): StreamFormat {
  decodePiece = ([units]) => sound(800 * units!);
  flush = undefined;
  told.length = 0;
  free.mockClear();
  newDecoder.mockClear();
  const decoder: StreamDecoder = {
    kind: "stream",
    package: fakePackage,
    declaredLength: () => undefined,
    shape: () => undefined,
    *pieces(bytes) {
      for (let at = 0; at < bytes.length; at++) told.push(yield bytes.subarray(at, at + 1));
    },
    ...change,
  };
  return { name: "Test", decoder };
}

describe("a decoder that takes pieces", () => {
  beforeAll(async () => {
    await loadDecoder(fakePackage, "Test", async () => Promise.resolve({ decoder: newDecoder }));
  });
  const limits = { maxDurationSec: 1 };
  const rejection = async (format: StreamFormat, bytes = Uint8Array.of(1)): Promise<InputError> => {
    const outcome: unknown = await decodeStream(bytes, format, limits).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(InputError);
    return outcome as InputError;
  };

  test("gives the sound of all pieces in order, and is told which of them gave any", async () => {
    const format = fakeFormat();
    decodePiece = ([units]) => sound(800 * units!, units! / 8);
    const { samples, sampleRate, decoder, ...facts } = await decodeStream(Uint8Array.of(1, 0, 2), format, limits);
    expect(Array.from(samples)).toEqual([
      ...new Array<number>(800).fill(1 / 8),
      ...new Array<number>(1_600).fill(1 / 4),
    ]);
    expect({ sampleRate, ...facts }).toMatchObject({ sampleRate: rate, notes: [], isCut: false });
    expect(facts).not.toHaveProperty("wholeSec");
    expect(decoder).toMatch(/^vitest \d/);
    expect(told).toEqual([true, false, true]);
    expect(free).toHaveBeenCalledOnce();
  });

  test("gives its rest at the end, unless the limit was reached before", async () => {
    const format = fakeFormat();
    flush = () => sound(400, 0.25);
    const { samples } = await decodeStream(Uint8Array.of(1), format, limits);
    expect(samples.length).toBe(1_200);
    expect(samples.at(-1)).toBe(0.25);
    flush = () => {
      throw new Error("it should not be asked");
    };
    expect((await decodeStream(Uint8Array.of(10), format, limits)).samples.length).toBe(rate);
  });

  test("is asked for no more pieces when one has reached beyond the duration limit", async () => {
    const format = fakeFormat();
    for (const pieces of [
      [7, 6, 5, 4],
      [5, 5, 1, 4],
    ]) {
      told.length = 0;
      const { samples, isCut } = await decodeStream(Uint8Array.from(pieces), format, limits);
      expect({ length: samples.length, isCut }).toEqual({ length: rate, isCut: true });
      expect(told.length).toBeLessThan(pieces.length);
    }
    expect((await decodeStream(Uint8Array.of(5, 5), format, limits)).isCut).toBe(false);
    expect((await decodeStream(Uint8Array.of(9, 9), format, { maxDurationSec: Infinity })).samples.length).toBe(14_400);
  });

  test("is silent on the console", async () => {
    const format = fakeFormat();
    decodePiece = () => {
      globalThis["console"].error("a message for developers");
      return sound(800);
    };
    const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await decodeStream(Uint8Array.of(1), format, limits);
    const { calls } = printed.mock;
    printed.mockRestore();
    expect(calls).toEqual([]);
  });

  test("that is new for each of the chained recordings gives them as one", async () => {
    const declaredLength = vi.fn(([units]: Uint8Array) => ({ samples: 800 * units!, slack: 0 }));
    const format = fakeFormat({ links: (bytes) => [bytes.subarray(0, 1), bytes.subarray(1)], declaredLength });
    const { samples, notes, wholeSec } = await decodeStream(Uint8Array.of(2, 3), format, limits);
    expect({ length: samples.length, notes, wholeSec }).toEqual({ length: 4_000, notes: [], wholeSec: 0.5 });
    expect(newDecoder).toHaveBeenCalledTimes(2);
    expect(free).toHaveBeenCalledTimes(2);
    // The second is a sample too long for what it declares.
    decodePiece = ([units]) => sound(800 * units! + (units === 3 ? 1 : 0));
    const longer = await decodeStream(Uint8Array.of(2, 3), format, limits);
    expect(longer.notes).toEqual(["longer than its header says: 2401 samples instead of 2400"]);
  });

  test("stops at the limit in the first of chained recordings; nothing is missing then", async () => {
    const format = fakeFormat({
      links: (bytes) => [bytes.subarray(0, 2), bytes.subarray(2)],
      declaredLength: ({ length }) => ({ samples: 16_000 * length, slack: 0 }),
    });
    const { samples, isCut, wholeSec, notes } = await decodeStream(Uint8Array.of(9, 9, 9), format, limits);
    const facts = { length: samples.length, isCut, wholeSec, notes };
    expect(facts).toEqual({ length: rate, isCut: true, wholeSec: 6, notes: [] });
    expect(newDecoder).toHaveBeenCalledOnce();
  });

  test("reads a file of unknown length if one of its chained recordings states none", async () => {
    const format = fakeFormat({
      links: (bytes) => [bytes.subarray(0, 1), bytes.subarray(1)],
      declaredLength: ([units]) => (units === 1 ? undefined : { samples: 1_600, slack: 0 }),
    });
    const decoded = await decodeStream(Uint8Array.of(1, 2), format, limits);
    expect(decoded).not.toHaveProperty("wholeSec");
    expect(decoded.samples.length).toBe(2_400);
  });

  test("gives a recording that is cut only if more than a packet of it lies beyond the limit", async () => {
    const declaring = async (samples: number): Promise<boolean> => {
      const format = fakeFormat({ declaredLength: () => ({ samples, slack: samples }) });
      return (await decodeStream(Uint8Array.of(10), format, limits)).isCut;
    };
    expect(await declaring(8_000)).toBe(false);
    expect(await declaring(8_000 + 4_608)).toBe(false);
    expect(await declaring(8_000 + 4_609)).toBe(true);
    // Shorter than the limit, whatever it declares: not cut by us.
    const format = fakeFormat({ declaredLength: () => ({ samples: 16_000, slack: 16_000 }) });
    expect((await decodeStream(Uint8Array.of(9), format, limits)).isCut).toBe(false);
  });

  test("averages channels, or gives the one that is asked for, and names the louder of cancelling ones", async () => {
    const format = fakeFormat();
    decodePiece = () => {
      const wave = Float32Array.from({ length: 800 }, (_, i) => Math.sin(i / 5) / 2);
      return { channelData: [wave, wave.map((value) => -1.01 * value)], sampleRate: rate };
    };
    const { samples, louder } = await decodeStream(Uint8Array.of(1), format, limits);
    expect(louder).toBe(1);
    expect(Math.max(...samples)).toBeLessThan(0.01);
    const alone = await decodeStream(Uint8Array.of(1), format, { ...limits, channel: 0 });
    expect(Math.max(...alone.samples)).toBeGreaterThan(0.49);
  });

  test("gives integers divided by their full scale, as WAVE does", async () => {
    const format = fakeFormat({ integerBits: ([units]) => (units === 1 ? 8 : 16) });
    decodePiece = () => sound(10, -1);
    expect((await decodeStream(Uint8Array.of(1), format, limits)).samples[0]).toBe(-127 / 128);
  });

  test("is not loaded for a file whose header declares too many channels or too much sound", async () => {
    const shape = (channels: number) => () => ({ channels, sampleRate: rate });
    expect(await rejection(fakeFormat({ shape: shape(9) }))).toMatchObject({
      code: "unsupported-audio",
      message: "Test file of 9 channels; 1 to 8 can be read",
    });
    const declaredLength = (): { samples: number; slack: number } => ({ samples: 1e12, slack: 0 });
    const format = fakeFormat({ shape: () => ({ channels: 8, sampleRate: 384_000 }), declaredLength });
    const decoding = decodeStream(Uint8Array.of(1), format, { maxDurationSec: 360 });
    await expect(decoding).rejects.toThrow("Test file too large when decoded");
    expect(newDecoder).not.toHaveBeenCalled();
  });

  test("receives no piece whose header declares too many channels", async () => {
    const format = fakeFormat({ shape: ([units]) => ({ channels: units!, sampleRate: rate }) });
    expect((await rejection(format, Uint8Array.of(1, 9))).message).toContain("9 channels");
    expect(told).toEqual([true]);
    expect(free).toHaveBeenCalledOnce();
  });

  test("gives more sound than the budget: the file is rejected", async () => {
    const format = fakeFormat();
    const channelData = new Array<Float32Array>(8).fill(new Float32Array(9_000_000));
    decodePiece = () => ({ channelData, sampleRate: 384_000 });
    const decoding = decodeStream(Uint8Array.of(1, 1), format, { maxDurationSec: 360, channel: 0 });
    await expect(decoding).rejects.toThrow("Test file too large when decoded: 384000 Hz, 8 channels, 47 s");
  });

  test("is freed and its failure named if it fails or gives nothing", async () => {
    const failure = new Error("bad piece");
    const format = fakeFormat();
    decodePiece = () => {
      throw failure;
    };
    expect(await rejection(format)).toMatchObject({
      code: "corrupt-audio",
      message: "corrupt Test file: bad piece",
      cause: failure,
    });
    expect(free).toHaveBeenCalledOnce();
    for (const nothing of [sound(0), { channelData: [], sampleRate: 0 }]) {
      decodePiece = () => nothing;
      expect(await rejection(format)).toMatchObject({
        code: "corrupt-audio",
        message: "corrupt Test file: no audio could be decoded",
      });
    }
  });

  test("gives samples beyond full scale or too many channels: the file is rejected", async () => {
    const format = fakeFormat();
    decodePiece = () => sound(10, 3);
    expect((await rejection(format)).message).toBe("corrupt Test file: decoded samples reach 3 where 1 is full scale");
    decodePiece = () => sound(10, 0, 9);
    expect((await rejection(format)).code).toBe("unsupported-audio");
  });

  test.each([
    ["channels", sound(10, 0, 2)],
    ["sample rate", sound(10, 0, 1, 16_000)],
  ])("gives other %s partway: the file is left to ffmpeg", async (_, other) => {
    const format = fakeFormat();
    decodePiece = ([units]) => (units === 1 ? sound(10) : other);
    const error = await rejection(format, Uint8Array.of(1, 2));
    expect(error).toBeInstanceOf(ForeignSoundError);
    expect(error.message).toBe("Test file whose channels or sample rate change partway");
  });
});

describe("the decoded length", () => {
  const notes = (frames: number, samples: number, slack = 0): string[] =>
    lengthNotes(frames, { samples, slack }, rate, "Test");

  test("needs no note if the file declares none, or the same, give or take what a decoder may add", () => {
    expect(lengthNotes(5, undefined, rate, "Test")).toEqual([]);
    expect(notes(8_000, 8_000)).toEqual([]);
    expect(notes(8_000, 8_010, 10)).toEqual([]);
    expect(notes(8_010, 8_000, 10)).toEqual([]);
  });

  test("is noted if it is longer, or a little shorter, than declared", () => {
    expect(notes(8_011, 8_000, 10)).toEqual(["longer than its header says: 8011 samples instead of 8000"]);
    expect(notes(80_000, 8_000)).toEqual(["longer than its header says: 80000 samples instead of 8000"]);
    expect(notes(8_000, 8_011, 10)).toEqual(["8000 of 8011 samples could be decoded"]);
    expect(notes(8_000, 12_608)).toEqual(["8000 of 12608 samples could be decoded"]);
  });

  test("is that of a truncated file if more than a frame is missing", () => {
    expect(() => notes(8_000, 12_609)).toThrow(
      expect.objectContaining({
        code: "truncated-audio",
        message: "truncated or corrupt Test file: 8000 of 12609 samples could be decoded",
      }),
    );
  });

  test("is uncertain if the last page is missing, and that of a truncated file if a page is cut", () => {
    expect(notes(8_000, Infinity)).toEqual(["its last page is missing: the recording may be longer"]);
    const cut = { samples: Infinity, slack: 0, isMidPage: true };
    expect(() => lengthNotes(8_000, cut, rate, "Test")).toThrow(
      expect.objectContaining({ code: "truncated-audio", message: "truncated Test file: it ends within a page" }),
    );
  });
});
