import { randomBytes } from "node:crypto";
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareBytes } from "./byteOrder.js";
import { isInside } from "./isInside.js";

/** Files that `put` has not finished: they are not objects yet. */
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
 * Links are followed within the directory, but not to a directory that the walk is inside of. A link that leads outside is a
 * file here, whatever it leads to, unless `followLinks` is given: it is counted, and rejected when it is read.
 *
 * @param root   the directory, as it can be opened
 * @param prefix only keys below this folder, which ends in "/" and need not exist; "" for all
 * @param after  only keys above it; "" for all
 * @param followLinks also to what lies outside the directory
 * @throws       what the file system says of a directory that cannot be read; one that vanishes meanwhile is left out
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
 * A key of a file whose path is no UTF-8, and which no key can name: each such byte is written as U+FFFD and two digits. It is
 * listed, so that it can be counted, and cannot be read.
 */
export function isNoUtf8(key: string): boolean {
  return /\uFFFD[0-9a-f]{2}/.test(key);
}

/** A path, in bytes where it is no UTF-8. */
type Place = string | Buffer;

interface WalkRules {
  /** only keys above it */
  readonly after: string;
  /** whether what has this real path is part of the walk */
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
    // The keys below "x/" all begin with it: they lie after `after` or have it among them, or none is wanted.
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

/** Fit for comparison only: one character a byte. */
async function realPath(place: Place): Promise<string> {
  return (await realpath(place, { encoding: "buffer" })).toString("latin1");
}

interface Child {
  /** A directory's ends in "/". */
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

/** Names are read as text, which is faster, and once more as bytes where one of them may be none. */
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

/** Bytes that are no UTF-8, one by one; what is around them stays. */
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

/** Sockets, devices, pipes and links to nowhere are neither. */
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
