import type { FeatureRow } from "../../features/featureRow.js";

/** A file as a listing shows it. */
export interface ListedFile {
  readonly key: string;
  readonly etag: string;
}

/** Files whose rows lie together: those of one extraction job, in byte order of their keys. */
export interface FileBatch {
  /** see shardName */
  readonly shard: string;
  readonly files: readonly ListedFile[];
}

/**
 * Where extraction puts the rows of one run and training finds them.
 *
 * Rows lie in shards, one an extraction job. What a shard is called and which rows it holds in the end follows from the
 * listing alone; neither a repeated job, nor a retry, nor rows taken over from earlier runs change a byte of it.
 */
export interface FeatureStore {
  /** Makes the run's shard what these rows are, whatever it was. */
  put(shard: string, rows: readonly FeatureRow[]): Promise<void>;
  /** Replaces the rows of these files, of which some may have none now; the shard's other rows stay. */
  amend(shard: string, keys: readonly string[], rows: readonly FeatureRow[]): Promise<void>;
  /** Which of these files have a row in the shard already, in the order asked. */
  has(shard: string, keys: readonly string[]): Promise<readonly boolean[]>;
  /** Every row, in byte order of the keys, in constant memory. */
  rows(): AsyncIterable<FeatureRow>;
  /** Removes all rows of the run. */
  remove(): Promise<void>;
}
