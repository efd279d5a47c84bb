import { z } from "zod";
import type { FeatureRow } from "./featureStore.js";

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
  return Buffer.concat(rows.map(packRow));
}

function packRow({ key, etag, durationSec, sourceRate, decoder, features }: FeatureRow): Buffer {
  const decoders = decoder === undefined ? [] : [decoder];
  const about = Buffer.from(
    JSON.stringify([key, etag, durationSec, sourceRate, ...decoders] satisfies z.infer<typeof aboutSchema>),
  );
  const packed = Buffer.allocUnsafe(headBytes + 4 * features.length + about.length);
  packed.writeUInt32LE(packed.length - 4, 0);
  packed.writeUInt16LE(features.length, 4);
  for (let i = 0; i < features.length; i++) packed.writeFloatLE(features[i]!, headBytes + 4 * i);
  about.copy(packed, headBytes + 4 * features.length);
  return packed;
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
