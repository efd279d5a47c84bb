/**
 * Memoizes asynchronous results by key. Callers that request a result while it is being loaded share that load; a
 * failed load is forgotten, so the next caller tries again.
 *
 * @example
 * const stores = new PromiseCache<ObjectStore>();
 * const store = await stores.get(place, async () => openObjectStore(place));
 */
export class PromiseCache<T> {
  readonly #maxEntries: number;
  /** in the order of their last use, the least recently used first */
  readonly #entries = new Map<string, Promise<T>>();

  /** @param maxEntries beyond this, the least recently used entry is dropped. @defaultValue Infinity */
  constructor(maxEntries = Infinity) {
    this.#maxEntries = maxEntries;
  }

  /** @throws whatever `load` rejects with */
  async get(key: string, load: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(key) ?? this.#load(key, load);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#maxEntries) this.#entries.delete(this.#entries.keys().next().value!);
    return entry;
  }

  /** All loaded results, to be closed at the end; failed loads are left out. */
  async loaded(): Promise<T[]> {
    const settled = await Promise.allSettled(this.#entries.values());
    return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  }

  #load(key: string, load: () => Promise<T>): Promise<T> {
    const loading = load();
    loading.catch(() => {
      if (this.#entries.get(key) === loading) this.#entries.delete(key);
    });
    return loading;
  }
}
