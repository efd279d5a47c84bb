import { createHash } from "node:crypto";

/*
 * A shard is named after the last of its keys, in hex, and after all of them:
 *
 *     4163746f725f30312f30332d30312e776176-Zk3p0v2m9QxT1aBc
 *     └ "Actor_01/03-01.wav", hex         └ digest of the keys
 *
 * Hex keeps the order of bytes. The jobs of a run cover its listing stretch by stretch, so the names in their order are
 * an index of the rows by key: the shards that may hold keys from `a` to `b` are those from `lastKeyBound(a)` on, up to
 * the first one past `lastKeyBound(b)`. No store has to keep an index besides.
 */

/** Keys are cut to this many bytes: a file name has at most 255, an object key 1,024. */
const boundBytes = 96;

const digestLength = 16;

/** @param keys of one extraction job, in byte order; not empty */
export function shardName(keys: readonly string[]): string {
  return `${lastKeyBound(keys.at(-1)!)}-${batchDigest(keys)}`;
}

/** What the names of shards that end with this key begin with. */
export function lastKeyBound(key: string): string {
  return Buffer.from(key).subarray(0, boundBytes).toString("hex");
}

/** Of a shard's name: the bound of its last key. */
export function boundOf(shard: string): string {
  return shard.slice(0, -digestLength - 1);
}

/** Of a shard's name: the digest of its keys, which is unique in its run. */
export function digestOf(shard: string): string {
  return shard.slice(-digestLength);
}

/** 96 bits: among a hundred million batches two are alike with a probability below 1e-12. */
function batchDigest(keys: readonly string[]): string {
  return createHash("sha1").update(keys.join("\n")).digest("base64url").slice(0, digestLength);
}

/** Name of a shard's file: of each version another, "SHARD.VERSION"; in Redis, where there are no versions, the shard's. */
export function fileOf(shard: string, version: string): string {
  return version === "" ? shard : `${shard}.${version}`;
}

/** Of a file's name: the shard and the version. */
export function partsOfFile(file: string): { readonly shard: string; readonly version: string } {
  const dot = file.indexOf("."); // neither hex nor base64url has one
  return dot < 0 ? { shard: file, version: "" } : { shard: file.slice(0, dot), version: file.slice(dot + 1) };
}
