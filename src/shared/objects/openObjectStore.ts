import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { DirectoryStore, type DirectoryOptions } from "./directory.js";
import type { ObjectStore } from "./objectStore.js";
import { OneObject } from "./oneObject.js";
import type { S3Settings } from "./s3/client.js";
import { InputError } from "../errors.js";
import { SeveralStores } from "./severalStores.js";
import { parseSource } from "./source.js";

/** Options for opening a store; only those for its kind are used. */
export interface ObjectStoreSettings extends S3Settings, DirectoryOptions {}

/** Opens a directory or s3://bucket/prefix with the program's settings. */
export type OpenObjects = (place: string) => Promise<ObjectStore>;

/**
 * Opens `s3://bucket/prefix`, a directory, or a single object or file in their place, or several of these as one. A
 * prefix is not checked yet: a missing bucket is reported at the first page or read. A name that looks like an object's
 * (`….wav`) is looked up.
 *
 * @param settings for S3 (the SDK's own variables and files supply the rest), and whether links are followed out of a
 *   directory
 * @throws ConfigError for a source that is neither, or if credentials, region or endpoint are missing or wrong
 */
export async function openObjectStore(text: string, settings: ObjectStoreSettings = {}): Promise<ObjectStore> {
  const source = parseSource(text);
  switch (source.kind) {
    case "several": {
      const stores: (readonly [string, ObjectStore])[] = [];
      for (const [name, place] of source.places) stores.push([name, await openObjectStore(place, settings)]);
      return new SeveralStores(text, stores);
    }
    case "directory": {
      const isFile = await stat(source.path).then(
        (stats) => stats.isFile(),
        () => false, // the problem is reported when it is listed or read
      );
      if (!isFile) return new DirectoryStore(text, source.path, settings);
      return new OneObject(
        text,
        new DirectoryStore(dirname(text), dirname(source.path), settings),
        basename(source.path),
      );
    }
    case "s3": {
      // Loaded on first use: the SDK takes a fifth of a second to load, which a run over a directory saves.
      const { S3Store } = await import("./s3/s3.js");
      const key = /^(?:|.*\/)([^/]+\.[A-Za-z0-9]{1,5})\/$/s.exec(source.prefix)?.[1];
      if (key !== undefined && !text.endsWith("/")) {
        const folder = source.prefix.slice(0, -key.length - 1);
        const parent = await S3Store.open(text.slice(0, -key.length), { ...source, prefix: folder }, settings);
        if (await exists(parent, key)) return new OneObject(text, parent, key);
        await parent.close();
      }
      return S3Store.open(text, source, settings);
    }
  }
}

/** Whether an object exists; problems with finding out are reported when the store is listed. */
async function exists(store: ObjectStore, key: string): Promise<boolean> {
  return store.getRange(key, { start: 0, length: 1 }).then(
    () => true,
    (error: unknown) => error instanceof InputError && error.code === "archived-object",
  );
}
