import type { FeatureRow } from "../../features/featureRow.js";

/**
 * Where the shards of runs lie that read one source with one feature set, so that one run's rows will do for another:
 * in Redis, or as Parquet files in a directory or bucket.
 */
export interface ShardStore {
  /** Makes a run known; its rows may be taken over by later ones. */
  registerRun(run: string): Promise<void>;
  /** The runs known here, the newest first. */
  runs(): Promise<readonly string[]>;
  /** Names of the run's shards in byte order, beginning with `from` or what comes next; "" for all. */
  names(run: string, from: string): AsyncIterable<string>;
  /** @returns undefined where there is no such shard */
  read(run: string, shard: string): Promise<readonly FeatureRow[] | undefined>;
  /** Writes a shard whole or not at all. The same rows in the same order leave the same bytes. */
  write(run: string, shard: string, rows: readonly FeatureRow[]): Promise<void>;
  /** Harmless where there is no such shard. */
  remove(run: string, shard: string): Promise<void>;
  /** The run is no longer known. */
  unregisterRun(run: string): Promise<void>;
}
