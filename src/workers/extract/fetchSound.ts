import type { RangedFile } from "../../shared/audio/rangedFile.js";
import { firstBytes, lastBytes, readSound, type Sound } from "../../shared/audio/sound.js";
import { InputError } from "../../shared/errors.js";
import {
  ObjectChangedError,
  readUnchanged,
  type ObjectStore,
  type ReadOptions,
} from "../../shared/stores/objectStore.js";

export interface FetchLimits {
  /** larger files are refused before they are read */
  readonly maxBytes: number;
  /** where a whole file goes; the stretches of a film are too short to ask */
  readonly room?: NonNullable<ReadOptions["room"]>;
  /** sound behind this is left where it is */
  readonly maxDurationSec: number;
}

export interface FetchedSound {
  readonly sound: Sound;
  readonly etag: string;
}

/**
 * Fetches what is needed of an object to have its sound. Most of an MP4 file is pictures: its index and the stretches with
 * sound are asked for by themselves. The name only tells how to begin; what the file is, its content says.
 *
 * @throws InputError, TransientError as ObjectStore and readSound
 */
export async function fetchSound(source: ObjectStore, key: string, limits: FetchLimits): Promise<FetchedSound> {
  if (/\.(mp4|m4a|m4v|mov)$/i.test(key)) return readUnchanged(async () => fetchFromFilm(source, key, limits));
  const { bytes, etag } = await source.get(key, wholeReads(limits));
  return { sound: { kind: "file", bytes }, etag };
}

async function fetchFromFilm(source: ObjectStore, key: string, limits: FetchLimits): Promise<FetchedSound> {
  const [first, last] = await Promise.all([
    source.getRange(key, { start: 0, length: firstBytes }),
    source.getRange(key, { last: lastBytes }),
  ]);
  const { etag, size } = first;
  if (last.etag !== etag) throw new ObjectChangedError(`${key}: changed between two reads`);
  if (size > limits.maxBytes)
    throw new InputError("too-large", `${key}: ${size} bytes, at most ${limits.maxBytes} are read`);
  const sound = await readSound(objectFile(source, key, etag, limits), first, last, limits);
  return { sound, etag };
}

/** An object as long as it is the one that was first read. */
function objectFile(source: ObjectStore, key: string, ifMatch: string, limits: FetchLimits): RangedFile {
  return {
    read: async (stretch) => source.getRange(key, stretch, { ifMatch, maxBytes: limits.maxBytes }),
    readAll: async () => (await source.get(key, { ...wholeReads(limits), ifMatch })).bytes,
  };
}

function wholeReads({ maxBytes, room }: FetchLimits): ReadOptions {
  return room === undefined ? { maxBytes } : { maxBytes, room };
}
