import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAudioInput, needsDecoding } from "../../../src/audio/audioInput.js";
import type { DecodedRecording } from "../../../src/audio/decodedAudio.js";
import { decodeStream } from "../../../src/audio/decodeStream.js";
import { useFfmpeg } from "../../../src/audio/ffmpeg.js";
import { decodePackets } from "../../../src/audio/packets/decodePackets.js";
import type { Coding, PacketTrack } from "../../../src/audio/packets/packetTrack.js";
import { audioFixture } from "../../support/audioFixture.js";
import { element, matroska, simpleBlock } from "../../support/matroskaFile.js";
import { streamFormat } from "../../support/streamFormat.js";
import { concat, latin1 } from "../../support/wavFile.js";

beforeAll(() => useFfmpeg("there-is-no-ffmpeg"));
afterAll(() => useFfmpeg(undefined));

async function decode(bytes: Uint8Array, maxDurationSec = 360): Promise<DecodedRecording> {
  expect(needsDecoding(bytes)).toBe(true);
  return decodeAudioInput({ kind: "file", bytes }, { maxDurationSec });
}

describe("without ffmpeg, the packets of an Ogg Opus file decode to the same samples from", () => {
  test.each(["voice-opus.webm", "opus-fragments.mp4"])("%s", async (name) => {
    const expected = await decode(audioFixture("voice-opus.ogg"));
    const { samples, decoder, notes, isCut } = await decode(audioFixture(name));
    expect({ decoder, notes, isCut }).toEqual({ decoder: expected.decoder, notes: [], isCut: false });
    expect(samples).toEqual(expected.samples);
  });
});

describe("a Matroska file", () => {
  const pcm = Uint8Array.from({ length: 600 }, (_, i) => (7 * i) % 256);
  const expected = Float32Array.from(new Int16Array(pcm.buffer), (sample) => sample / 32_768);

  test("yields the packets of every kind of lacing", async () => {
    const xiph = concat([Uint8Array.of(2, 255, 45, 100), pcm]); // three packets: 300, 100 and 200 bytes
    const fixed = concat([Uint8Array.of(2), pcm]);
    // 0x412c is 300 in two bytes; the next is 200 less: 8191 - 200 = 0x1f37
    const ebml = concat([Uint8Array.of(2, 0x41, 0x2c, 0x5f, 0x37), pcm]);
    for (const [lacing, content] of [
      [1, xiph],
      [2, fixed],
      [3, ebml],
    ] as const) {
      // prettier-ignore
      const { samples } = await decode(matroska({ clusters: [[simpleBlock(1, content, lacing)]] }));
      expect(samples).toEqual(expected);
    }
  });

  test("is read whether or not segment and clusters have a known length", async () => {
    const clusters = [[simpleBlock(1, pcm.subarray(0, 300))], [simpleBlock(1, pcm.subarray(300))]];
    for (const isLive of [false, true])
      expect((await decode(matroska({ clusters, isLive }))).samples).toEqual(expected);
  });

  test("restores the stripped header bytes of all its packets", async () => {
    const stripped = pcm.subarray(2);
    const { samples } = await decode(
      matroska({ clusters: [[simpleBlock(1, stripped)]], strippedHeader: pcm.subarray(0, 2) }),
    );
    expect(samples).toEqual(expected);
  });

  test("is read without the packets of other tracks", async () => {
    const clusters = [[simpleBlock(2, Uint8Array.of(1, 2)), simpleBlock(1, pcm)]];
    expect((await decode(matroska({ clusters }))).samples).toEqual(expected);
  });

  test("is read on from the next cluster after damage, with a note", async () => {
    const bytes = matroska({
      clusters: [[simpleBlock(1, pcm), latin1("\0\0 no element")], [simpleBlock(1, pcm)]],
      isLive: true,
    });
    const { samples, notes } = await decode(bytes);
    expect(samples.length).toBe(2 * expected.length);
    expect(notes).toEqual([expect.stringMatching(/^damaged: no Matroska element at byte \d+$/)]);
  });

  test("without audio, without tracks or with another codec is rejected with the reason", async () => {
    const clusters = [[simpleBlock(1, pcm)]];
    const rejection = async (bytes: Uint8Array): Promise<unknown> => decode(bytes).catch((error: unknown) => error);
    expect(await rejection(matroska({ clusters, type: 1 }))).toMatchObject({ code: "no-sound" });
    expect(await rejection(element(0x1a45dfa3, latin1("webm")))).toMatchObject({ code: "corrupt-audio" });
    expect(await rejection(matroska({ clusters, codecId: "A_AC3" }))).toMatchObject({
      code: "decoder-missing",
      message: expect.stringContaining('"A_AC3"') as string,
    });
  });
});

