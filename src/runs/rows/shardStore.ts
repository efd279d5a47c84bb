import type { FeatureRow } from "../../features/featureRow.js";
import type { RedisRows } from "./shardIndex.js";

/** Rows that are written, but count only once the shard index is updated. */
export interface StagedRows {
  /** which of the shard's files holds them; "" in Redis */
  readonly version: string;
  /** for Redis, which stores the rows in the same step as the index */
  readonly redisRows?: RedisRows;
}

/**
 * The shards of all runs with the same source and feature set, which can reuse each other's rows: in Redis, or as
 * Parquet files in a directory or bucket.
 *
 * No file is ever written twice: each time a shard is stored it gets a new file with its own version, and the run's
 * shard index says which one counts. So a worker that finishes too late overwrites nothing.
 */
export interface ShardStore {
  /** Registers a run, so that later runs may reuse its rows. */
  registerRun(run: string): Promise<void>;
  /** The registered runs, newest first. */
  runs(): Promise<readonly string[]>;
  /**
   * Names of the run's files, see fileOf, in byte order, starting with the shard `from` or the next one after it; ""
   * for all.
   */
  names(run: string, from: string): AsyncIterable<string>;
  /**
   * @returns undefined if there is no such file
   * @throws InputError "corrupt-rows" if its bytes differ from those stored
   */
  read(run: string, file: string): Promise<readonly FeatureRow[] | undefined>;
  /** Writes all rows of a shard, or none; they count once the index is committed. Equal rows give equal bytes. */
  stage(run: string, shard: string, rows: readonly FeatureRow[]): Promise<StagedRows>;
  /** Does nothing if there is no such file. */
  remove(run: string, file: string): Promise<void>;
  /** Unregisters the run. */
  unregisterRun(run: string): Promise<void>;
}
