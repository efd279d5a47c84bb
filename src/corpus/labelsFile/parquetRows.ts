import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { LabelRecord } from "./textRows.js";

/** The rows of a Parquet file as records of text, row group by row group. */
export async function* parquetRecords(store: ObjectStore, key: string): AsyncIterable<LabelRecord> {
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
