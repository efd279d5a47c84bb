import { randomBytes } from "node:crypto";
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareBytes } from "./byteOrder.js";

/** Files that `put` has not finished: they are nobody's objects yet. */
const UNFINISHED = /^\.ser-[0-9a-f]+\.tmp$/;

/** A name in `directory` for a file that is being written. */
export function unfinishedName(directory: string): string {
  return join(directory, `.ser-${randomBytes(8).toString("hex")}.tmp`);
}

/**
 * Walks a directory and yields the keys of its files in byte order, beginning after a key.
 *
 * A directory sorts as its name with "/" at the end, so that depth first is byte order of whole keys: `a.wav` comes before
 * `a/b.wav`, for "." is below "/". Memory holds the names of the directories on the way to the current file, no more.
 * Links are followed, but not to a directory that the walk is inside of.
 *
 * @param root   the directory, as it can be opened
 * @param prefix only keys below this folder, which ends in "/" and need not exist; "" for all
 * @param after  only keys above it; "" for all
 * @throws       what the file system says of a directory that cannot be read; one that vanishes meanwhile is left out
 */
export async function* walkDirectory(root: string, prefix: string, after: string): AsyncGenerator<string, void> {
  const top = await realpath(root);
  if (prefix === "") yield* walkInside(root, "", after, [top]);
  else yield* walkFolder(root, prefix, after, [top]);
}

async function* walkInside(
  root: string,
  prefix: string,
  after: string,
  inside: readonly string[],
): AsyncGenerator<string, void> {
  for (const { key, isDirectory } of await children(join(root, prefix), prefix)) {
    // The keys below "x/" all begin with it: they lie after `after` or have it among them, or none is wanted.
    if (compareBytes(key, after) <= 0 && !(isDirectory && after.startsWith(key))) continue;
    if (!isDirectory) {
      yield key;
      continue;
    }
    yield* walkFolder(root, key, after, inside);
  }
}

async function* walkFolder(
  root: string,
  key: string,
  after: string,
  inside: readonly string[],
): AsyncGenerator<string, void> {
  try {
    const real = await realpath(join(root, key));
    if (!inside.includes(real)) yield* walkInside(root, key, after, [...inside, real]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

interface Child {
  /** A directory's ends in "/". */
  readonly key: string;
  readonly isDirectory: boolean;
}

async function children(path: string, prefix: string): Promise<Child[]> {
  const found: Child[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (UNFINISHED.test(entry.name)) continue;
    const kind = await kindOf(path, entry);
    if (kind === "directory") found.push({ key: `${prefix}${entry.name}/`, isDirectory: true });
    else if (kind === "file") found.push({ key: `${prefix}${entry.name}`, isDirectory: false });
  }
  return found.sort((a, b) => compareBytes(a.key, b.key));
}

/** Sockets, devices, pipes and links to nowhere are neither. */
async function kindOf(path: string, entry: Dirent): Promise<"directory" | "file" | null> {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (!entry.isSymbolicLink()) return null;
  try {
    const target = await stat(join(path, entry.name));
    return target.isDirectory() ? "directory" : target.isFile() ? "file" : null;
  } catch {
    return null;
  }
}
