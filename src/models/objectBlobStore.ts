import { InputError } from "../shared/errors.js";
import type { BlobStore } from "./blobStore.js";
import { maxModelBytes } from "./modelFile.js";
import type { ObjectContent, ObjectStore } from "../shared/objects/objectStore.js";

/** Models in a directory or under a prefix of a bucket. */
export class ObjectBlobStore implements BlobStore {
  readonly place: string;
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.place = store.source;
    this.#store = store;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    return (await this.#get(name))?.bytes;
  }

  async stateOf(name: string): Promise<string | undefined> {
    return (await this.#get(name))?.etag;
  }

  async replace(name: string, bytes: Uint8Array, state: string | undefined): Promise<boolean> {
    if (await this.#store.put(name, bytes, state === undefined ? { ifNoneMatch: true } : { ifMatch: state }))
      return true;
    if (state === undefined || (await this.stateOf(name)) !== state) return false;
    // Some servers, such as some releases of Ceph, never accept an ETag on writes.
    await this.write(name, bytes);
    return true;
  }

  async #get(name: string): Promise<ObjectContent | undefined> {
    try {
      return await this.#store.get(name, { maxBytes: maxModelBytes });
    } catch (error) {
      if (error instanceof InputError && error.code === "missing-object") return undefined;
      throw error;
    }
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.#store.put(name, bytes);
  }

  async remove(name: string): Promise<void> {
    await this.#store.remove(name);
  }

  async names(): Promise<string[]> {
    const names: string[] = [];
    let after: string | null = null;
    do {
      const page = await this.#store.listPage({ after });
      names.push(...page.entries.map((entry) => entry.key));
      after = page.next;
    } while (after !== null);
    return names;
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}
