import { readConfig } from "../../src/shared/config.js";
import type { ObjectStore } from "../../src/shared/objects/objectStore.js";
import { openObjectStore as open } from "../../src/shared/objects/openObjectStore.js";

/** Opens a directory or bucket as a program does, with the S3 settings of the test's environment. */
export async function openObjectStore(place: string): Promise<ObjectStore> {
  return open(place, readConfig().s3);
}
