import { formatOfName } from "./formats.js";
import type { RangedFile } from "./rangedFile.js";
import { firstBytes, lastBytes, readAudioInput, type AudioInput } from "./audioInput.js";
import { InputError, TransientError } from "../shared/errors.js";
import {
  ObjectChangedError,
  readUnchanged,
  type ObjectStore,
  type RangeContent,
  type ReadOptions,
} from "../shared/objects/objectStore.js";

/** The buffer that one recording is read into. */
export interface BufferLease {
  /** @returns a buffer of this many bytes, at once or when there is room */
  readonly allocate: (bytes: number) => Uint8Array | Promise<Uint8Array>;
  /** Returns the buffer: its bytes must not be used any more. Idempotent. */
  readonly release: () => void;
}

export interface ReaderSettings {
  /** longer files are rejected; for a video, only its audio counts */
  readonly maxBytes: number;
  /** allocates buffers for recordings. @defaultValue a new buffer for each recording */
  readonly buffers?: { lease(): BufferLease } | undefined;
}

export interface FetchOptions {
  /** audio beyond this is not fetched */
  readonly maxDurationSec: number;
  /** see ReadOptions */
  readonly listedSize?: number | undefined;
}

export interface FetchedAudio {
  readonly sound: AudioInput;
  readonly etag: string;
  /** see ObjectContent */
  readonly isUnverified: boolean;
  /** Returns the buffer that holds the audio. Idempotent. */
  readonly release: () => void;
}

/** Reads the recordings of one store, within limits that hold for all of them. */
export class RecordingReader {
  readonly #store: ObjectStore;
  readonly #settings: ReaderSettings;

  /** @example const { sound } = await new RecordingReader(store, { maxBytes }).fetch(key, { maxDurationSec }); */
  constructor(store: ObjectStore, settings: ReaderSettings) {
    this.#store = store;
    this.#settings = settings;
  }

  /**
   * Fetches the parts of an object that hold its audio. Most of an MP4 file is video data, so only its index and the
   * byte ranges with audio are requested. The name only decides how to begin; the content determines the format.
   *
   * @throws InputError, TransientError as ObjectStore and readAudioInput
   */
  async fetch(key: string, options: FetchOptions): Promise<FetchedAudio> {
    const { maxBytes, buffers } = this.#settings;
    const lease = buffers?.lease();
    const limits = { ...options, maxBytes, room: lease?.allocate };
    const release = (): void => lease?.release();
    try {
      return { ...(await fetchAudio(this.#store, key, limits)), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The path of a local file that a thread can read itself; undefined for videos and remote objects, see ObjectStore. */
  localPath(key: string): string | undefined {
    return isVideoContainer(key) ? undefined : this.#store.localPath?.(key);
  }

  /** Closes the store. */
  async close(): Promise<void> {
    await this.#store.close();
  }
}

interface FetchLimits extends FetchOptions {
  readonly maxBytes: number;
  /** allocates the buffer for a whole file, or for a video's audio */
  readonly room: ReadOptions["room"];
}

type Fetched = Omit<FetchedAudio, "release">;

async function fetchAudio(source: ObjectStore, key: string, limits: FetchLimits): Promise<Fetched> {
  if (isVideoContainer(key)) return readUnchanged(async () => fetchFromFilm(source, key, limits));
  const { bytes, etag, isUnverified = false } = await source.get(key, wholeReads(limits));
  return { sound: { kind: "file", bytes }, etag, isUnverified };
}

/** Whether the name suggests a file with an index, whose audio can be fetched without the video. */
function isVideoContainer(key: string): boolean {
  return formatOfName(key)?.canReadRanges === true;
}

async function fetchFromFilm(source: ObjectStore, key: string, limits: FetchLimits): Promise<Fetched> {
  const [first, last] = await Promise.all([
    source.getRange(key, { start: 0, length: firstBytes }, listed(limits)),
    source.getRange(key, { last: lastBytes }),
  ]);
  const { etag, size, isUnverified = false } = first;
  if (last.etag !== etag) throw new ObjectChangedError(`${key}: changed between two reads`);
  const sound = await readAudioInput(
    objectFile(source, key, { etag, size }, limits),
    first,
    sameSize(key, size, last),
    limits,
  );
  return { sound, etag, isUnverified };
}

/** An object that must not change after the first read. */
function objectFile(
  source: ObjectStore,
  key: string,
  { etag: ifMatch, size }: { readonly etag: string; readonly size: number },
  limits: FetchLimits,
): RangedFile {
  const { maxBytes } = limits;
  return {
    read: async (range) => sameSize(key, size, await source.getRange(key, range, { ifMatch, maxBytes })),
    async readRanges(ranges) {
      const total = ranges.reduce((sum, { length }) => sum + length, 0);
      if (total > maxBytes)
        throw new InputError("too-large", `${key}: ${total} bytes of audio, more than the limit of ${maxBytes}`);
      // One buffer for all ranges: a second allocation while holding the first could deadlock.
      const room = total === 0 ? undefined : await limits.room?.(total);
      let used = 0;
      const reads = ranges.map(async (range) => {
        const part = room?.subarray(used, (used += range.length));
        return source.getRange(key, range, {
          ifMatch,
          maxBytes,
          ...(part === undefined ? {} : { room: partAllocator(part) }),
        });
      });
      // Wait even if one has failed: the buffer may be reused only when no read writes to it any more.
      await Promise.allSettled(reads);
      return (await Promise.all(reads)).map((range) => sameSize(key, size, range));
    },
    readAll: async () => (await source.get(key, { ...wholeReads(limits), ifMatch })).bytes,
  };
}

/** @throws TransientError if a response gives another size than the first one: one of them is wrong */
function sameSize(key: string, size: number, range: RangeContent): RangeContent {
  if (range.size === size) return range;
  throw new TransientError(`${key}: ${size} bytes in one response, ${range.size} in another`);
}

/** The response may be shorter, if the file was truncated, or the whole file, if the server ignores ranges. */
function partAllocator(part: Uint8Array): (bytes: number) => Uint8Array {
  return (bytes) => (bytes <= part.length ? part.subarray(0, bytes) : new Uint8Array(bytes));
}

function wholeReads(limits: FetchLimits): ReadOptions {
  const { maxBytes, room } = limits;
  return { maxBytes, ...(room === undefined ? {} : { room }), ...listed(limits) };
}

function listed({ listedSize }: FetchLimits): Pick<ReadOptions, "listedSize"> {
  return listedSize === undefined ? {} : { listedSize };
}
