import { TransientError } from "../errors.js";

/** An object in a listing. */
export interface ObjectEntry {
  /** Relative to the source, parts divided by "/": `Actor_01/03-01-03-02-01-01-01.wav`. */
  readonly key: string;
  /** bytes */
  readonly size: number;
  /** Changes whenever the content does; opaque, without quotes. */
  readonly etag: string;
  /** its name is not UTF-8, so no key can name it */
  readonly isUnreadable?: boolean;
  /** it is archived (Glacier) and must be restored before it can be read */
  readonly isArchived?: boolean;
}

export interface ObjectPage {
  readonly entries: readonly ObjectEntry[];
  /** Token to resume the listing after this page, also in another process; null at the end. */
  readonly next: string | null;
}

export interface ListOptions {
  /** Only keys with this prefix: empty, or the path of a folder, ending in "/". */
  readonly prefix?: string;
  /** `next` of the previous page, or any key, existing or not, after which to continue; null for the first page. */
  readonly after: string | null;
  /** Maximum number of entries. @defaultValue 1,000, the maximum of S3 */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

export interface ReadOptions {
  /** Larger content is rejected before it is read. */
  readonly maxBytes?: number;
  /**
   * Returns a buffer of exactly the content's length, immediately or when one is free; called for each attempt. Without
   * it, the content gets its own ArrayBuffer, which can be transferred to a thread without a copy.
   */
  readonly room?: (bytes: number) => Uint8Array | Promise<Uint8Array>;
  /**
   * The object's size according to the listing. If a response without a checksum has another size (for a range, by its
   * header), the server is asked again; a response that contradicts the size then given for the same ETag fails with
   * TransientError.
   */
  readonly listedSize?: number;
  /** Read only if the object still has this etag. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

export interface ObjectContent {
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** The bytes came over a network and could not be verified: a range, or an object without a checksum. */
  readonly isUnverified?: boolean;
}

/** A byte range of an object, or its last bytes; it ends at the object's end at the latest. */
export type ByteRange = { readonly start: number; readonly length: number } | { readonly last: number };

export interface RangeContent extends ObjectContent {
  /** Position of `bytes` in the object. */
  readonly start: number;
  /** Size of the whole object in bytes. */
  readonly size: number;
}

export interface WriteOptions {
  /**
   * Write only if no such object exists: of several writers, one wins. If a request was repeated because its response
   * was lost, even the winner may be told that the object exists; a caller that must know compares the bytes.
   */
  readonly ifNoneMatch?: boolean;
  /** Write only if the object has this etag. In a directory, two system calls lie between check and write. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/**
 * A store of recordings: a directory or the keys under a prefix of a bucket.
 *
 * Every method throws InputError (`missing-object`, `access-denied`, `too-large`) for problems with a single object,
 * ConfigError if the store itself cannot be used, and TransientError for transient faults.
 */
export interface ObjectStore {
  /** The source as the user wrote it. */
  readonly source: string;
  /** Entries in byte order of their keys (UTF-8), page by page, in memory that does not grow with the store. */
  listPage(options: ListOptions): Promise<ObjectPage>;
  /** @throws ObjectChangedError where `ifMatch` does not hold */
  get(key: string, options?: ReadOptions): Promise<ObjectContent>;
  /** @throws ObjectChangedError where `ifMatch` does not hold */
  getRange(key: string, range: ByteRange, options?: ReadOptions): Promise<RangeContent>;
  /**
   * The real path, if objects are local files, which a thread can read itself; undefined if `get` would reject the key.
   */
  localPath?(key: string): string | undefined;
  /**
   * Writes the object completely or not at all; a reader never sees a part of it.
   *
   * @returns false if the condition `ifNoneMatch` or `ifMatch` does not hold: the object is unchanged
   */
  put(key: string, bytes: Uint8Array, options?: WriteOptions): Promise<boolean>;
  /** Removes the object, if it exists. */
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}

export const defaultPageSize = 1_000;

/** The object was replaced between two reads. Read it again from the start. */
export class ObjectChangedError extends TransientError {}

/** Objects are replaced rather than edited, so a few attempts suffice. */
const maxReads = 3;

/**
 * Repeats a read that consists of several requests, tied together with `ifMatch`, if the object changes meanwhile.
 *
 * @throws ObjectChangedError if it changed during every attempt
 */
export async function readUnchanged<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ObjectChangedError) || attempt === maxReads) throw error;
    }
  }
}
