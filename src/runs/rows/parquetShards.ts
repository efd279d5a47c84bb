import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { InputError } from "../../shared/errors.js";
import { decodeFeatureTable, encodeFeatureTable } from "../../features/table/parquet.js";
import type { FeatureRow } from "../../features/featureRow.js";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import { fileOf, partsOfFile } from "./shardName.js";
import type { ShardStore, StagedRows } from "./shardStore.js";

/** Properties shared by all rows of one source and feature set. */
export interface ParquetLineage {
  /** path of their shards in the store, e.g. "mean161-v2-16000/ravdess-1f2e3d4c5b6a" */
  readonly folder: string;
  /** id of the feature set, stored in each row */
  readonly featureSet: string;
  /** names of the features, in the order of the rows' values */
  readonly columns: readonly string[];
}

const entrySchema = z.object({ run: z.string(), enteredAt: z.number() });

/**
 * Shards as Parquet files in a directory or bucket, to be read as one table by pandas, DuckDB and Spark:
 *
 *     mean161-v1-16000/ravdess-1f2e3d4c5b6a/nightly/4163…-Zk3p0v2m9QxT1aBc.5be1….parquet   one per job, see ShardStore
 *     mean161-v1-16000/ravdess-1f2e3d4c5b6a/_runs/nightly.json                               the existing runs
 *
 * Those readers ignore names that begin with "_". The store is self-contained: if the Redis of an old run is gone,
 * a new run still finds its rows.
 */
export class ParquetShards implements ShardStore {
  readonly #store: ObjectStore;
  readonly #lineage: ParquetLineage;

  constructor(store: ObjectStore, lineage: ParquetLineage) {
    this.#store = store;
    this.#lineage = lineage;
  }

  async registerRun(run: string): Promise<void> {
    const entry = JSON.stringify({ run, enteredAt: Date.now() } satisfies z.infer<typeof entrySchema>);
    await this.#store.put(this.#entryKey(run), new TextEncoder().encode(entry));
  }

  async runs(): Promise<readonly string[]> {
    const entries: z.infer<typeof entrySchema>[] = [];
    for await (const key of this.#keys(`${this.#lineage.folder}/_runs/`, null)) {
      const { bytes } = await this.#store.get(key);
      entries.push(entrySchema.parse(JSON.parse(new TextDecoder().decode(bytes))));
    }
    return entries.sort((a, b) => b.enteredAt - a.enteredAt).map(({ run }) => run);
  }

  async *names(run: string, from: string): AsyncIterable<string> {
    const folder = this.#folder(run);
    // A listing begins after a key; the key "FOLDER/NAME.parquet" comes after "FOLDER/NAME" and "FOLDER/".
    for await (const key of this.#keys(folder, `${folder}${from}`)) {
      if (key.endsWith(extension)) yield key.slice(folder.length, -extension.length);
    }
  }

  async read(run: string, file: string): Promise<readonly FeatureRow[] | undefined> {
    try {
      const { bytes } = await this.#store.get(this.#fileKey(run, file));
      requireUnchanged(this.#fileKey(run, file), bytes, partsOfFile(file).version);
      const { featureSet, columns } = this.#lineage;
      return await decodeFeatureTable(bytes, featureSet, columns);
    } catch (error) {
      if (error instanceof InputError && error.code === "missing-object") return undefined;
      throw error;
    }
  }

  async stage(run: string, shard: string, rows: readonly FeatureRow[]): Promise<StagedRows> {
    if (rows.length === 0) return { version: "" };
    const { featureSet, columns } = this.#lineage;
    const bytes = encodeFeatureTable(rows, featureSet, columns);
    const version = randomBytes(versionBytes).toString("hex") + checksumOf(bytes);
    await this.#store.put(this.#fileKey(run, fileOf(shard, version)), bytes);
    return { version };
  }

  async remove(run: string, file: string): Promise<void> {
    await this.#store.remove(this.#fileKey(run, file));
  }

  async unregisterRun(run: string): Promise<void> {
    await this.#store.remove(this.#entryKey(run));
  }

  async *#keys(prefix: string, after: string | null): AsyncGenerator<string> {
    do {
      const page = await this.#store.listPage({ prefix, after });
      for (const { key } of page.entries) yield key;
      after = page.next;
    } while (after !== null);
  }

  #folder(run: string): string {
    return `${this.#lineage.folder}/${run}/`;
  }

  #fileKey(run: string, file: string): string {
    return `${this.#folder(run)}${file}${extension}`;
  }

  #entryKey(run: string): string {
    return `${this.#lineage.folder}/_runs/${run}.json`;
  }
}

const extension = ".parquet";

/** 64 bits make every version of a shard unique. A checksum of the bytes follows it. */
const versionBytes = 8;

/** 128 bits of SHA-256: nobody can find a second file with the same ones. */
const checksumDigits = 32;

function checksumOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, checksumDigits);
}

/** The shard index holds the version, so that a file that was changed in the store is detected. */
function requireUnchanged(key: string, bytes: Uint8Array, version: string): void {
  if (version.slice(2 * versionBytes) === checksumOf(bytes)) return;
  throw new InputError(
    "corrupt-rows",
    `${key}: its bytes are not those that were stored (SHA-256); start the same run anew to compute these rows again`,
  );
}
