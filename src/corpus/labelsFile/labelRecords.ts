import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { audformatRecords } from "./audformat.js";
import { emoboxRecords } from "./emobox.js";
import { piecesOf } from "./pieces.js";
import { type LabelRecord, type LabelRecords, textRecords } from "./textRows.js";

/**
 * Opens FILE.csv (or .tsv, .txt), FILE.parquet, either on S3, emobox:DIR or audformat:DIR.
 *
 * @throws InputError "missing-object" where there is no such file
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

/** Opens a store for as long as something of it is read. */
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

/** Row group by row group. */
async function* parquetRecords(store: ObjectStore, key: string): AsyncIterable<LabelRecord> {
  const { size, etag } = await store.getRange(key, { start: 0, length: 4 });
  const file: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      const { bytes } = await store.getRange(key, { start, length: end - start }, { ifMatch: etag });
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
  const metadata = await parquetMetadataAsync(file);
  let line = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rows = await parquetReadObjects({ file, metadata, rowStart: line, rowEnd: line + Number(num_rows) });
    for (const row of rows) {
      line += 1;
      yield {
        line,
        fields: Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), text(value)])),
      };
    }
  }
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : `${value as string | number | boolean | bigint}`.trim();
}
