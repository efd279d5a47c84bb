import { mapConcurrent } from "../../shared/async/mapConcurrent.js";
import type { FeatureRow } from "../../features/featureRow.js";
import { InputError } from "../../shared/errors.js";
import type { JobLock } from "../jobLock.js";
import type { FileBatch } from "./fileBatch.js";
import { boundOf, lastKeyBound, partsOfFile } from "./shardName.js";
import type { ShardIndex } from "./shardIndex.js";
import type { ShardStore } from "./shardStore.js";

/** Shards of earlier runs that are read concurrently. */
const readsAtOnce = 8;

/**
 * Finds rows that earlier runs computed from the same files (same source, key, ETag and feature set) and copies them, so
 * that nothing is fetched or computed twice.
 *
 * Listings come in byte order of keys, and so do the names of shards (see shardName). So the search is a merge of
 * sorted sequences: a page of the listing is compared with the shards of each earlier run that may have its keys. Only
 * the page and the rows of these shards are in memory, however large the bucket is. Rows are copied into the shards
 * that this run would have made itself, so its shards are the same byte for byte, whichever run computed the rows, and
 * runs do not depend on one another.
 *
 * An earlier run of the same name is searched like any other. Its unchanged shards are not even copied: a second run
 * over an unchanged bucket reads the store and writes nothing.
 */
export class RowCache {
  readonly #shards: ShardStore;
  readonly #shardIndex: ShardIndex;
  readonly #run: string;
  readonly #lock: JobLock | undefined;
  readonly #cursors: readonly ShardCursor[];

  /**
   * Finds the earlier runs. Use it for one listing, in order: the cursors only move forward.
   *
   * @param lock of the listing job
   */
  static async begin(
    shards: ShardStore,
    shardIndex: ShardIndex,
    run: string,
    lock: JobLock | undefined,
  ): Promise<RowCache> {
    const ownFirst = [...new Set([run, ...(await shards.runs())])];
    return new RowCache(
      shards,
      shardIndex,
      run,
      lock,
      ownFirst.map((name) => new ShardCursor(name, (from) => shards.names(name, from))),
    );
  }

  private constructor(
    shards: ShardStore,
    shardIndex: ShardIndex,
    run: string,
    lock: JobLock | undefined,
    cursors: readonly ShardCursor[],
  ) {
    this.#shards = shards;
    this.#shardIndex = shardIndex;
    this.#run = run;
    this.#lock = lock;
    this.#cursors = cursors;
  }

  /**
   * Copies the rows that earlier runs have for these files.
   *
   * @param batches of the listing's next page, in its order
   * @returns the keys in each batch that now have a row
   */
  async take(batches: readonly FileBatch[]): Promise<readonly ReadonlySet<string>[]> {
    const etags = new Map(batches.flatMap(({ files }) => files.map(({ key, etag }) => [key, etag] as const)));
    const found = new Map<string, FeatureRow>();
    /** for each of the run's own shards whose rows are all valid: their number and the version */
    const good = new Map<string, { readonly rows: number; readonly version: string }>();
    for (const cursor of this.#cursors) {
      if (found.size === etags.size) break;
      const missing = [...etags.keys()].filter((key) => !found.has(key));
      const names = await cursor.covering(missing[0]!, missing.at(-1)!);
      await mapConcurrent(names, readsAtOnce, async (name) => {
        const rows = await readIntact(this.#shards, cursor.run, name);
        const isGood = ({ key, etag }: FeatureRow): boolean => etags.get(key) === etag;
        const { shard, version } = partsOfFile(name);
        if (cursor.run === this.#run && rows.length > (good.get(shard)?.rows ?? 0) && rows.every(isGood))
          good.set(shard, { rows: rows.length, version });
        for (const row of rows) if (!found.has(row.key) && isGood(row)) found.set(row.key, row);
      });
    }
    return mapConcurrent(batches, readsAtOnce, async ({ shard, files }) => {
      const rows = files.flatMap(({ key }) => found.get(key) ?? []);
      if (rows.length === 0) return new Set();
      // A shard of this name holds rows of these keys only: as many valid rows are the same rows.
      const own = good.get(shard);
      const staged =
        own?.rows === rows.length ? { version: own.version } : await this.#shards.stage(this.#run, shard, rows);
      const keys = rows.map(({ key }) => key);
      await this.#shardIndex.commit({ shard, keys, rejections: [], rows: rows.length, ...staged }, this.#lock);
      return new Set(keys);
    });
  }
}

/** Rows of a shard that was modified or damaged in the store are computed again. */
async function readIntact(shards: ShardStore, run: string, name: string): Promise<readonly FeatureRow[]> {
  try {
    return (await shards.read(run, name)) ?? [];
  } catch (error) {
    if (error instanceof InputError && error.code === "corrupt-rows") return [];
    throw error;
  }
}

/** A cursor over the shards of one run, from the first key to the last. */
class ShardCursor {
  readonly run: string;
  readonly #open: (from: string) => AsyncIterable<string>;
  #names: AsyncIterator<string> | undefined;
  #isOver = false;
  /** kept, because the last shard may cover the next page's first keys too */
  #window: string[] = [];

  constructor(run: string, open: (from: string) => AsyncIterable<string>) {
    this.run = run;
    this.#open = open;
  }

  /** Shards that may have keys from `first` to `last`; neither may decrease from call to call. */
  async covering(first: string, last: string): Promise<readonly string[]> {
    const [from, to] = [lastKeyBound(first), lastKeyBound(last)];
    this.#names ??= this.#open(from)[Symbol.asyncIterator]();
    this.#window = this.#window.filter((name) => fileBound(name) >= from);
    while (!this.#isOver && (this.#window.length === 0 || fileBound(this.#window.at(-1)!) <= to)) {
      const next = await this.#names.next();
      if (next.done === true) this.#isOver = true;
      else if (fileBound(next.value) >= from) this.#window.push(next.value);
    }
    return this.#window;
  }
}

function fileBound(file: string): string {
  return boundOf(partsOfFile(file).shard);
}
