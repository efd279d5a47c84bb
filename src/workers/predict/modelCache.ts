import { analysedSec } from "../../models/modelFile.js";
import { PromiseCache } from "../../shared/async/promiseCache.js";
import type { ModelsRef, ModelStore } from "../../models/modelStore.js";
import type { SharedModels } from "./predictThread.js";

/** Versions kept in memory, a few hundred kilobytes each. */
const keptModels = 4;

/** Reads each version of the models once and caches the last few used: a version never changes. */
export function modelCache(store: Pick<ModelStore, "load">): (ref: ModelsRef) => Promise<SharedModels> {
  const cache = new PromiseCache<SharedModels>(keptModels);
  return async (ref) => {
    const key = `${ref.run}/${ref.version}`;
    return cache.get(key, async () => read(store, ref, key));
  };
}

async function read(store: Pick<ModelStore, "load">, ref: ModelsRef, key: string): Promise<SharedModels> {
  const files = await store.load(ref);
  return {
    key,
    maxDurationSec: Math.max(...files.map(({ bytes, where }) => analysedSec(bytes, where))),
    files: files.map(({ where, bytes }) => {
      const shared = new SharedArrayBuffer(bytes.length);
      new Uint8Array(shared).set(bytes);
      return { where, bytes: shared };
    }),
  };
}
