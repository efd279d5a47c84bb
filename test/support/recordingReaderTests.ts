import { beforeAll, expect, test } from "vitest";
import {
  type FetchedAudio,
  type FetchOptions,
  type ReaderSettings,
  RecordingReader,
} from "../../src/audio/recordingReader.js";
import type { ObjectStore } from "../../src/shared/objects/objectStore.js";
import { countedStore } from "./countedStore.js";
import { box, bytesOf, mp4File, text, u32, type SoundUnits } from "./mp4File.js";
import { voicePackets } from "./voicePackets.js";
import { sine, wavFile } from "./wavFile.js";

export const limits = { maxBytes: 200e6, maxDurationSec: 360 };

type Room = (bytes: number) => Uint8Array | Promise<Uint8Array>;

/** Reads one recording with a new reader. */
export async function fetchAudioInput(
  store: ObjectStore,
  key: string,
  { maxBytes, room, ...options }: ReaderSettings & FetchOptions & { readonly room?: Room },
): Promise<Omit<FetchedAudio, "release">> {
  const buffers = room && { lease: () => ({ allocate: room, release: () => undefined }) };
  const { sound, etag, isUnverified } = await new RecordingReader(store, { maxBytes, buffers }).fetch(key, options);
  return { sound, etag, isUnverified };
}

export interface Videos {
  readonly voice: SoundUnits;
  /** 5.4 MB: four seconds, alternating a second of audio and a second of video */
  readonly video: Uint8Array;
  /** 2.5 MB: the same audio in chunks of two packets, with video between all of them */
  readonly fine: Uint8Array;
  /** 5 MB of video without audio */
  readonly silent: Uint8Array;
}

export async function madeVideos(): Promise<Videos> {
  const voice = await voicePackets();
  const units = [...voice.units, ...voice.units, ...voice.units];
  const video = mp4File({ ...voice, units }, { index: "last", unitsPerChunk: 47, pictureBytes: 1_350_000, edits: [{ duration: 0, mediaTime: 1024 }] }); // prettier-ignore
  const fine = mp4File({ ...voice, units }, { index: "last", unitsPerChunk: 2, pictureBytes: 30_000 });
  const ftyp = box("ftyp", text("isom"), u32(512), text("isommp41"));
  const silent = bytesOf([ftyp, box("mdat", new Uint8Array(5_000_000)), box("moov", box("free", new Uint8Array(100)))]);
  return { voice, video, fine, silent };
}

/**
 * Tests that every store must pass.
 *
 * @param open a store with these files
 */
export function testReadingFrom(open: (files: Readonly<Record<string, Uint8Array>>) => Promise<ObjectStore>): void {
  let video: Uint8Array;
  let fine: Uint8Array;
  let silent: Uint8Array;
  beforeAll(async () => {
    ({ video, fine, silent } = await madeVideos());
  });

  test("reads a video's audio in at most 8 requests and 8 % of its bytes", async () => {
    const { store, counts } = countedStore(await open({ "01-01.mp4": video }));
    const { sound } = await fetchAudioInput(store, "01-01.mp4", limits);
    expect(sound.kind).toBe("encoded");
    expect(counts.wholeReads).toBe(0);
    expect(counts.requests).toBeLessThanOrEqual(8);
    expect(counts.bytes).toBeLessThanOrEqual(0.08 * video.length);
    await store.close();
  });

  test("finds within 70 KB that a video has no audio", async () => {
    const { store, counts } = countedStore(await open({ "02-01.mp4": silent }));
    await expect(fetchAudioInput(store, "02-01.mp4", limits)).rejects.toMatchObject({ code: "no-sound" });
    expect(counts.bytes).toBeLessThanOrEqual(70_000);
    await store.close();
  });

  test("reads a WAVE file in one request, even if it is named .mp4", async () => {
    const wav = wavFile(sine(440, 0.4));
    const { store, counts } = countedStore(await open({ "a.wav": wav, "b.mp4": wav }));
    const { sound } = await fetchAudioInput(store, "a.wav", limits);
    expect(counts.requests).toBe(1);
    expect(sound.kind === "file" && Buffer.from(wav).equals(sound.bytes)).toBe(true);
    expect((await fetchAudioInput(store, "b.mp4", limits)).sound).toEqual(sound);
    expect(counts.wholeReads).toBe(2);
    await store.close();
  });

  test("reads the audio of a video that is larger than the limit", async () => {
    const store = await open({ "01-01.mp4": video });
    const { sound } = await fetchAudioInput(store, "01-01.mp4", { ...limits, maxBytes: 1e6 });
    expect(sound).toEqual((await fetchAudioInput(store, "01-01.mp4", limits)).sound);
    await store.close();
  });

  test("rejects a video whose audio is larger than the limit, before reading it", async () => {
    const { store, counts } = countedStore(await open({ "01-01.mp4": video }));
    const fetching = fetchAudioInput(store, "01-01.mp4", { ...limits, maxBytes: 20_000 });
    await expect(fetching).rejects.toMatchObject({ code: "too-large" });
    await expect(fetching).rejects.toThrow(/^01-01\.mp4: \d+ bytes of audio, more than the limit of 20000$/);
    expect(counts.bytes).toBeLessThanOrEqual(70_000);
    await store.close();
  });

  test("rejects a video above the limit that would have to be read whole", async () => {
    const { store, counts } = countedStore(await open({ "01-01.mp4": fine }));
    const fetching = fetchAudioInput(store, "01-01.mp4", { ...limits, maxBytes: 1e6 });
    await expect(fetching).rejects.toMatchObject({ code: "too-large" });
    expect(counts.bytes).toBeLessThanOrEqual(70_000);
    await store.close();
  });

  test("reads a video's ranges into one buffer", async () => {
    const store = await open({ "01-01.mp4": video });
    const rooms: Uint8Array[] = [];
    const room = (bytes: number): Uint8Array => (
      rooms.push(new Uint8Array(new SharedArrayBuffer(bytes))),
      rooms.at(-1)!
    );
    const { sound } = await fetchAudioInput(store, "01-01.mp4", { ...limits, room });
    expect(rooms).toHaveLength(1);
    expect(sound).toEqual((await fetchAudioInput(store, "01-01.mp4", limits)).sound);
    await store.close();
  });

  test("reports a missing file", async () => {
    const store = await open({ "a.wav": video });
    await expect(fetchAudioInput(store, "01-02.mp4", limits)).rejects.toMatchObject({ code: "missing-object" });
    await store.close();
  });
}
