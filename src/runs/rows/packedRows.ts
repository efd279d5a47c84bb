import { endianness } from "node:os";
import { z } from "zod";
import type { FeatureRow } from "../../features/featureRow.js";

/*
 * Rows packed for Redis, one after the other, little-endian:
 *
 *   | uint32 length of the rest | uint16 n | n × float32 features | UTF-8 JSON: key, etag, durationSec, sourceRate, decoder? |
 *
 * About 780 bytes a row of 161 features, a third of what JSON alone would take.
 */
const headBytes = 6;

const aboutSchema = z.tuple([z.string(), z.string(), z.number(), z.number()], z.string());

export function packRows(rows: readonly FeatureRow[]): Buffer {
  const abouts = rows.map(describe);
  const sizes = rows.map(({ features }, i) => headBytes + features.byteLength + Buffer.byteLength(abouts[i]!));
  // One buffer for all: thousands of rows a second make the collector's work count.
  const packed = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [i, { features }] of rows.entries()) {
    const size = sizes[i]!;
    packed.writeUInt32LE(size - 4, at);
    packed.writeUInt16LE(features.length, at + 4);
    const floats = packed.subarray(at + headBytes, at + headBytes + features.byteLength);
    floats.set(new Uint8Array(features.buffer, features.byteOffset, features.byteLength));
    if (endianness() === "BE") floats.swap32();
    packed.write(abouts[i]!, at + headBytes + features.byteLength);
    at += size;
  }
  return packed;
}

function describe({ key, etag, durationSec, sourceRate, decoder }: FeatureRow): string {
  const decoders = decoder === undefined ? [] : [decoder];
  return JSON.stringify([key, etag, durationSec, sourceRate, ...decoders] satisfies z.infer<typeof aboutSchema>);
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
  const n = packed.readUInt16LE(4);
  const features = new Float32Array(n);
  for (let i = 0; i < n; i++) features[i] = packed.readFloatLE(headBytes + 4 * i);
  const about = packed.toString("utf8", headBytes + 4 * n);
  const [key, etag, durationSec, sourceRate, decoder] = aboutSchema.parse(JSON.parse(about));
  return { key, etag, durationSec, sourceRate, ...(decoder === undefined ? {} : { decoder }), features };
}
