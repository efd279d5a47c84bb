import { analysedSec } from "../../models/modelFile.js";
import type { ModelsRef, ModelStore } from "../../models/modelStore.js";
import type { SharedModels } from "./predictThread.js";

/** Versions kept in memory; a few hundred kilobytes each. */
const keptModels = 4;

/** Reads models from the store once a version, and keeps the last few: a version never changes. */
export function rememberedModels(store: Pick<ModelStore, "load">): (ref: ModelsRef) => Promise<SharedModels> {
  const remembered = new Map<string, Promise<SharedModels>>();
  return async (ref) => {
    const key = `${ref.run}/${ref.version}`;
    let models = remembered.get(key);
    if (models === undefined) {
      models = read(store, ref, key);
      models.catch(() => remembered.delete(key)); // the next job tries again
    }
    remembered.delete(key); // to the end: the first are the longest unused
    remembered.set(key, models);
    if (remembered.size > keptModels) remembered.delete(remembered.keys().next().value!);
    return models;
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
