import type { ObjectContent } from "../../shared/objects/objectStore.js";
import { OpenFile } from "../../shared/objects/openFile.js";

/**
 * Files up to this length are read on the thread that computes them. Longer ones would add up to more than a worker may
 * hold, with many threads: the main thread, which counts what is held, reads those.
 */
const longest = 1 << 23;

/** Holds one recording after the other: what is warm in the processor's cache need not come from memory again. */
let held = new Uint8Array(1 << 20);

/**
 * Reads a file of this machine on the thread that computes it. A file that the kernel has at hand is copied in a tenth of a
 * millisecond; to have it read elsewhere and to share the bytes costs several times that.
 *
 * @returns its bytes, which last until the next call; undefined for a file that is long, changes, or cannot be read: what
 *   is the matter with it is for who asked to find out
 */
export function readSmallFileSync(path: string, maxBytes: number): ObjectContent | undefined {
  let file: OpenFile | undefined;
  try {
    file = new OpenFile(path);
    return file.readNow(Math.min(maxBytes, longest), room);
  } catch {
    return undefined;
  } finally {
    file?.close();
  }
}

function room(bytes: number): Uint8Array {
  if (held.length < bytes) held = new Uint8Array(bytes);
  return held.subarray(0, bytes);
}
