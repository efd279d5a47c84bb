import { createHash } from "node:crypto";

/*
 * A shard is named after the last of its keys, in hex, and after all of them:
 *
 *     4163746f725f30312f30332d30312e776176-Zk3p0v2m9QxT1aBc
 *     └ "Actor_01/03-01.wav", hex         └ digest of the keys
 *
 * Hex keeps the order of bytes. The jobs of a run cover consecutive parts of its listing, so the sorted names are an
 * index of the rows by key: the shards that may contain keys from `a` to `b` are those from `lastKeyBound(a)` on, up to
 * the first one past `lastKeyBound(b)`. Stores need no other index.
 */

/**
 * Keys are cut to this many bytes. A file name has at most 255, of which digest, version and extension take 74, and an
 * object key 1,024.
 */
const boundBytes = 90;

const digestLength = 16;

/** @param keys keys of one extraction job, in byte order; not empty */
export function shardName(keys: readonly string[]): string {
  return `${lastKeyBound(keys.at(-1)!)}-${batchDigest(keys)}`;
}

/** The prefix of the names of shards whose last key is this one. */
export function lastKeyBound(key: string): string {
  return Buffer.from(key).subarray(0, boundBytes).toString("hex");
}

/** The bound of the last key, from a shard's name. */
export function boundOf(shard: string): string {
  return shard.slice(0, -digestLength - 1);
}

/** The digest of the keys, from a shard's name; unique within a run. */
export function digestOf(shard: string): string {
  return shard.slice(-digestLength);
}

/** 96 bits: among a hundred million batches, the probability of a collision is below 1e-12. */
function batchDigest(keys: readonly string[]): string {
  return createHash("sha1").update(keys.join("\n")).digest("base64url").slice(0, digestLength);
}

/** Name of a shard's file, "SHARD.VERSION"; in Redis, which has no versions, the shard's name. */
export function fileOf(shard: string, version: string): string {
  return version === "" ? shard : `${shard}.${version}`;
}

/** The shard and the version, from a file's name. */
export function partsOfFile(file: string): { readonly shard: string; readonly version: string } {
  const dot = file.indexOf("."); // neither hex nor base64url has one
  return dot < 0 ? { shard: file, version: "" } : { shard: file.slice(0, dot), version: file.slice(dot + 1) };
}
