import { formatOfName } from "./formats.js";
import type { RangedFile } from "./rangedFile.js";
import { firstBytes, lastBytes, readAudioInput, type AudioInput } from "./audioInput.js";
import { InputError } from "../shared/errors.js";
import {
  ObjectChangedError,
  readUnchanged,
  type ObjectStore,
  type ReadOptions,
} from "../shared/objects/objectStore.js";

export interface FetchLimits {
  /** more is never fetched of a file: a longer one is refused, but for films, of which only the sound is wanted */
  readonly maxBytes: number;
  /** where a whole file goes, or all of a film's sound */
  readonly room?: NonNullable<ReadOptions["room"]>;
  /** sound behind this is left where it is */
  readonly maxDurationSec: number;
}

export interface FetchedAudio {
  readonly sound: AudioInput;
  readonly etag: string;
}

/**
 * Fetches what is needed of an object to have its sound. Most of an MP4 file is pictures: its index and the stretches with
 * sound are asked for by themselves. The name only tells how to begin; what the file is, its content says.
 *
 * @throws InputError, TransientError as ObjectStore and readAudioInput
 */
export async function fetchAudioInput(source: ObjectStore, key: string, limits: FetchLimits): Promise<FetchedAudio> {
  if (isVideoContainer(key)) return readUnchanged(async () => fetchFromFilm(source, key, limits));
  const { bytes, etag } = await source.get(key, wholeReads(limits));
  return { sound: { kind: "file", bytes }, etag };
}

/** Whether the name is that of a file with an index, so that its audio can be fetched without its pictures. */
export function isVideoContainer(key: string): boolean {
  return formatOfName(key)?.canReadRanges === true;
}

async function fetchFromFilm(source: ObjectStore, key: string, limits: FetchLimits): Promise<FetchedAudio> {
  const [first, last] = await Promise.all([
    source.getRange(key, { start: 0, length: firstBytes }),
    source.getRange(key, { last: lastBytes }),
  ]);
  const { etag } = first;
  if (last.etag !== etag) throw new ObjectChangedError(`${key}: changed between two reads`);
  const sound = await readAudioInput(objectFile(source, key, etag, limits), first, last, limits);
  return { sound, etag };
}

/** An object as long as it is the one that was first read. */
function objectFile(source: ObjectStore, key: string, ifMatch: string, limits: FetchLimits): RangedFile {
  const { maxBytes } = limits;
  return {
    read: async (stretch) => source.getRange(key, stretch, { ifMatch, maxBytes }),
    async readRanges(ranges) {
      const total = ranges.reduce((sum, { length }) => sum + length, 0);
      if (total > maxBytes)
        throw new InputError("too-large", `${key}: ${total} bytes for its sound, at most ${maxBytes} are read`);
      // One room for all of them: a file is given no second one while it holds the first.
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
      // Also where one has failed: the room may go to another file only when nobody writes to it any more.
      await Promise.allSettled(reads);
      return Promise.all(reads);
    },
    readAll: async () => (await source.get(key, { ...wholeReads(limits), ifMatch })).bytes,
  };
}

/** The answer to a range may be shorter, where the file has been cut, or the whole file, where a server knows no ranges. */
function partAllocator(part: Uint8Array): (bytes: number) => Uint8Array {
  return (bytes) => (bytes <= part.length ? part.subarray(0, bytes) : new Uint8Array(bytes));
}

function wholeReads({ maxBytes, room }: FetchLimits): ReadOptions {
  return room === undefined ? { maxBytes } : { maxBytes, room };
}
