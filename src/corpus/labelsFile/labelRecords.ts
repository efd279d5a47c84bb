import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { emoboxRecords } from "./emobox.js";
import { type LabelRecord, textRecords } from "./textRows.js";

/** The records of what `--labels` names. */
export interface LabelRecords {
  /** the file, for messages */
  readonly where: string;
  readonly records: AsyncIterable<LabelRecord>;
  /** the data set's name, where the records do not say it */
  readonly dataset?: string;
}

const pieceBytes = 1 << 20;

/**
 * Opens FILE.csv (or .tsv, .txt), FILE.parquet, either on S3, or emobox:DIR.
 *
 * @throws InputError "missing-object" where there is no such file
 */
export async function openLabelRecords(spec: string, openObjects: OpenObjects): Promise<LabelRecords> {
  if (spec.startsWith("emobox:")) return emoboxRecords(spec.slice("emobox:".length), openObjects);
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

/** A whole object, piece by piece. */
export async function* piecesOf(store: ObjectStore, key: string): AsyncIterable<Uint8Array> {
  let etag: string | undefined;
  for (let start = 0; ;) {
    const piece = await store.getRange(key, { start, length: pieceBytes }, etag === undefined ? {} : { ifMatch: etag });
    etag = piece.etag;
    if (piece.bytes.length > 0) yield piece.bytes;
    start += piece.bytes.length;
    if (piece.bytes.length === 0 || start >= piece.size) return;
  }
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
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean | bigint).trim();
}
