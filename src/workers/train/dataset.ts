import { createHash } from "node:crypto";
import { z } from "zod";
import { labelsSchema } from "../../corpus/labelsSchema.js";
import { InputError } from "../../shared/errors.js";
import { rowFlags, type FeatureRow } from "../../features/featureRow.js";

/**
 * The gathered rows of a run, ordered by key: the same rows give the same dataset, byte for byte, on any worker.
 * Packed as | uint32 n | n bytes of JSON: the header | padding to 4 | rows × cols float32, row-major | contours |,
 * little-endian.
 */
export interface Dataset {
  readonly header: DatasetHeader;
  /** shape [keys.length, columns.length] */
  readonly values: Float32Array;
  /** one per row, if the rows have contours: frames × channels, row-major */
  readonly contours?: readonly Float32Array[];
}

const headerSchema = z.object({
  /** id of the feature set, e.g. "mean161-v2-16000" */
  featureSet: z.string(),
  columns: z.array(z.string()),
  /** one per row, ascending */
  keys: z.array(z.string()),
  /** one per row, if the keys do not contain them; null for a row without labels */
  labels: z.array(labelsSchema.nullable()).optional(),
  /** length of each recording as analysed, seconds; absent in datasets of earlier versions, as are the rates */
  durationsSec: z.array(z.number()).optional(),
  /** each file's own rate, Hz */
  sourceRates: z.array(z.number()).optional(),
  /** number of values of each contour, if the rows have contours */
  contourLengths: z.array(z.int().min(0)).optional(),
  /** recordings whose rows are not used, ascending by key; absent if there are none */
  leftOut: z.array(z.object({ key: z.string(), code: z.enum(rowFlags), message: z.string() })).optional(),
});
export type DatasetHeader = z.infer<typeof headerSchema>;

/**
 * Builds a dataset of the rows that training uses; of flagged rows, only the keys are kept.
 *
 * @throws InputError "feature-set-mismatch" if a row has another number of columns
 */
export function buildDataset(rows: readonly FeatureRow[], featureSet: string, columns: readonly string[]): Dataset {
  const all = [...rows].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const sorted = all.filter(({ flag }) => flag === undefined);
  const leftOut = all.flatMap(({ key, flag, notes = [] }) =>
    flag === undefined ? [] : [{ key, code: flag, message: notes.at(-1) ?? flag }],
  );
  const values = new Float32Array(sorted.length * columns.length);
  sorted.forEach((row, r) => {
    if (row.features.length !== columns.length)
      throw new InputError(
        "feature-set-mismatch",
        `${row.key}: ${row.features.length} columns, where ${featureSet} has ${columns.length}`,
      );
    values.set(row.features, r * columns.length);
  });
  const header: DatasetHeader = {
    featureSet,
    columns: [...columns],
    keys: sorted.map((row) => row.key),
    durationsSec: sorted.map((row) => row.durationSec),
    sourceRates: sorted.map((row) => row.sourceRate),
  };
  if (sorted.some(({ labels }) => labels !== undefined)) header.labels = sorted.map(({ labels }) => labels ?? null);
  if (leftOut.length > 0) header.leftOut = leftOut;
  const contours = sorted.flatMap((row) => row.contours ?? []);
  if (contours.length < sorted.length || contours.length === 0) return { header, values };
  return { header: { ...header, contourLengths: contours.map(({ length }) => length) }, values, contours };
}

export function packDataset(dataset: Dataset): Uint8Array {
  // In the schema's order, however the header was built: fit ids are derived from these bytes.
  const header = new TextEncoder().encode(JSON.stringify(headerSchema.parse(dataset.header)));
  const start = valuesOffset(header.length);
  const { contours = [] } = dataset;
  const contourBytes = contours.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const packed = new Uint8Array(start + dataset.values.byteLength + contourBytes);
  new DataView(packed.buffer).setUint32(0, header.length, true);
  packed.set(header, 4);
  packed.set(new Uint8Array(dataset.values.buffer, dataset.values.byteOffset, dataset.values.byteLength), start);
  let at = start + dataset.values.byteLength;
  for (const { buffer, byteOffset, byteLength } of contours) {
    packed.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return packed;
}

export function unpackDataset(packed: Uint8Array): Dataset {
  // float32 values must start at a multiple of 4, but a small Buffer may start anywhere in a shared pool. Its slice() would be
  // another view of that pool: only the constructor copies.
  const bytes = packed.byteOffset % 4 === 0 ? packed : new Uint8Array(packed);
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = headerSchema.parse(JSON.parse(new TextDecoder().decode(bytes.slice(4, 4 + headerLength))));
  const start = valuesOffset(headerLength);
  const count = header.keys.length * header.columns.length;
  const values = new Float32Array(bytes.buffer, bytes.byteOffset + start, count);
  if (header.contourLengths === undefined) return { header, values };
  let at = bytes.byteOffset + start + values.byteLength;
  const contours = header.contourLengths.map((length) => {
    const of = new Float32Array(bytes.buffer, at, length);
    at += of.byteLength;
    return of;
  });
  return { header, values, contours };
}

/** Hash of the rows and their values: two datasets with the same fingerprint are the same. */
export function fingerprint(packed: Uint8Array): string {
  return createHash("sha256").update(packed).digest("hex").slice(0, 16);
}

/** Hash of the files' keys and ETags: a file that was replaced has another ETag. Rows may be in any order. */
export function filesFingerprint(rows: readonly Pick<FeatureRow, "key" | "etag">[]): string {
  const hash = createHash("sha256");
  for (const line of rows.map(({ key, etag }) => `${key}\t${etag}\n`).sort()) hash.update(line);
  return hash.digest("hex");
}

function valuesOffset(headerLength: number): number {
  return Math.ceil((4 + headerLength) / 4) * 4;
}
