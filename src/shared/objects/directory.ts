import { lstatSync, realpathSync, renameSync, statSync } from "node:fs";
import { mkdir, open as openHandle, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { linkIfFree } from "../linkIfFree.js";
import { InputError } from "../errors.js";
import { isNoUtf8, unfinishedName, walkDirectory } from "./directoryWalk.js";
import { directoryError, fileError } from "./fileErrors.js";
import { isInside } from "./isInside.js";
import {
  defaultPageSize,
  readUnchanged,
  type ByteRange,
  type ListOptions,
  type ObjectContent,
  type ObjectEntry,
  type ObjectPage,
  type ObjectStore,
  type RangeContent,
  type ReadOptions,
  type WriteOptions,
} from "./objectStore.js";
import { etagOf, OpenFile } from "./openFile.js";
import { resolveRange, type ByteSpan } from "./range.js";
import { isSafeKey } from "./safeKey.js";

export interface DirectoryOptions {
  /** follow symbolic links that leave the directory. @defaultValue false */
  readonly followLinks?: boolean | undefined;
}

/**
 * The files of a directory, and of those below it, as objects. An etag consists of size and modification time.
 *
 * A file whose real path lies outside the directory is not read: otherwise anyone who can create a link there could read
 * any file on the machine. Messages name files by their keys, because HTTP clients see them too.
 */
export class DirectoryStore implements ObjectStore {
  readonly source: string;
  readonly #root: string;
  readonly #followLinks: boolean;
  /** the root's real path, resolved when first needed */
  #realRoot: string | undefined;
  /** The walk is kept between pages, so the next page need not read its directory again. */
  #walk: { readonly prefix: string; readonly next: string; readonly keys: AsyncGenerator<string, void> } | null = null;

  /**
   * @param source as the user wrote it
   * @param root   the directory's absolute path
   */
  constructor(source: string, root: string, { followLinks = false }: DirectoryOptions = {}) {
    this.source = source;
    this.#root = root;
    this.#followLinks = followLinks;
  }

  async listPage({ prefix = "", after, pageSize = defaultPageSize, signal }: ListOptions): Promise<ObjectPage> {
    const goesOn = this.#walk?.next === after && this.#walk.prefix === prefix;
    const keys = goesOn ? this.#walk!.keys : walkDirectory(this.#root, prefix, after ?? "", this.#followLinks);
    this.#walk = null;
    const page: string[] = [];
    try {
      while (page.length < pageSize) {
        signal?.throwIfAborted();
        const { value, done } = await keys.next();
        if (done === true) break;
        page.push(value);
      }
    } catch (error) {
      throw directoryError(error, this.#root, this.source);
    }
    const next = page.length < pageSize ? null : (page.at(-1) ?? null);
    if (next !== null) this.#walk = { prefix, next, keys };
    const entries = page.map((key) => this.#entry(key));
    return { entries: entries.filter((entry) => entry !== null), next };
  }

  async get(key: string, options: ReadOptions = {}): Promise<ObjectContent> {
    const { bytes, etag } = await this.#read(key, (size) => ({ start: 0, length: size }), options);
    return { bytes, etag };
  }

  localPath(key: string): string | undefined {
    try {
      return this.#realPath(key);
    } catch {
      return undefined;
    }
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<RangeContent> {
    return this.#read(key, (size) => resolveRange(range, size), options);
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { ifNoneMatch = false, ifMatch, signal }: WriteOptions = {},
  ): Promise<boolean> {
    const file = this.#path(key);
    const unfinished = unfinishedName(dirname(file));
    signal?.throwIfAborted();
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeThrough(unfinished, bytes);
      if (ifNoneMatch) return await linkIfFree(unfinished, file);
      if (ifMatch !== undefined) return renameIfSame(unfinished, file, ifMatch);
      await rename(unfinished, file);
      return true;
    } catch (error) {
      throw fileError(error, key);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  async remove(key: string): Promise<void> {
    const file = this.#path(key);
    try {
      await rm(file, { force: true });
    } catch (error) {
      throw fileError(error, key);
    }
  }

  async close(): Promise<void> {
    await this.#walk?.keys.return(undefined);
    this.#walk = null;
  }

  /** @returns null for a file that was removed since its directory was read */
  #entry(key: string): ObjectEntry | null {
    const file = join(this.#root, key);
    try {
      const own = lstatSync(file, { bigint: true });
      const stats = own.isSymbolicLink() && this.#isAllowed(file) ? statSync(file, { bigint: true }) : own;
      return { key, size: Number(stats.size), etag: etagOf(stats) };
    } catch (error) {
      const known = fileError(error, key);
      if (known instanceof InputError && known.code === "missing-object")
        return isNoUtf8(key) ? { key, size: 0, etag: "", isUnreadable: true } : null;
      throw known;
    }
  }

  async #read(key: string, span: (size: number) => ByteSpan, options: ReadOptions): Promise<RangeContent> {
    let open: OpenFile | undefined;
    try {
      const opened = (open = new OpenFile(this.#realPath(key), key));
      return await readUnchanged(async () => opened.read(span, options));
    } catch (error) {
      throw fileError(error, key);
    } finally {
      open?.close();
    }
  }

  /**
   * Resolves the links in a file's path.
   *
   * @throws InputError "access-denied" if it lies outside the directory; the system's error for a missing file
   */
  #realPath(key: string): string {
    const file = this.#path(key);
    const real = realpathSync.native(file);
    if (!this.#isAllowed(file, real))
      throw new InputError(
        "access-denied",
        `${key}: a symbolic link leads out of the source; such files are read with --follow-links only`,
      );
    return real;
  }

  #isAllowed(file: string, real = realpathSync.native(file)): boolean {
    if (this.#followLinks || (this.#realRoot !== undefined && isInside(this.#realRoot, real))) return true;
    this.#realRoot = realpathSync.native(this.#root); // not known yet, or the root is a link whose target has changed
    return isInside(this.#realRoot, real);
  }

  /** @throws InputError for a key that leads out of the directory, or is a second name of the same file */
  #path(key: string): string {
    if (!isSafeKey(key))
      throw new InputError("missing-object", `${JSON.stringify(key)} cannot be a file inside the source`);
    return join(this.#root, key);
  }
}

/**
 * Writes a file and flushes it to disk, so that the file renamed into place afterwards is complete even after a power
 * failure.
 */
async function writeThrough(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await openHandle(file, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Synchronously, so that nothing else in this process runs between check and rename. */
function renameIfSame(from: string, to: string, etag: string): boolean {
  const there = statSync(to, { bigint: true, throwIfNoEntry: false });
  if (there === undefined || etagOf(there) !== etag) return false;
  renameSync(from, to);
  return true;
}
