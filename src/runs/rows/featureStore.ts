import type { FeatureRow } from "../../features/featureRow.js";
import type { JobLock } from "../jobLock.js";
import type { Rejection } from "../rejection.js";

/** A listed file. */
export interface ListedFile {
  readonly key: string;
  readonly etag: string;
  /** bytes of the object, or of the file that holds the segment; only for remote objects */
  readonly size?: number;
}

/** The files of one shard, which are those of one extraction job, in byte order of their keys. */
export interface FileBatch {
  /** see shardName */
  readonly shard: string;
  readonly files: readonly ListedFile[];
}

/** What became of some files of a shard. */
export interface FileOutcomes {
  readonly shard: string;
  readonly keys: readonly string[];
  readonly rows: readonly FeatureRow[];
  readonly rejections: readonly Rejection[];
}

/**
 * Where extraction puts the rows of one run and training finds them.
 *
 * Rows lie in shards, one an extraction job. What a shard is called and which rows it holds in the end follows from the
 * listing alone; neither a repeated job, nor a retry, nor rows taken over from earlier runs change a byte of it.
 */
export interface FeatureStore {
  /**
   * Stores what became of these files, in one step: rows, rejections, or neither yet. What is known of the shard's other
   * files stays.
   *
   * @param lock of the job that did it
   * @throws LockLostError, and nothing is stored, if the job is another worker's now
   */
  store(outcome: FileOutcomes, lock: JobLock | undefined): Promise<void>;
  /** Whether each of these files has a row in the shard. */
  has(shard: string, keys: readonly string[]): Promise<readonly boolean[]>;
  /** Every row, in byte order of the keys, in constant memory. */
  rows(): AsyncIterable<FeatureRow>;
  /** Removes all rows of the run. */
  remove(): Promise<void>;
}
