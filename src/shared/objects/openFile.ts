import { closeSync, constants, fstatSync, openSync, read, readSync, type BigIntStats } from "node:fs";
import { promisify } from "node:util";
import { InputError } from "../errors.js";
import { ObjectChangedError, type ObjectContent, type RangeContent, type ReadOptions } from "./objectStore.js";
import type { ByteSpan } from "./range.js";

/** What changes whenever a file does: its size and the time of its last change. */
export function etagOf(stats: BigIntStats): string {
  return `${stats.size.toString(16)}-${stats.mtimeNs.toString(16)}`;
}

/**
 * Non-blocking: opening a named pipe in place of a file would wait for a writer. No link is followed: the path was resolved
 * and checked, and a link that took the file's place since then was not.
 */
const reading = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

const readPart = promisify(read) as (
  descriptor: number,
  into: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesRead: number }>;

/**
 * A file that is open for reading.
 *
 * Only reads are asynchronous. Opening, stating and closing a file asynchronously would wake another thread each
 * time, which costs more than doing all of it here, where the kernel has the answers in memory.
 */
export class OpenFile {
  readonly path: string;
  readonly #descriptor: number;

  /**
   * @param real the file's real path
   * @param path as messages name it
   * @throws what the system says
   */
  constructor(real: string, path = real) {
    this.path = path;
    this.#descriptor = openSync(real, reading);
  }

  /**
   * Reads part of it, and makes sure that it was not written to meanwhile.
   *
   * @throws InputError, ObjectChangedError as `ObjectStore.getRange`
   */
  async read(span: (size: number) => ByteSpan, options: ReadOptions): Promise<RangeContent> {
    const { maxBytes = Infinity, room, ifMatch, signal } = options;
    signal?.throwIfAborted();
    const stats = this.#stats();
    if (!stats.isFile()) throw new InputError("missing-object", `${this.path}: not a file`);
    const etag = etagOf(stats);
    if (ifMatch !== undefined && ifMatch !== etag)
      throw new ObjectChangedError(`${this.path}: has changed since it was listed`);

    const size = Number(stats.size);
    const { start, length } = span(size);
    if (length > maxBytes)
      throw new InputError("too-large", `${this.path}: ${length} bytes, more than the limit of ${maxBytes}`);
    // Not from Node's shared pool: the caller may hand the buffer to another thread.
    const bytes = room === undefined ? Buffer.allocUnsafeSlow(length) : await room(length);
    for (let filled = 0; filled < length;) {
      const { bytesRead } = await readPart(this.#descriptor, bytes, filled, length - filled, start + filled);
      if (bytesRead === 0) throw new ObjectChangedError(`${this.path}: became shorter while it was read`);
      filled += bytesRead;
    }
    if (etagOf(this.#stats()) !== etag) throw new ObjectChangedError(`${this.path}: was written to while it was read`);
    return { bytes, etag, start, size };
  }

  /**
   * Reads all of it at once; nothing else happens on this thread meanwhile.
   *
   * @param room gives the place that its bytes are read into
   * @returns undefined where it is no file, is longer than `maxBytes`, or changed meanwhile
   */
  readNow(maxBytes: number, room: (bytes: number) => Uint8Array): ObjectContent | undefined {
    const stats = this.#stats();
    const size = Number(stats.size);
    if (!stats.isFile() || size > maxBytes) return undefined;
    const bytes = room(size);
    const isWhole = readSync(this.#descriptor, bytes, 0, size, 0) === size;
    const etag = etagOf(stats);
    return isWhole && etagOf(this.#stats()) === etag ? { bytes, etag } : undefined;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #stats(): BigIntStats {
    return fstatSync(this.#descriptor, { bigint: true });
  }
}
