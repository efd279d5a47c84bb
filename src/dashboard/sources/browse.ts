import type { ObjectStore } from "../../shared/objects/objectStore.js";

export interface BrowsedFile {
  /** relative to the place */
  readonly key: string;
  /** bytes */
  readonly size: number;
}

/** One page of a folder's content. */
export interface Browsed {
  /** relative to the place, each ending in "/" */
  readonly folders: readonly string[];
  readonly files: readonly BrowsedFile[];
  /** token of the next page; null at the end */
  readonly next: string | null;
}

/** Folders and files per page. */
const pageItems = 100;

/** Maximum listing requests per page. A folder of millions is skipped by listing after its last possible key. */
const maxRequests = 20;

/** Sorts after every key of a folder: it is the last Unicode character. */
const lastCharacter = "\u{10FFFF}";

/**
 * The folders and files directly in `folder`, in byte order of their names.
 *
 * @param folder empty, or ending in "/"
 * @param after  `next` of the previous page; null for the first
 * @param isShown filter for files
 */
export async function browse(
  store: Pick<ObjectStore, "listPage">,
  folder: string,
  after: string | null,
  isShown: (key: string) => boolean,
): Promise<Browsed> {
  const folders: string[] = [];
  const files: BrowsedFile[] = [];
  let at = after;
  for (let request = 0; request < maxRequests; request++) {
    const { entries, next } = await store.listPage({ prefix: folder, after: at });
    for (const { key, size } of entries) {
      const end = key.indexOf("/", folder.length);
      const inner = end < 0 ? undefined : key.slice(0, end + 1);
      if (inner !== undefined && inner === folders.at(-1)) continue; // another file of a folder already listed
      if (folders.length + files.length === pageItems) return { folders, files, next: at };
      if (inner !== undefined) folders.push(inner);
      else if (isShown(key)) files.push({ key, size });
      at = inner === undefined ? key : `${inner}${lastCharacter}`;
    }
    if (next === null) return { folders, files, next: null };
  }
  return { folders, files, next: at };
}
