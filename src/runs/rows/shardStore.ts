import type { FeatureRow } from "../../features/featureRow.js";

/**
 * Where the shards of runs lie that read one source with one feature set, so that one run's rows will do for another:
 * in Redis, or as Parquet files in a directory or bucket.
 */
export interface ShardStore {
  /** Registers a run, so that later runs may reuse its rows. */
  registerRun(run: string): Promise<void>;
  /** The registered runs, newest first. */
  runs(): Promise<readonly string[]>;
  /** Names of the run's shards in byte order, beginning with `from` or what comes next; "" for all. */
  names(run: string, from: string): AsyncIterable<string>;
  /** @returns undefined if there is no such shard */
  read(run: string, shard: string): Promise<readonly FeatureRow[] | undefined>;
  /** Writes a shard whole or not at all. The same rows in the same order leave the same bytes. */
  write(run: string, shard: string, rows: readonly FeatureRow[]): Promise<void>;
  /** Does nothing if there is no such shard. */
  remove(run: string, shard: string): Promise<void>;
  /** Unregisters the run. */
  unregisterRun(run: string): Promise<void>;
}