const limits = { maxDurationSec: 360 };
const rate = 48_000;

/** The packets of an Ogg file: its segments, joined up to one of less than 255 bytes. RFC 3533, section 6. */
function oggPackets(bytes: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const sizes = bytes.subarray(at + 27, at + 27 + bytes[at + 26]!);
    at += 27 + sizes.length;
    for (const size of sizes) {
      parts.push(bytes.subarray(at, (at += size)));
      if (size < 255) packets.push(concat(parts.splice(0)));
    }
  }
  return packets;
}

interface Coded {
  readonly coding: Coding;
  readonly data: readonly Uint8Array[];
}

/** The voice in each coding. */
const coded: Readonly<Record<"Ogg Opus" | "Ogg Vorbis" | "FLAC" | "MP3", () => Coded>> = {
  "Ogg Opus": () => {
    const [head, , ...data] = oggPackets(audioFixture("voice-opus.ogg"));
    return { coding: { kind: "opus", head: head! }, data };
  },
  "Ogg Vorbis": () => {
    const packets = oggPackets(audioFixture("voice-vorbis.ogg"));
    return { coding: { kind: "vorbis", headers: packets.slice(0, 3) }, data: packets.slice(3) };
  },
  FLAC: () => {
    const bytes = audioFixture("voice.flac");
    let at = 4; // behind the blocks of metadata, the last of which is marked: RFC 9639, section 8.1
    for (let isLast = false; !isLast;) {
      isLast = bytes[at]! >= 0x80;
      at += 4 + bytes[at + 1]! * 65_536 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    }
    const half = at + Math.floor((bytes.length - at) / 2);
    return {
      coding: { kind: "flac", streamInfo: bytes.subarray(8, 42) },
      data: [bytes.subarray(at, half), bytes.subarray(half)],
    };
  },
  MP3: () => {
    const bytes = audioFixture("voice.mp3");
    return {
      coding: { kind: "mp3", sampleRate: rate },
      data: [bytes.subarray(0, 5_000), bytes.subarray(5_000)],
    };
  },
};

/** A second of 16-bit PCM: a ramp, in two packets. */
function pcm(): Coded {
  const samples = Int16Array.from({ length: 8_000 }, (_, i) => i);
  const bytes = new Uint8Array(samples.buffer);
  const form = { encoding: "pcm", channels: 1, sampleRate: 8_000, bitsPerSample: 16, isBigEndian: false } as const;
  return { coding: { kind: "pcm", ...form }, data: [bytes.subarray(0, 6_000), bytes.subarray(6_000)] };
}

function trackOf({ coding, data }: Coded, change: Partial<PacketTrack> = {}): PacketTrack {
  return {
    coding,
    packets: () => data.map((one) => ({ data: one })),
    skip: coding.kind === "opus" ? 312 : 0, // its encoder's priming
    isCutOff: false,
    notes: () => [],
    ...change,
  };
}

