import { mapConcurrent } from "../../shared/async/mapConcurrent.js";
import { compareBytes } from "../../shared/objects/byteOrder.js";
import type { FeatureRow } from "../../features/featureRow.js";
import type { FeatureStore } from "./featureStore.js";
import type { ShardIndex } from "./shardIndex.js";
import type { ShardStore } from "./shardStore.js";

/** Shards that are read ahead while the rows of one are looked at. */
const shardsAhead = 8;

/** Shards that are removed at the same time. */
const removalsAtOnce = 16;

/** The rows of a run in shards, wherever these lie. */
export class ShardedFeatureStore implements FeatureStore {
  readonly #shards: ShardStore;
  readonly #shardIndex: ShardIndex;
  readonly #run: string;

  constructor(shards: ShardStore, shardIndex: ShardIndex, run: string) {
    this.#shards = shards;
    this.#shardIndex = shardIndex;
    this.#run = run;
  }

  async put(shard: string, rows: readonly FeatureRow[]): Promise<void> {
    if (rows.length === 0) await this.#shards.remove(this.#run, shard);
    else await this.#shards.write(this.#run, shard, inOrder(rows));
    await this.#shardIndex.note(shard, rows.length);
  }

  async amend(shard: string, keys: readonly string[], rows: readonly FeatureRow[]): Promise<void> {
    const replaced = new Set(keys);
    const stored = (await this.#shards.read(this.#run, shard)) ?? [];
    await this.put(shard, [...stored.filter(({ key }) => !replaced.has(key)), ...rows]);
  }

  async has(shard: string, keys: readonly string[]): Promise<readonly boolean[]> {
    const stored = new Set((await this.#shards.read(this.#run, shard))?.map(({ key }) => key));
    return keys.map((key) => stored.has(key));
  }

  async *rows(): AsyncIterable<FeatureRow> {
    const ahead: Promise<readonly FeatureRow[] | undefined>[] = [];
    for await (const shard of this.#shards.names(this.#run, "")) {
      const reading = this.#shards.read(this.#run, shard);
      reading.catch(() => undefined); // said when its turn comes
      ahead.push(reading);
      if (ahead.length > shardsAhead) yield* (await ahead.shift()) ?? [];
    }
    for (const reading of ahead) yield* (await reading) ?? [];
  }

  async remove(): Promise<void> {
    await this.#removeWhere(async (shards) => Promise.resolve(shards));
    await this.#shards.unregisterRun(this.#run);
    await this.#shardIndex.forget();
  }

  /**
   * Removes what an earlier run of the same name left and this one has no use for: shards of files that are gone or that
   * are sharded differently now. Call it when the listing is complete.
   */
  async sweep(): Promise<void> {
    await this.#removeWhere(async (shards) => {
      const known = await this.#shardIndex.knows(shards);
      return shards.filter((_, i) => known[i] !== true);
    });
  }

  async #removeWhere(chosen: (shards: readonly string[]) => Promise<readonly string[]>): Promise<void> {
    const pageSize = 1_000;
    let page: string[] = [];
    const removePage = async (): Promise<void> => {
      await mapConcurrent(await chosen(page), removalsAtOnce, async (shard) => this.#shards.remove(this.#run, shard));
      page = [];
    };
    for await (const shard of this.#shards.names(this.#run, "")) if (page.push(shard) === pageSize) await removePage();
    await removePage();
  }
}

function inOrder(rows: readonly FeatureRow[]): FeatureRow[] {
  return [...rows].sort((a, b) => compareBytes(a.key, b.key));
}
