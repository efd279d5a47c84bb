/** One recording's features with what is needed to trust and reuse them. */
export interface FeatureRow {
  /** the file, relative to the run's source */
  readonly key: string;
  readonly etag: string;
  /** length of the recording as analysed */
  readonly durationSec: number;
  /** the file's own rate in Hz */
  readonly sourceRate: number;
  /** float32, one a column of the run's feature set */
  readonly features: Float32Array;
}

/** Where extraction puts its rows and training finds them: one row a (run, key), the last write wins. */
export interface FeatureStore {
  put(run: string, rows: readonly FeatureRow[]): Promise<void>;
  /** Which of these files have a row already, in the order asked. */
  has(run: string, keys: readonly string[]): Promise<readonly boolean[]>;
  count(run: string): Promise<number>;
  /** Every row once, in no particular order, in constant memory. */
  rows(run: string): AsyncIterable<FeatureRow>;
  remove(run: string): Promise<void>;
}
