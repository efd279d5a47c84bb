import type { ExtractPayload } from "../jobs.js";
import { shardName } from "../rows/shardName.js";

/** Files for one extraction job, in byte order of their keys, and the shard that their rows belong to. */
export interface ExtractBatch {
  readonly shard: string;
  readonly keys: readonly string[];
  /** bytes, by the listing */
  readonly sizes?: readonly number[];
}

/** @param files in byte order of their keys; their sizes are told where all are known */
export function extractBatch(
  shard: string,
  files: readonly { readonly key: string; readonly size?: number | undefined }[],
): ExtractBatch {
  const sizes = files.flatMap(({ size }) => size ?? []);
  return { shard, keys: files.map(({ key }) => key), ...(sizes.length === files.length ? { sizes } : {}) };
}

/** Files of a job that was given up. */
export interface GivenUp extends ExtractBatch {
  readonly reason: string;
  readonly attempts: number;
}

/** A job's files and their shard. */
export function batchOf({ keys, sizes, shard = shardName(keys) }: ExtractPayload): ExtractBatch {
  return { shard, keys, ...(sizes === undefined ? {} : { sizes }) };
}
