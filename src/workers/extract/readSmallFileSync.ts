import type { ObjectContent } from "../../shared/objects/objectStore.js";
import { OpenFile } from "../../shared/objects/openFile.js";

/**
 * Files up to this size are read inline. With many threads, longer ones could add up to more than a worker may hold, so the
 * main thread, which accounts for memory, reads those.
 */
const maxInlineBytes = 1 << 23;

/** Reused for every recording, so that it stays in the processor's cache. */
let buffer = new Uint8Array(1 << 20);

/**
 * Reads a local file synchronously on the thread that will analyse it. Copying a file from the page cache takes a tenth of
 * a millisecond; reading it elsewhere and sharing the bytes costs several times that.
 *
 * @returns its bytes, valid until the next call; undefined if the file is too long, changes, or cannot be read: the caller
 *   then reads it the usual way, which reports the error
 */
export function readSmallFileSync(path: string, maxBytes: number): ObjectContent | undefined {
  let file: OpenFile | undefined;
  try {
    file = new OpenFile(path);
    return file.readNow(Math.min(maxBytes, maxInlineBytes), allocate);
  } catch {
    return undefined;
  } finally {
    file?.close();
  }
}

function allocate(bytes: number): Uint8Array {
  if (buffer.length < bytes) buffer = new Uint8Array(bytes);
  return buffer.subarray(0, bytes);
}
