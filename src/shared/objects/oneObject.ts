import type {
  ByteRange,
  ListOptions,
  ObjectContent,
  ObjectPage,
  ObjectStore,
  RangeContent,
  ReadOptions,
} from "./objectStore.js";

/** A store with a single object: a file or an object of a bucket, given in place of a directory or prefix. */
export class OneObject implements ObjectStore {
  readonly source: string;
  readonly #parent: ObjectStore;
  readonly #key: string;

  /**
   * @param source as the user wrote it
   * @param parent the store that contains the object
   * @param key    its key there
   */
  constructor(source: string, parent: ObjectStore, key: string) {
    this.source = source;
    this.#parent = parent;
    this.#key = key;
  }

  async listPage({ prefix = "", after, signal }: ListOptions): Promise<ObjectPage> {
    if (prefix !== "" || (after !== null && after >= this.#key)) return { entries: [], next: null };
    const { etag, size } = await this.#parent.getRange(
      this.#key,
      { start: 0, length: 1 },
      signal === undefined ? {} : { signal },
    );
    return { entries: [{ key: this.#key, size, etag }], next: null };
  }

  async get(key: string, options?: ReadOptions): Promise<ObjectContent> {
    return this.#parent.get(key, options);
  }

  async getRange(key: string, range: ByteRange, options?: ReadOptions): Promise<RangeContent> {
    return this.#parent.getRange(key, range, options);
  }

  localPath(key: string): string | undefined {
    return this.#parent.localPath?.(key);
  }

  async put(): Promise<boolean> {
    return Promise.reject(new Error(`${this.source}: a single object is read, not written`));
  }

  async remove(): Promise<void> {
    return Promise.reject(new Error(`${this.source}: a single object is read, not removed`));
  }

  async close(): Promise<void> {
    return this.#parent.close();
  }
}
