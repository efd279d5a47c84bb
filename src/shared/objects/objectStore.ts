import { TransientError } from "../errors.js";

/** What a listing says of an object. */
export interface ObjectEntry {
  /** Relative to the source, parts divided by "/": `Actor_01/03-01-03-02-01-01-01.wav`. */
  readonly key: string;
  /** bytes */
  readonly size: number;
  /** Changes whenever the content does; opaque, without quotes. */
  readonly etag: string;
  /** its name is no UTF-8: no key can ask for it */
  readonly isUnreadable?: boolean;
  /** it lies in an archive (Glacier), from which it must be restored before it can be read */
  readonly isArchived?: boolean;
}

export interface ObjectPage {
  readonly entries: readonly ObjectEntry[];
  /** Resumes the listing after this page, also in another process; null at the end. */
  readonly next: string | null;
}

export interface ListOptions {
  /** Only keys that begin with it: empty, or the path of a folder, ending in "/". */
  readonly prefix?: string;
  /** `next` of the page before, or any key, there or not, whose followers are wanted; null for the first. */
  readonly after: string | null;
  /** Maximum number of entries. @defaultValue 1,000, the maximum of S3 */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

export interface ReadOptions {
  /** Larger content is rejected before it is read. */
  readonly maxBytes?: number;
  /**
   * Returns the buffer that the content is read into, of exactly its length, at once or when one is free; called for each
   * try. Without it the content gets its own ArrayBuffer, which can be transferred to a thread without a copy.
   */
  readonly room?: (bytes: number) => Uint8Array | Promise<Uint8Array>;
  /**
   * Bytes that a listing said the object has. Where an answer that no checksum vouches for tells of another size, of a range
   * in its header, the server is asked again: what differs from what it then says of the same ETag fails with TransientError.
   */
  readonly listedSize?: number;
  /** Read only if the object still has this etag. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

export interface ObjectContent {
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** They came over a network, and nothing says that they are the object's: a range, or an object without a checksum. */
  readonly isUnverified?: boolean;
}

/** A byte range of an object, or its last bytes; it is cut off at the object's end. */
export type ByteRange = { readonly start: number; readonly length: number } | { readonly last: number };

export interface RangeContent extends ObjectContent {
  /** Where `bytes` begins in the object. */
  readonly start: number;
  /** Bytes in the whole object. */
  readonly size: number;
}

export interface WriteOptions {
  /**
   * Write only where no such object exists: of several writers one wins. Where a request was repeated because its answer
   * was lost, even the winner may hear that the object exists; who must know compares its bytes.
   */
  readonly ifNoneMatch?: boolean;
  /** Write only in place of the object of this etag. In a directory, two system calls lie between look and write. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/**
 * A store of recordings: a directory or the keys under a prefix of a bucket.
 *
 * Every method throws InputError (`missing-object`, `access-denied`, `too-large`) for what is wrong with one object,
 * ConfigError where the place itself cannot be used, and TransientError for transient faults.
 */
export interface ObjectStore {
  /** As the user wrote it. */
  readonly source: string;
  /** Entries in byte order of their keys (UTF-8), page by page, in memory that does not grow with the store. */
  listPage(options: ListOptions): Promise<ObjectPage>;
  /** @throws ObjectChangedError where `ifMatch` does not hold */
  get(key: string, options?: ReadOptions): Promise<ObjectContent>;
  /** @throws ObjectChangedError where `ifMatch` does not hold */
  getRange(key: string, range: ByteRange, options?: ReadOptions): Promise<RangeContent>;
  /**
   * If objects are local files, which a thread can read itself: the real path; undefined where `get` would be rejected.
   */
  localPath?(key: string): string | undefined;
  /**
   * Writes the object whole or not at all; a reader never sees half of it.
   *
   * @returns false where `ifNoneMatch` or `ifMatch` was asked for and does not hold: the object stays as it was
   */
  put(key: string, bytes: Uint8Array, options?: WriteOptions): Promise<boolean>;
  /** Removes the object, if it exists. */
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}

export const defaultPageSize = 1_000;

/** The object is no longer the one that was asked for: it was replaced between two reads. Read it again from the start. */
export class ObjectChangedError extends TransientError {}

/** Objects that change are replaced, not edited: a few tries meet a quiet moment. */
const maxReads = 3;

/**
 * Does a read that takes several requests, tied together with `ifMatch`, again when the object changes meanwhile.
 *
 * @throws ObjectChangedError where it changed at every try
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
