import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TransientError } from "../../src/shared/errors.js";
import { DirectoryStore } from "../../src/shared/objects/directory.js";
import type { ObjectStore } from "../../src/shared/objects/objectStore.js";
import { openObjectStore } from "../support/openObjectStore.js";
import {
  type BufferLease,
  type FetchedAudio,
  type FetchOptions,
  type ReaderSettings,
  RecordingReader,
} from "../../src/audio/recordingReader.js";
import { temporaryDirectory } from "../support/corpus.js";
import { countedStore } from "../support/countedStore.js";
import { box, bytesOf, mp4File, text, u32, type SoundUnits } from "../support/mp4File.js";
import { startFaultyProxy } from "../support/faultyProxy.js";
import { describeOnS3 } from "../support/s3.js";
import { voicePackets } from "../support/voicePackets.js";
import { sine, wavFile } from "../support/wavFile.js";

const limits = { maxBytes: 200e6, maxDurationSec: 360 };

type Room = (bytes: number) => Uint8Array | Promise<Uint8Array>;

async function fetchAudioInput(
  store: ObjectStore,
  key: string,
  { maxBytes, room, ...options }: ReaderSettings & FetchOptions & { readonly room?: Room },
): Promise<Omit<FetchedAudio, "release">> {
  const buffers = room && { lease: () => ({ allocate: room, release: () => undefined }) };
  const { sound, etag, isUnverified } = await new RecordingReader(store, { maxBytes, buffers }).fetch(key, options);
  return { sound, etag, isUnverified };
}

let voice: SoundUnits;
/** 5.4 MB: four seconds, alternating a second of audio and a second of video. */
let video: Uint8Array;
/** 2.5 MB: the same audio in chunks of two packets, with video between all of them. */
let fine: Uint8Array;
/** 5 MB of video without audio. */
let silent: Uint8Array;
beforeAll(async () => {
  voice = await voicePackets();
  const units = [...voice.units, ...voice.units, ...voice.units];
  video = mp4File({ ...voice, units }, { index: "last", unitsPerChunk: 47, pictureBytes: 1_350_000, edits: [{ duration: 0, mediaTime: 1024 }] }); // prettier-ignore
  fine = mp4File({ ...voice, units }, { index: "last", unitsPerChunk: 2, pictureBytes: 30_000 });
  const ftyp = box("ftyp", text("isom"), u32(512), text("isommp41"));
  silent = bytesOf([ftyp, box("mdat", new Uint8Array(5_000_000)), box("moov", box("free", new Uint8Array(100)))]);
});

function testsOn(open: (files: Readonly<Record<string, Uint8Array>>) => Promise<ObjectStore>): void {
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

test("fails for one range of a video only after all its other reads have ended", async () => {
  const dir = await mkdtemp(join(tmpdir(), "ser-fetch-"));
  await writeFile(join(dir, "a.mp4"), video);
  const real = new DirectoryStore(dir, dir);
  let underWay = 0;
  let isFirst = true;
  const store: Pick<ObjectStore, "get" | "getRange"> = {
    get: async (...args) => real.get(...args),
    async getRange(key, range, options) {
      if (options?.room === undefined) return real.getRange(key, range, options);
      if (isFirst) {
        isFirst = false;
        throw new TransientError("no answer");
      }
      underWay++;
      await new Promise((resolve) => setImmediate(resolve));
      return real.getRange(key, range, options).finally(() => underWay--);
    },
  };
  const room = (bytes: number): Uint8Array => new Uint8Array(bytes);
  await expect(fetchAudioInput(store as ObjectStore, "a.mp4", { ...limits, room })).rejects.toThrow("no answer");
  expect([isFirst, underWay]).toEqual([false, 0]);
  await rm(dir, { recursive: true });
});

test("rejects a video if S3's responses state different sizes", async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, "a.mp4"), video);
  const real = new DirectoryStore(dir, dir);
  for (const wrong of [2, 3]) {
    let reads = 0;
    const store: Pick<ObjectStore, "getRange"> = {
      async getRange(...args) {
        const isWrong = ++reads === wrong;
        const range = await real.getRange(...args);
        return isWrong ? { ...range, size: range.size - 1 } : range;
      },
    };
    const fetching = fetchAudioInput(store as ObjectStore, "a.mp4", limits);
    await expect(fetching).rejects.toThrow(TransientError);
    await expect(fetching).rejects.toThrow(`${video.length} bytes in one response, ${video.length - 1} in another`);
  }
});

