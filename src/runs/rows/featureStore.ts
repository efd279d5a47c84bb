import { mapConcurrent } from "../../shared/async/mapConcurrent.js";
import { compareBytes } from "../../shared/objects/byteOrder.js";
import type { FeatureRow } from "../../features/featureRow.js";
import type { FileOutcomes } from "./fileBatch.js";
import type { ShardIndex } from "./shardIndex.js";
import type { JobLock } from "../jobLock.js";
import { fileOf, partsOfFile, shardName } from "./shardName.js";
import type { ShardStore } from "./shardStore.js";

/** Number of shards read ahead. */
const shardsAhead = 8;

/** Shards that are removed concurrently. */
const removalsAtOnce = 16;

/** The rows of a shard, in byte order of their keys. */
export interface ShardRows {
  readonly shard: string;
  readonly rows: readonly FeatureRow[];
}

/**
 * The rows of one run: extraction stores them here, and training reads them.
 *
 * Rows are stored in shards, one per extraction job. A shard's name and final rows depend only on the listing; repeated
 * jobs, retries and rows reused from earlier runs do not change a byte of it.
 */
export class FeatureStore {
  readonly #shards: ShardStore;
  readonly #shardIndex: ShardIndex;
  readonly #run: string;

  constructor(shards: ShardStore, shardIndex: ShardIndex, run: string) {
    this.#shards = shards;
    this.#shardIndex = shardIndex;
    this.#run = run;
  }

  /**
   * Stores the outcomes of these files atomically: rows, rejections, or neither yet. The outcomes of the shard's other
   * files are kept.
   *
   * @param lock lock of the job
   * @throws LockLostError, and nothing is stored, if the job is another worker's now
   */
  async store({ shard, keys, rows, rejections }: FileOutcomes, lock: JobLock | undefined): Promise<void> {
    // While the lock is held no other worker changes the shard: what is read here still holds when it is committed.
    const isWhole = shardName(keys) === shard;
    const replaced = new Set(keys);
    const others = isWhole ? [] : (await this.#stored(shard)).filter(({ key }) => !replaced.has(key));
    const all = inOrder([...others, ...rows]);
    const staged = await this.#shards.stage(this.#run, shard, all);
    const previous = await this.#shardIndex.commit({ shard, keys, rejections, rows: all.length, ...staged }, lock);
    // Only the earlier version had this file name, so removing it cannot lose new rows.
    if (previous !== "") await this.#shards.remove(this.#run, fileOf(shard, previous));
  }

  /** Whether each of these files has a row in the shard. */
  async has(shard: string, keys: readonly string[]): Promise<readonly boolean[]> {
    const stored = new Set((await this.#stored(shard)).map(({ key }) => key));
    return keys.map((key) => stored.has(key));
  }

  /** Every row, in byte order of the keys, in constant memory. */
  async *rows(): AsyncIterable<FeatureRow> {
    for await (const { rows } of this.shards()) yield* rows;
  }

  /**
   * The same rows, shard by shard.
   *
   * @param from the shard to start with, or a prefix of its name (see shardName). @defaultValue the first
   */
  async *shards(from = ""): AsyncIterable<ShardRows> {
    const ahead: { readonly shard: string; readonly reading: Promise<readonly FeatureRow[] | undefined> }[] = [];
    for await (const files of this.#pages(from))
      for (const file of await this.#current(files)) {
        const reading = this.#shards.read(this.#run, file);
        reading.catch(() => undefined); // reported when its turn comes
        ahead.push({ shard: partsOfFile(file).shard, reading });
        const first = ahead.length > shardsAhead ? ahead.shift() : undefined;
        if (first !== undefined) yield { shard: first.shard, rows: (await first.reading) ?? [] };
      }
    for (const { shard, reading } of ahead) yield { shard, rows: (await reading) ?? [] };
  }

  /** Removes all rows of the run. */
  async remove(): Promise<void> {
    await this.#removeWhere(async (files) => Promise.resolve(files));
    await this.#shards.unregisterRun(this.#run);
    await this.#shardIndex.forget();
  }

  /**
   * Removes obsolete shards of an earlier run of the same name: shards of files that are gone or now belong to other
   * shards. Call it when the listing is complete.
   */
  async sweep(): Promise<void> {
    await this.#removeWhere(async (files) => {
      const entries = await this.#shardIndex.entries(files.map((file) => partsOfFile(file).shard));
      return files.filter((_, i) => entries[i] === undefined);
    });
  }

  /**
   * Removes every file that the index does not name: leftovers of workers that finished too late. Call it only when no
   * extraction is running, because rows may have been written and not yet committed.
   */
  async sweepVersions(): Promise<void> {
    await this.#removeWhere(async (files) => {
      const current = new Set(await this.#current(files));
      return files.filter((file) => !current.has(file));
    });
  }

  async #stored(shard: string): Promise<readonly FeatureRow[]> {
    const [entry] = await this.#shardIndex.entries([shard]);
    if (entry === undefined || entry.rows === 0) return [];
    return (await this.#shards.read(this.#run, fileOf(shard, entry.version))) ?? [];
  }

  /** The subset of these files that the index names. */
  async #current(files: readonly string[]): Promise<string[]> {
    const parts = files.map(partsOfFile);
    const entries = await this.#shardIndex.entries(parts.map(({ shard }) => shard));
    return files.filter((_, i) => (entries[i]?.rows ?? 0) > 0 && entries[i]!.version === parts[i]!.version);
  }

  async #removeWhere(chosen: (files: readonly string[]) => Promise<readonly string[]>): Promise<void> {
    for await (const files of this.#pages())
      await mapConcurrent(await chosen(files), removalsAtOnce, async (file) => this.#shards.remove(this.#run, file));
  }

  /** The names of the run's files, a thousand at a time. */
  async *#pages(from = ""): AsyncIterable<string[]> {
    const pageSize = 1_000;
    let page: string[] = [];
    for await (const file of this.#shards.names(this.#run, from))
      if (page.push(file) === pageSize) {
        yield page;
        page = [];
      }
    if (page.length > 0) yield page;
  }
}

function inOrder(rows: readonly FeatureRow[]): FeatureRow[] {
  return [...rows].sort((a, b) => compareBytes(a.key, b.key));
}
