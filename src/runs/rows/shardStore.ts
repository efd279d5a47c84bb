import type { FeatureRow } from "../../features/featureRow.js";
import type { RedisRows } from "./shardIndex.js";

/** Rows that were written and count only once the shard index is updated. */
export interface StagedRows {
  /** which of the shard's files holds them; "" in Redis */
  readonly version: string;
  /** for Redis, which takes the rows in the same step as the index */
  readonly redisRows?: RedisRows;
}

/**
 * Where the shards of runs lie that read one source with one feature set, so that one run's rows will do for another:
 * in Redis, or as Parquet files in a directory or bucket.
 *
 * No file is ever written twice: each time a shard is stored it gets a new file with its own version, and the run's
 * shard index says which one counts. So a worker that comes back late overwrites nothing.
 */
export interface ShardStore {
  /** Registers a run, so that later runs may reuse its rows. */
  registerRun(run: string): Promise<void>;
  /** The registered runs, newest first. */
  runs(): Promise<readonly string[]>;
  /**
   * Names of the run's files, see fileOf, in byte order, beginning with those of the shard `from` or what comes next;
   * "" for all.
   */
  names(run: string, from: string): AsyncIterable<string>;
  /**
   * @returns undefined if there is no such file
   * @throws InputError "corrupt-rows" if its bytes are not those that were stored
   */
  read(run: string, file: string): Promise<readonly FeatureRow[] | undefined>;
  /** Writes the rows of a whole shard, or none; the index's commit makes them count. The same rows leave the same bytes. */
  stage(run: string, shard: string, rows: readonly FeatureRow[]): Promise<StagedRows>;
  /** Does nothing if there is no such file. */
  remove(run: string, file: string): Promise<void>;
  /** Unregisters the run. */
  unregisterRun(run: string): Promise<void>;
}
