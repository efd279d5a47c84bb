import type { FeatureRow } from "../../features/featureRow.js";
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
