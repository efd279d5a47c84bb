import { randomBytes } from "node:crypto";
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareBytes } from "./byteOrder.js";
import { isInside } from "./isInside.js";

/** Temporary files of `put`: they are not objects yet. */
const UNFINISHED = /^\.ser-[0-9a-f]+\.tmp$/;

/** A temporary name in `directory` for a file that is being written. */
export function unfinishedName(directory: string): string {
  return join(directory, `.ser-${randomBytes(8).toString("hex")}.tmp`);
}

/**
 * Walks a directory and yields the keys of its files in byte order, beginning after a key.
 *
 * A directory sorts as its name followed by "/", so that depth-first order is byte order of whole keys: `a.wav` comes
 * before `a/b.wav`, because "." sorts before "/". Only the names in the directories on the path to the current file are
 * in memory. Links are followed within the directory, but not to a directory that contains the current one. Unless
 * `followLinks` is given, a link that leads outside counts as a file, whatever its target: it is listed, and rejected
 * when it is read.
 *
 * @param root   the directory, as it can be opened
 * @param prefix only keys below this folder, which must end in "/" and need not exist; "" for all
 * @param after  only keys above it; "" for all
 * @param followLinks also follow links out of the directory
 * @throws       the file system's error for a directory that cannot be read; one that is removed meanwhile is left out
 */
export async function* walkDirectory(
  root: string,
  prefix: string,
  after: string,
  followLinks: boolean,
): AsyncGenerator<string, void> {
  const top = await realPath(root);
  const isAllowed = (real: string): boolean => followLinks || isInside(top, real);
  if (prefix === "") yield* walkInside(root, "", { after, isAllowed }, [top]);
  else yield* walkFolder(join(root, prefix), prefix, { after, isAllowed }, [top]);
}

/**
 * A key for a file whose path is not UTF-8 and therefore cannot be named by a key: each invalid byte is written as
 * U+FFFD and two hex digits. The file is listed, so that it can be counted, but cannot be read.
 */
export function isNoUtf8(key: string): boolean {
  return /\uFFFD[0-9a-f]{2}/.test(key);
}

/** A path, as bytes if it is not UTF-8. */
type Place = string | Buffer;

interface WalkRules {
  /** only keys above it */
  readonly after: string;
  /** whether the file or directory with this real path is part of the walk */
  readonly isAllowed: (real: string) => boolean;
}

async function* walkInside(
  place: Place,
  prefix: string,
  rules: WalkRules,
  inside: readonly string[],
): AsyncGenerator<string, void> {
  const { after, isAllowed } = rules;
  for (const child of await children(place, prefix, isAllowed)) {
    const { key, isDirectory } = child;
    // All keys below "x/" begin with it: they come after `after` or include it, or none is wanted.
    if (compareBytes(key, after) <= 0 && !(isDirectory && after.startsWith(key))) continue;
    if (!isDirectory) {
      yield key;
      continue;
    }
    yield* walkFolder(child.place, key, rules, inside);
  }
}

async function* walkFolder(
  place: Place,
  key: string,
  rules: WalkRules,
  inside: readonly string[],
): AsyncGenerator<string, void> {
  try {
    const real = await realPath(place);
    if (!inside.includes(real) && rules.isAllowed(real)) yield* walkInside(place, key, rules, [...inside, real]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** For comparison only: one character per byte. */
async function realPath(place: Place): Promise<string> {
  return (await realpath(place, { encoding: "buffer" })).toString("latin1");
}

interface Child {
  /** The sort key of an entry; a directory's ends in "/". */
  readonly key: string;
  readonly place: Place;
  readonly isDirectory: boolean;
}

async function children(place: Place, prefix: string, isAllowed: WalkRules["isAllowed"]): Promise<Child[]> {
  const found: Child[] = [];
  for (const { name, path, entry } of await entriesOf(place)) {
    if (UNFINISHED.test(name)) continue;
    const kind = await kindOf(path, entry, isAllowed);
    if (kind === "directory") found.push({ key: `${prefix}${name}/`, place: path, isDirectory: true });
    else if (kind === "file") found.push({ key: `${prefix}${name}`, place: path, isDirectory: false });
  }
  return found.sort((a, b) => compareBytes(a.key, b.key));
}

interface NamedEntry {
  readonly name: string;
  readonly path: Place;
  readonly entry: Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink">;
}

/** Names are read as text, which is faster, and again as bytes if one of them may not be valid text. */
async function entriesOf(place: Place): Promise<NamedEntry[]> {
  if (typeof place === "string") {
    const entries = await readdir(place, { withFileTypes: true });
    if (!entries.some(({ name }) => name.includes(replacement)))
      return entries.map((entry) => ({ name: entry.name, path: join(place, entry.name), entry }));
  }
  const entries = await readdir(place, { withFileTypes: true, encoding: "buffer" });
  return entries.map((entry) => {
    const text = entry.name.toString();
    const isText = typeof place === "string" && Buffer.from(text).equals(entry.name);
    const path = isText ? join(place, text) : Buffer.concat([Buffer.from(place), slash, entry.name]);
    return { name: Buffer.from(text).equals(entry.name) ? text : escaped(entry.name), path, entry };
  });
}

const replacement = "\uFFFD";
const slash = Buffer.from("/");

/** Escapes bytes that are not UTF-8 one by one; the rest stays. */
function escaped(name: Buffer): string {
  let text = "";
  for (let at = 0; at < name.length;) {
    const length = [1, 2, 3, 4].find((n) => isOneCharacter(name.subarray(at, at + n)));
    text +=
      length === undefined ? replacement + name.toString("hex", at, at + 1) : name.toString("utf8", at, at + length);
    at += length ?? 1;
  }
  return text;
}

function isOneCharacter(bytes: Buffer): boolean {
  const text = bytes.toString();
  return text === String.fromCodePoint(text.codePointAt(0)!) && Buffer.from(text).equals(bytes);
}

/** Sockets, devices, pipes and broken links are neither files nor directories. */
async function kindOf(
  path: Place,
  entry: NamedEntry["entry"],
  isAllowed: WalkRules["isAllowed"],
): Promise<"directory" | "file" | null> {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (!entry.isSymbolicLink()) return null;
  try {
    if (!isAllowed(await realPath(path))) return "file";
    const target = await stat(path);
    return target.isDirectory() ? "directory" : target.isFile() ? "file" : null;
  } catch {
    return null;
  }
}
