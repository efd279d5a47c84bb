import { ConfigError, InputError } from "../errors.js";
import { compareBytes } from "./byteOrder.js";
import type {
  ByteRange,
  ListOptions,
  ObjectContent,
  ObjectPage,
  ObjectStore,
  RangeContent,
  ReadOptions,
} from "./objectStore.js";

/** A store and the name of its folder. */
interface NamedStore {
  readonly folder: string;
  readonly store: ObjectStore;
}

/**
 * Several stores as one: each is a folder named after the last part of its path, with which its keys begin. Read-only.
 *
 * @example new SeveralStores("data/a\ndata/b", [["a", storeA], ["b", storeB]]) // lists a/1.wav, b/1.wav
 */
export class SeveralStores implements ObjectStore {
  readonly source: string;
  readonly #stores: readonly NamedStore[];

  constructor(source: string, stores: readonly (readonly [name: string, store: ObjectStore])[]) {
    this.source = source;
    this.#stores = stores
      .map(([name, store]) => ({ folder: `${name}/`, store }))
      .sort((a, b) => compareBytes(a.folder, b.folder));
  }

  async listPage({ prefix = "", after, ...options }: ListOptions): Promise<ObjectPage> {
    const within = this.#stores.filter(({ folder }) => prefix.startsWith(folder) || folder.startsWith(prefix));
    const start = within.findIndex(
      ({ folder }) => after === null || after.startsWith(folder) || compareBytes(after, folder) < 0,
    );
    const current = within[start];
    if (current === undefined) return { entries: [], next: null };
    const { folder, store } = current;
    const inner = after?.startsWith(folder) === true ? after.slice(folder.length) : "";
    const page = await store.listPage({
      ...options,
      prefix: prefix.startsWith(folder) ? prefix.slice(folder.length) : "",
      after: inner === "" ? null : inner,
    });
    const following = within[start + 1];
    const next = page.next === null ? (following === undefined ? null : following.folder) : folder + page.next;
    return { entries: page.entries.map((entry) => ({ ...entry, key: folder + entry.key })), next };
  }

  async get(key: string, options?: ReadOptions): Promise<ObjectContent> {
    const [store, inner] = this.#of(key);
    return store.get(inner, options);
  }

  async getRange(key: string, range: ByteRange, options?: ReadOptions): Promise<RangeContent> {
    const [store, inner] = this.#of(key);
    return store.getRange(inner, range, options);
  }

  localPath(key: string): string | undefined {
    const [store, inner] = this.#of(key);
    return store.localPath?.(inner);
  }

  async put(): Promise<boolean> {
    return Promise.reject(this.#readOnly());
  }

  async remove(): Promise<void> {
    return Promise.reject(this.#readOnly());
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#stores.map(async ({ store }) => store.close()));
  }

  #of(key: string): readonly [ObjectStore, string] {
    const found = this.#stores.find(({ folder }) => key.startsWith(folder));
    if (found === undefined) throw new InputError("missing-object", `${key}: no such object`);
    return [found.store, key.slice(found.folder.length)];
  }

  #readOnly(): ConfigError {
    return new ConfigError(["several sources at once can only be read"]);
  }
}