describe("fetchSound from a directory", () => {
  const dirs: string[] = [];
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "ser-fetch-"));
    dirs.push(dir);
  });
  afterAll(async () => {
    for (const made of dirs) await rm(made, { recursive: true });
  });
  testsOn(async (files) => {
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(dir, name), bytes);
    return new DirectoryStore(dir, dir);
  });

  test("reads a video again if it is replaced between two requests, and records the ETag of what it read", async () => {
    const path = join(dir, "01-01.mp4");
    await writeFile(path, video);
    const replaced = mp4File(voice, { index: "last", unitsPerChunk: 47, pictureBytes: 1_350_000 });
    const { store } = countedStore(new DirectoryStore(dir, dir), async (reads) => {
      if (reads === 2) await writeFile(path, replaced);
    });
    const { sound, etag } = await fetchAudioInput(store, "01-01.mp4", limits);
    expect(sound.kind === "encoded" && sound.encoded.sizes.length).toBe(voice.units.length);
    expect(etag).toBe((await store.get("01-01.mp4")).etag);
  });
});

await describeOnS3("fetchSound from S3", (s3) => {
  test("rejects a video if the responses state a size other than the listed one or S3's own", async () => {
    const bucket = await s3.newBucket();
    await (await openObjectStore(`s3://${bucket}`)).put("01-01.mp4", video);
    const proxy = await startFaultyProxy(s3.endpoint);
    vi.stubEnv("AWS_ENDPOINT_URL_S3", proxy.url);
    const store = await openObjectStore(`s3://${bucket}`);
    const fetching = async (isShrunk: (range: string) => boolean): Promise<string> => {
      proxy.decide = ({ method, headers }) => (method === "GET" && isShrunk(headers.range ?? "") ? "shrunk" : "pass");
      return fetchAudioInput(store, "01-01.mp4", { ...limits, listedSize: video.length }).then(
        ({ sound }) => sound.kind,
        (error: unknown) => (error instanceof TransientError ? error.message : String(error)),
      );
    };
    const isFirst = (range: string): boolean => range.startsWith("bytes=0-");
    const [whole, first, others] = [
      await fetching(() => false),
      await fetching(isFirst),
      await fetching((range) => range !== "bytes=-65536" && !isFirst(range)),
    ];
    s3.setEnvironment();
    await store.close();
    await proxy.stop();
    expect(whole).toBe("encoded");
    expect(first).toContain(`${video.length >> 1} bytes in the response, but S3 reports ${video.length}`);
    expect(others).toContain("S3 returned bytes");
  });

  testsOn(async (files) => {
    const bucket = await s3.newBucket();
    const store = await openObjectStore(`s3://${bucket}`);
    for (const [name, bytes] of Object.entries(files)) await store.put(name, bytes);
    return store;
  });
});

test("a recording's buffer is returned when released, and immediately if its fetch fails", async () => {
  let leased = 0;
  const lease = (): BufferLease => {
    leased++;
    const release = (): void => {
      leased--;
    };
    return { allocate: (bytes) => new Uint8Array(bytes), release };
  };
  const store: Pick<ObjectStore, "get"> = {
    async get(key, { room } = {}) {
      const bytes = await room!(4);
      if (key === "gone.wav") throw new TransientError("no answer");
      return { bytes, etag: "1" };
    },
  };
  const reader = new RecordingReader(store as ObjectStore, { maxBytes: 10, buffers: { lease } });
  await expect(reader.fetch("gone.wav", { maxDurationSec: 1 })).rejects.toThrow("no answer");
  expect(leased).toBe(0);
  const { release } = await reader.fetch("a.wav", { maxDurationSec: 1 });
  expect(leased).toBe(1);
  release();
  expect(leased).toBe(0);
});
