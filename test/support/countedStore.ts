import type { ObjectContent, ObjectStore } from "../../src/shared/objects/objectStore.js";

/** Number of reads and bytes read from a store. */
export interface ReadCounts {
  requests: number;
  wholeReads: number;
  bytes: number;
}

/**
 * Wraps a store and counts its reads.
 *
 * @param afterRead called after each read, with the number of reads so far
 */
export function countedStore(
  store: ObjectStore,
  afterRead?: (reads: number) => Promise<void>,
): { readonly store: ObjectStore; readonly counts: Readonly<ReadCounts> } {
  const counts: ReadCounts = { requests: 0, wholeReads: 0, bytes: 0 };
  const count = async <T extends ObjectContent>(reading: Promise<T>): Promise<T> => {
    const content = await reading;
    counts.requests += 1;
    counts.bytes += content.bytes.length;
    await afterRead?.(counts.requests);
    return content;
  };
  const counted: Pick<ObjectStore, "get" | "getRange"> = {
    async get(key, options) {
      counts.wholeReads += 1;
      return count(store.get(key, options));
    },
    getRange: async (key, range, options) => count(store.getRange(key, range, options)),
  };
  const rest = new Proxy(store, {
    get(target, name) {
      if (name === "get" || name === "getRange") return counted[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { store: rest, counts };
}
