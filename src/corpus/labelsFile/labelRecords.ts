import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { audformatRecords } from "./audformat.js";
import { emoboxRecords } from "./emobox.js";
import { parquetRecords } from "./parquetRows.js";
import { piecesOf } from "./pieces.js";
import { type LabelRecord, type LabelRecords, textRecords } from "./textRows.js";

/**
 * Opens FILE.csv (or .tsv, .txt), FILE.parquet, either on S3, emobox:DIR or audformat:DIR.
 *
 * @throws InputError "missing-object" if there is no such file
 */
export async function openLabelRecords(spec: string, openObjects: OpenObjects): Promise<LabelRecords> {
  if (spec.startsWith("emobox:")) return emoboxRecords(spec.slice("emobox:".length), openObjects);
  if (spec.startsWith("audformat:")) return audformatRecords(spec.slice("audformat:".length), openObjects);
  const { place, key } = splitPlace(spec);
  const records = /\.parquet$/i.test(key) ? parquetRecords : csvRecords;
  return { where: spec, records: withStore(place, openObjects, (store) => records(store, key, spec)) };
}

/** The folder of a file, and its name in it. */
export function splitPlace(path: string): { readonly place: string; readonly key: string } {
  const slash = path.lastIndexOf("/");
  return { place: slash < 0 ? "." : path.slice(0, slash) || "/", key: path.slice(slash + 1) };
}

/** Opens a store for the duration of a read. */
export async function* withStore<T>(
  place: string,
  openObjects: OpenObjects,
  read: (store: ObjectStore) => AsyncIterable<T>,
): AsyncIterable<T> {
  const store = await openObjects(place);
  try {
    yield* read(store);
  } finally {
    await store.close();
  }
}

function csvRecords(store: ObjectStore, key: string, where: string): AsyncIterable<LabelRecord> {
  return textRecords(piecesOf(store, key), where);
}
