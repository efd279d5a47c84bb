import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TransientError } from "../../src/shared/errors.js";
import { DirectoryStore } from "../../src/shared/objects/directory.js";
import type { ObjectStore, ReadOptions } from "../../src/shared/objects/objectStore.js";
import type { RangeRequest } from "../../src/audio/rangedFile.js";
import { type BufferLease, RecordingReader } from "../../src/audio/recordingReader.js";
import { temporaryDirectory } from "../support/corpus.js";
import { countedStore } from "../support/countedStore.js";
import { mp4File, type SoundUnits } from "../support/mp4File.js";
import { fetchAudioInput, limits, madeVideos, testReadingFrom } from "../support/recordingReaderTests.js";

let voice: SoundUnits;
let video: Uint8Array;
beforeAll(async () => {
  ({ voice, video } = await madeVideos());
});

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
  testReadingFrom(async (files) => {
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

describe("a reader of recordings", () => {
  interface Call {
    readonly range?: RangeRequest;
    readonly options?: ReadOptions | undefined;
  }
  /** A store with one object. With `ignoresRanges` it answers range requests that have a buffer with all of it; `answer` is added to its responses. */
  function standIn(
    object: Uint8Array,
    { ignoresRanges = false, answer = {} }: { ignoresRanges?: boolean; answer?: { isUnverified?: boolean } } = {},
  ): { readonly store: ObjectStore; readonly calls: Call[] } {
    const calls: Call[] = [];
    const give = async (bytes: Uint8Array, options?: ReadOptions): Promise<Uint8Array> => {
      const room = (await options?.room?.(bytes.length)) ?? new Uint8Array(bytes.length);
      room.set(bytes);
      return room;
    };
    const store: Pick<ObjectStore, "get" | "getRange"> = {
      async get(_key, options) {
        calls.push({ options });
        return { bytes: await give(object, options), etag: "1", ...answer };
      },
      async getRange(_key, range, options) {
        calls.push({ range, options });
        const whole = { start: 0, length: object.length };
        const asked = "last" in range ? { start: Math.max(0, object.length - range.last), length: range.last } : range;
        const { start, length } = ignoresRanges && options?.room !== undefined ? whole : asked;
        const bytes = await give(object.subarray(start, start + length), options);
        return { bytes, start, size: object.length, etag: "1", ...answer };
      },
    };
    return { store: store as ObjectStore, calls };
  }
  const wav = Uint8Array.of(1, 2, 3);

  test("requests a whole file at once, with the limit and the listed size, unless it is named as a video", async () => {
    for (const key of ["a.wav", "a.unknown", "a"]) {
      const { store, calls } = standIn(wav);
      const fetched = await fetchAudioInput(store, key, { ...limits, listedSize: 3 });
      expect(fetched).toEqual({ sound: { kind: "file", bytes: wav }, etag: "1", isUnverified: false });
      expect(calls).toEqual([{ options: { maxBytes: limits.maxBytes, listedSize: 3 } }]);
      await fetchAudioInput(store, key, limits);
      expect(calls[1]).toEqual({ options: { maxBytes: limits.maxBytes } });
    }
  });

  test("requests both ends of a video, then what else it needs, of the same version", async () => {
    const { store, calls } = standIn(video);
    const { isUnverified } = await fetchAudioInput(store, "a.mp4", { ...limits, listedSize: 5 });
    expect(isUnverified).toBe(false);
    const [first, last, ...others] = calls;
    expect(first).toEqual({ range: { start: 0, length: 4_096 }, options: { listedSize: 5 } });
    expect(last).toEqual({ range: { last: 65_536 } });
    expect(others.length).toBeGreaterThan(0);
    for (const { options } of others) expect(options).toEqual({ ifMatch: "1", maxBytes: limits.maxBytes });
  });

  test("requests the rest of an index that neither end holds, of the same version", async () => {
    const layout = { index: "first", unitsPerChunk: 47, pictureBytes: 100_000 } as const;
    const { store, calls } = standIn(mp4File(voice, { ...layout, comment: " ".repeat(9_000) }));
    const { sound } = await fetchAudioInput(store, "a.mp4", limits);
    expect(sound.kind === "encoded" && sound.encoded.sizes.length).toBe(voice.units.length);
    for (const { options } of calls.slice(2)) expect(options).toEqual({ ifMatch: "1", maxBytes: limits.maxBytes });
  });

  test("says whether the store verified the bytes", async () => {
    const answer = { isUnverified: true };
    expect((await fetchAudioInput(standIn(wav, { answer }).store, "a.wav", limits)).isUnverified).toBe(true);
    expect((await fetchAudioInput(standIn(video, { answer }).store, "a.mp4", limits)).isUnverified).toBe(true);
  });

  test("reads a video again if it was replaced between the reads of both ends", async () => {
    const { store, calls } = standIn(video);
    let replaced = 1;
    const replacing: Pick<ObjectStore, "getRange"> = {
      async getRange(key, range, options) {
        const found = await store.getRange(key, range, options);
        return "last" in range && replaced-- > 0 ? { ...found, etag: "2" } : found;
      },
    };
    expect((await fetchAudioInput(replacing as ObjectStore, "a.mp4", limits)).etag).toBe("1");
    expect(calls.filter(({ range }) => range !== undefined && "last" in range)).toHaveLength(2);
    replaced = Infinity;
    await expect(fetchAudioInput(replacing as ObjectStore, "a.mp4", limits)).rejects.toThrow(
      "a.mp4: changed between two reads",
    );
  });

  test("reads the ranges of a video into one buffer, and allows exactly as many bytes as the limit", async () => {
    const rooms: Uint8Array[] = [];
    const room = (bytes: number): Uint8Array => rooms[rooms.push(new Uint8Array(bytes)) - 1]!;
    await fetchAudioInput(standIn(video).store, "a.mp4", { ...limits, room });
    expect(rooms).toHaveLength(1);
    for (const unit of [voice.units[3]!, voice.units.at(-1)!])
      expect(Buffer.from(rooms[0]!).includes(Buffer.from(unit))).toBe(true);
    const maxBytes = rooms[0]!.length;
    expect((await fetchAudioInput(standIn(video).store, "a.mp4", { ...limits, maxBytes })).sound.kind).toBe("encoded");
    await expect(fetchAudioInput(standIn(video).store, "a.mp4", { ...limits, maxBytes: maxBytes - 1 })).rejects.toThrow(
      `${maxBytes} bytes of audio`,
    );
  });

  test("needs no buffer if both ends hold all of the audio", async () => {
    const { store } = standIn(mp4File(voice, { index: "last", unitsPerChunk: 47, pictureBytes: 10 }));
    const room = (): Uint8Array => {
      throw new Error("no buffer is needed");
    };
    expect((await fetchAudioInput(store, "a.mp4", { ...limits, room })).sound.kind).toBe("encoded");
  });

  test("accepts the whole object in answer to a request for ranges", async () => {
    const room = (bytes: number): Uint8Array => new Uint8Array(bytes);
    const { sound } = await fetchAudioInput(standIn(video, { ignoresRanges: true }).store, "a.mp4", {
      ...limits,
      room,
    });
    expect(sound).toEqual((await fetchAudioInput(standIn(video).store, "a.mp4", limits)).sound);
  });

  test("has the local path of any file but a video, if its store is a directory", () => {
    const { store } = standIn(wav);
    const reader = new RecordingReader({ ...store, localPath: (key) => `/data/${key}` }, limits);
    expect(reader.localPath("a.wav")).toBe("/data/a.wav");
    expect(reader.localPath("a.mp4")).toBeUndefined();
    expect(new RecordingReader(store, limits).localPath("a.wav")).toBeUndefined();
  });

  test("closes its store", async () => {
    const close = vi.fn(async () => Promise.resolve());
    await new RecordingReader({ ...standIn(wav).store, close }, limits).close();
    expect(close).toHaveBeenCalledOnce();
  });
});
