import { endianness } from "node:os";
import { z } from "zod";
import { rowFlags, type FeatureRow } from "../../features/featureRow.js";

/*
 * Rows packed for Redis, one after the other, little-endian:
 *
 *   | uint32 length of the rest | uint32 n | uint32 m | n × float32 features | m × float32 contours |
 *   | UTF-8 JSON: key, etag, durationSec, sourceRate, decoder?, remarks? |
 *
 * A row of 161 features takes about 800 bytes, one of 1,525 features 6.2 kB: a third of JSON's size.
 */
const headBytes = 12;

const remarksSchema = z.object({
  flag: z.enum(rowFlags).optional(),
  notes: z.array(z.string()).optional(),
  wholeSec: z.number().optional(),
});
const aboutSchema = z.tuple([
  z.string(),
  z.string(),
  z.number(),
  z.number(),
  z.string().nullish(),
  remarksSchema.optional(),
]);

export function packRows(rows: readonly FeatureRow[]): Buffer {
  const abouts = rows.map(describe);
  const sizes = rows.map(
    ({ features, contours }, i) =>
      headBytes + features.byteLength + (contours?.byteLength ?? 0) + Buffer.byteLength(abouts[i]!),
  );
  // One buffer for all rows: at thousands of rows per second, garbage collection matters.
  const packed = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [i, { features, contours = noContours }] of rows.entries()) {
    const size = sizes[i]!;
    packed.writeUInt32LE(size - 4, at);
    packed.writeUInt32LE(features.length, at + 4);
    packed.writeUInt32LE(contours.length, at + 8);
    const contoursAt = at + headBytes + features.byteLength;
    writeFloats(features, packed, at + headBytes);
    writeFloats(contours, packed, contoursAt);
    packed.write(abouts[i]!, contoursAt + contours.byteLength);
    at += size;
  }
  return packed;
}

const noContours = new Float32Array(0);

function writeFloats(values: Float32Array, target: Buffer, at: number): void {
  const floats = target.subarray(at, at + values.byteLength);
  floats.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  if (endianness() === "BE") floats.swap32();
}

function readFloats(source: Buffer, at: number, count: number): Float32Array {
  const values = new Float32Array(count);
  const bytes = Buffer.from(values.buffer);
  source.copy(bytes, 0, at, at + bytes.length);
  if (endianness() === "BE") bytes.swap32();
  return values;
}

function describe({ key, etag, durationSec, sourceRate, decoder, flag, notes, wholeSec }: FeatureRow): string {
  const hasRemarks = (flag ?? notes ?? wholeSec) !== undefined;
  const rest = hasRemarks ? [decoder ?? null, { flag, notes, wholeSec }] : decoder === undefined ? [] : [decoder];
  return JSON.stringify([key, etag, durationSec, sourceRate, ...rest]);
}

export function unpackRows(packed: Buffer): FeatureRow[] {
  const rows: FeatureRow[] = [];
  for (let at = 0; at < packed.length;) {
    const end = at + 4 + packed.readUInt32LE(at);
    rows.push(unpackRow(packed.subarray(at, end)));
    at = end;
  }
  return rows;
}

function unpackRow(packed: Buffer): FeatureRow {
  const n = packed.readUInt32LE(4);
  const m = packed.readUInt32LE(8);
  const features = readFloats(packed, headBytes, n);
  const about = packed.toString("utf8", headBytes + 4 * (n + m));
  const [key, etag, durationSec, sourceRate, decoder, remarks] = aboutSchema.parse(JSON.parse(about));
  return {
    key,
    etag,
    durationSec,
    sourceRate,
    ...(decoder === undefined || decoder === null ? {} : { decoder }),
    ...(remarks as Pick<FeatureRow, "flag" | "notes" | "wholeSec"> | undefined),
    features,
    ...(m === 0 ? {} : { contours: readFloats(packed, headBytes + 4 * n, m) }),
  };
}
