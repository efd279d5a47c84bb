import { statSync } from "node:fs";
import { link, mkdir, open as openHandle, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../errors.js";
import { isNoUtf8, unfinishedName, walkDirectory } from "./directoryWalk.js";
import { directoryError, fileError } from "./fileErrors.js";
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

/** The files of a directory, and of those below it, as objects. An etag consists of size and modification time. */
export class DirectoryStore implements ObjectStore {
  readonly source: string;
  readonly #root: string;
  /** The walk is kept between pages, so that the next page need not read its directory again. */
  #walk: { readonly prefix: string; readonly next: string; readonly keys: AsyncGenerator<string, void> } | null = null;

  /**
   * @param source as the user wrote it
   * @param root   the directory's absolute path
   */
  constructor(source: string, root: string) {
    this.source = source;
    this.#root = root;
  }

  async listPage({ prefix = "", after, pageSize = defaultPageSize, signal }: ListOptions): Promise<ObjectPage> {
    const goesOn = this.#walk?.next === after && this.#walk.prefix === prefix;
    const keys = goesOn ? this.#walk!.keys : walkDirectory(this.#root, prefix, after ?? "");
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
      throw directoryError(error, this.#root);
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

  localPath(key: string): string {
    return this.#path(key);
  }

  async getRange(key: string, range: ByteRange, options: ReadOptions = {}): Promise<RangeContent> {
    return this.#read(key, (size) => resolveRange(range, size), options);
  }

  async put(key: string, bytes: Uint8Array, { ifNoneMatch = false, signal }: WriteOptions = {}): Promise<boolean> {
    const file = this.#path(key);
    const unfinished = unfinishedName(dirname(file));
    signal?.throwIfAborted();
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeThrough(unfinished, bytes);
      if (ifNoneMatch) return await linkIfFree(unfinished, file);
      await rename(unfinished, file);
      return true;
    } catch (error) {
      throw fileError(error, file);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  async remove(key: string): Promise<void> {
    const file = this.#path(key);
    try {
      await rm(file, { force: true });
    } catch (error) {
      throw fileError(error, file);
    }
  }

  async close(): Promise<void> {
    await this.#walk?.keys.return(undefined);
    this.#walk = null;
  }

  /** @returns null for a file that went away since its directory was read */
  #entry(key: string): ObjectEntry | null {
    const file = join(this.#root, key);
    try {
      const stats = statSync(file, { bigint: true });
      return { key, size: Number(stats.size), etag: etagOf(stats) };
    } catch (error) {
      const known = fileError(error, file);
      if (known instanceof InputError && known.code === "missing-object")
        return isNoUtf8(key) ? { key, size: 0, etag: "", isUnreadable: true } : null;
      throw known;
    }
  }

  async #read(key: string, stretch: (size: number) => ByteSpan, options: ReadOptions): Promise<RangeContent> {
    const file = this.#path(key);
    let open: OpenFile | undefined;
    try {
      const opened = (open = new OpenFile(file));
      return await readUnchanged(async () => opened.read(stretch, options));
    } catch (error) {
      throw fileError(error, file);
    } finally {
      open?.close();
    }
  }

  /** @throws InputError for a key that would lead out of the directory, or twice to the same file */
  #path(key: string): string {
    if (!isSafeKey(key))
      throw new InputError("missing-object", `${JSON.stringify(key)} cannot be a file inside ${this.#root}`);
    return join(this.#root, key);
  }
}

/** Writes a file and waits until the disk has it: what is renamed into place afterwards is whole even if power fails. */
async function writeThrough(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await openHandle(file, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** A hard link to an existing name fails, as one step: of two writers one wins. */
async function linkIfFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