describe("the packets of a track", () => {
  const formats = Object.keys(coded) as (keyof typeof coded)[];
  const fileOf = {
    "Ogg Opus": "voice-opus.ogg",
    "Ogg Vorbis": "voice-vorbis.ogg",
    FLAC: "voice.flac",
    MP3: "voice.mp3",
  };

  test.each(formats)("decode to the samples of the %s file that they are from", async (format) => {
    const expected = await decodeStream(audioFixture(fileOf[format]), streamFormat(format), limits);
    const track = trackOf(coded[format](), { length: expected.samples.length });
    const { samples, sampleRate, decoder, notes, isCut, wholeSec } = await decodePackets(track, "Box", limits);
    expect(samples).toEqual(expected.samples);
    const facts = { sampleRate, decoder, notes, isCut, wholeSec };
    expect(facts).toEqual({
      sampleRate: rate,
      decoder: expected.decoder,
      notes: [],
      isCut: false,
      wholeSec: undefined,
    });
  });

  test.each(formats)(
    "of %s decode to the analysed part, with the duration of all and the track's notes",
    async (format) => {
      const track = trackOf(coded[format](), { wholeSec: 1.27, notes: () => ["odd"] });
      const { samples, isCut, wholeSec, notes } = await decodePackets(track, "Box", { maxDurationSec: 0.5 });
      const facts = { length: samples.length, isCut, wholeSec, notes };
      expect(facts).toEqual({ length: rate / 2, isCut: true, wholeSec: 1.27, notes: ["odd"] });
      expect(await decodePackets(track, "Box", limits)).not.toHaveProperty("wholeSec");
      const unstated = trackOf(coded[format]());
      expect(await decodePackets(unstated, "Box", { maxDurationSec: 0.5 })).not.toHaveProperty("wholeSec");
    },
  );

  test("decode to the recording within them: without what is skipped, what follows and what is discarded", async () => {
    const { samples } = await decodePackets(trackOf(coded.FLAC()), "Box", limits);
    const part = await decodePackets(trackOf(coded.FLAC(), { skip: 100, length: 1_000 }), "Box", limits);
    expect(part.samples).toEqual(samples.slice(100, 1_100));
    const { data } = coded.FLAC();
    const discarding = (first: number, last?: number): PacketTrack["packets"] => {
      const ends = [{ discardSec: first }, last === undefined ? {} : { discardSec: last }];
      return () => data.map((one, i) => ({ data: one, ...ends[i]! }));
    };
    const shorter = await decodePackets(trackOf(coded.FLAC(), { packets: discarding(0, 0.1) }), "Box", limits);
    expect(shorter.samples).toEqual(samples.slice(0, -4_800));
    // Only the last packet counts.
    const whole = await decodePackets(trackOf(coded.FLAC(), { packets: discarding(0.1) }), "Box", limits);
    expect(whole.samples).toEqual(samples);
    // A file is not truncated if only the edit list leaves something out.
    const edited = trackOf(coded.FLAC(), { length: 1_000, isCutOff: true, wholeSec: 1.27 });
    expect((await decodePackets(edited, "Box", limits)).samples.length).toBe(1_000);
    // What is skipped counts beyond the duration limit.
    const limited = await decodePackets(trackOf(coded.FLAC(), { skip: 100 }), "Box", { maxDurationSec: 0.5 });
    expect(limited.samples).toEqual(samples.slice(100, 24_100));
  });

  test.each([...formats, "PCM"] as const)(
    "of %s in a file that is cut off are those of a truncated file",
    async (format) => {
      const one = format === "PCM" ? pcm() : coded[format]();
      const declaring = async (wholeSec: number | undefined, isCutOff = true): Promise<readonly string[]> => {
        const declared = wholeSec === undefined ? {} : { wholeSec };
        return (await decodePackets(trackOf(one, { isCutOff, ...declared }), "Box", limits)).notes;
      };
      const seconds = format === "PCM" ? 1 : 1.27;
      await expect(declaring(seconds + 1)).rejects.toMatchObject({
        code: "truncated-audio",
        message: expect.stringContaining("corrupt Box file") as string,
      });
      expect(await declaring(seconds + 0.05)).toEqual([]);
      expect(await declaring(undefined)).toEqual([]);
      expect(await declaring(seconds + 1, false)).toEqual([]);
    },
  );

  test("of PCM are its samples, and not those of a truncated file if only the analysed part is read", async () => {
    const track = trackOf(pcm(), { isCutOff: true, wholeSec: 9, notes: () => ["odd"] });
    const { samples, sampleRate, isCut, wholeSec, notes } = await decodePackets(track, "Box", { maxDurationSec: 0.5 });
    expect(samples).toEqual(Float32Array.from({ length: 4_000 }, (_, i) => i / 32_768));
    expect({ sampleRate, isCut, wholeSec, notes }).toEqual({
      sampleRate: 8_000,
      isCut: true,
      wholeSec: 9,
      notes: ["odd"],
    });
  });

  test("are rejected with the container's name if they cannot be decoded", async () => {
    const track = trackOf({ ...coded.FLAC(), data: [new Uint8Array(500).fill(7)] });
    await expect(decodePackets(track, "Box", limits)).rejects.toThrow("corrupt Box file: no audio could be decoded");
  });
});
