import { closeSync, constants, fstatSync, openSync, read, readSync, type BigIntStats } from "node:fs";
import { promisify } from "node:util";
import { InputError } from "../errors.js";
import { ObjectChangedError, type ObjectContent, type RangeContent, type ReadOptions } from "./objectStore.js";
import type { ByteSpan } from "./range.js";

/** The state of a file that changes whenever the file does: its size and modification time. */
export function etagOf(stats: BigIntStats): string {
  return `${stats.size.toString(16)}-${stats.mtimeNs.toString(16)}`;
}

/**
 * Non-blocking, because opening a named pipe would wait for a writer. Links are not followed: the path has been
 * resolved and checked, but a link that has replaced the file since then has not.
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
 * A file opened for reading.
 *
 * Only reads are asynchronous. Opening, stating and closing a file asynchronously would wake another thread each
 * time, which costs more than doing it here, because the kernel has the metadata in memory.
 */
export class OpenFile {
  readonly path: string;
  readonly #descriptor: number;

  /**
   * @param real the file's real path
   * @param path the path used in messages
   * @throws the system's error
   */
  constructor(real: string, path = real) {
    this.path = path;
    this.#descriptor = openSync(real, reading);
  }

  /**
   * Reads part of the file, and checks that it was not written to meanwhile.
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
    // Not from Node's shared pool: the caller may transfer the buffer to another thread.
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
   * Reads the whole file synchronously.
   *
   * @param room returns the buffer for its bytes
   * @returns undefined if it is not a file, is longer than `maxBytes`, or changed meanwhile
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
