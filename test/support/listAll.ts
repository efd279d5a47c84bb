import type { ObjectEntry, ObjectStore } from "../../src/shared/objects/objectStore.js";

/** Lists a store to its end, page by page. */
export async function listAll(store: ObjectStore, pageSize?: number): Promise<ObjectEntry[]> {
  const entries: ObjectEntry[] = [];
  let after: string | null = null;
  do {
    const page = await store.listPage({ after, ...(pageSize === undefined ? {} : { pageSize }) });
    entries.push(...page.entries);
    after = page.next;
  } while (after !== null);
  return entries;
}

/** The keys of a store in listing order. */
export async function listKeys(store: ObjectStore, pageSize?: number): Promise<string[]> {
  return (await listAll(store, pageSize)).map(({ key }) => key);
}

/** Keys that a store may easily escape, decode or sort wrongly. */
export const oddKeys: readonly string[] = [
  "with space.wav",
  "plus+plus.wav",
  "percent%20.wav",
  "100%.wav",
  "question?.wav",
  "hash#.wav",
  "ampersand&=.wav",
  "quote'\"().wav",
  "star*!~.wav",
  "back\\slash.wav",
  "unicode-é-日本-😀.wav",
  "deep/a b/+%2F/ü.wav",
];

/** Sorts strings by their UTF-8 bytes. */
export function inByteOrder(keys: readonly string[]): string[] {
  return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
