import type { RunSettings } from "../runs/jobs.js";
import { labelsOfName } from "../corpus/dataSets.js";
import type { ObjectEntry, ObjectStore } from "../shared/objects/objectStore.js";

/** Maximum number of pages read per folder: a corpus usually has some tens of recordings per folder. */
const maxPages = 10;

/**
 * Finds recordings that a source holds twice, as Kaggle's copy of RAVDESS does:
 *
 *     Actor_01/03-01-01-01-01-01-01.wav
 *     audio_speech_actors_01-24/Actor_01/03-01-01-01-01-01-01.wav      the same again, one folder further in
 *
 * A copy has the name and size of a recording whose key is the copy's key without one of the outer folders. This
 * depends on the source alone, so listing it again finds the same copies. Each folder is listed once.
 */
export class CopyFinder {
  readonly #store: Pick<ObjectStore, "listPage">;
  readonly #settings: RunSettings;
  /** sizes by key, for each folder listed */
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, number>>>();

  constructor(store: Pick<ObjectStore, "listPage">, settings: RunSettings) {
    this.#store = store;
    this.#settings = settings;
  }

  /** The keys of a page that are copies of others in the source; none if duplicates are kept or chosen by trial. */
  async among(entries: readonly ObjectEntry[]): Promise<ReadonlySet<string>> {
    const copies = new Set<string>();
    const { keepDuplicates, modality } = this.#settings;
    if (keepDuplicates || modality === "any") return copies;
    for (const { key, size } of entries) if (await this.#isCopy(key, size)) copies.add(key);
    return copies;
  }

  async #isCopy(key: string, size: number): Promise<boolean> {
    const parts = key.split("/");
    if (parts.length < 3 || labelsOfName(key, this.#settings).kind === "skip") return false;
    for (let i = 0; i < parts.length - 2; i++) {
      const original = parts.toSpliced(i, 1).join("/");
      if (!this.#settings.prefixes.some((prefix) => original.startsWith(prefix))) continue;
      const folder = original.slice(0, original.lastIndexOf("/") + 1);
      if ((await this.#sizesIn(folder)).get(original) === size) return true;
    }
    return false;
  }

  async #sizesIn(folder: string): Promise<ReadonlyMap<string, number>> {
    let sizes = this.#folders.get(folder);
    if (sizes === undefined) this.#folders.set(folder, (sizes = this.#list(folder)));
    return sizes;
  }

  async #list(prefix: string): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    let after: string | null = null;
    for (let page = 0; page < maxPages; page++) {
      const { entries, next } = await this.#store.listPage({ prefix, after });
      for (const { key, size } of entries) sizes.set(key, size);
      if (next === null) break;
      after = next;
    }
    return sizes;
  }
}
