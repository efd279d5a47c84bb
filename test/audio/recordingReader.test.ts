import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TransientError } from "../../src/shared/errors.js";
import { DirectoryStore } from "../../src/shared/objects/directory.js";
import type { ObjectStore } from "../../src/shared/objects/objectStore.js";
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
