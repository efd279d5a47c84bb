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

/** The files of one shard, i.e. of one extraction job, in byte order of their keys. */
export interface FileBatch {
  /** see shardName */
  readonly shard: string;
  readonly files: readonly ListedFile[];
}

/** The outcomes of some files of a shard. */
export interface FileOutcomes {
  readonly shard: string;
  readonly keys: readonly string[];
  readonly rows: readonly FeatureRow[];
  readonly rejections: readonly Rejection[];
}

/**
 * The rows of one run: extraction stores them here, and training reads them.
 *
 * Rows are stored in shards, one per extraction job. A shard's name and final rows depend only on the listing; repeated
 * jobs, retries and rows reused from earlier runs do not change a byte of it.
 */
export interface FeatureStore {
  /**
   * Stores the outcomes of these files atomically: rows, rejections, or neither yet. The outcomes of the shard's other
   * files are kept.
   *
   * @param lock lock of the job
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
