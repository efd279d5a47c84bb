import type { ObjectContent, ObjectStore } from "../../shared/objects/objectStore.js";

/** Wraps a store so that `count` is called with the number of bytes of every read. */
export function withReadBytes(store: ObjectStore, count: (bytes: number) => void): ObjectStore {
  const counted = async <T extends ObjectContent>(reading: Promise<T>): Promise<T> => {
    const content = await reading;
    count(content.bytes.length);
    return content;
  };
  return {
    source: store.source,
    listPage: async (options) => store.listPage(options),
    ...(store.localPath === undefined ? {} : { localPath: (key: string) => store.localPath!(key) }),
    get: async (key, options) => counted(store.get(key, options)),
    getRange: async (key, range, options) => counted(store.getRange(key, range, options)),
    put: async (key, bytes, options) => store.put(key, bytes, options),
    remove: async (key) => store.remove(key),
    close: async () => store.close(),
  };
}
