import { DirectoryStore, type DirectoryOptions } from "./directory.js";
import type { ObjectStore } from "./objectStore.js";
import type { S3Settings } from "./s3/client.js";
import { parseSource } from "./source.js";

/** What a place is opened with: the part that concerns its kind is used. */
export interface ObjectStoreSettings extends S3Settings, DirectoryOptions {}

/** Opens a directory or s3://bucket/prefix, with the settings of the program. */
export type OpenObjects = (place: string) => Promise<ObjectStore>;

/**
 * Opens `s3://bucket/prefix` or a directory. Nothing is asked of it yet: a bucket that does not exist shows at the first
 * page or read.
 *
 * @param settings for S3, where what they leave open comes from the SDK's own variables and files; whether links are
 *   followed out of a directory
 * @throws ConfigError for a source that is neither, or where credentials, region or endpoint are missing or wrong
 */
export async function openObjectStore(text: string, settings: ObjectStoreSettings = {}): Promise<ObjectStore> {
  const source = parseSource(text);
  switch (source.kind) {
    case "directory":
      return new DirectoryStore(text, source.path, settings);
    case "s3": {
      // Loaded on first use: the SDK takes a fifth of a second to load, which a run over a directory can save.
      const { S3Store } = await import("./s3/s3.js");
      return S3Store.open(text, source, settings);
    }
  }
}
