import type { RunSettings } from "../jobs.js";
import type { RedisClient } from "../../shared/redis/redis.js";
import { lineageOf, type Lineage } from "../lineage.js";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import { openObjectStore } from "../../shared/objects/openObjectStore.js";
import { ParquetShards } from "./parquetShards.js";
import { RedisShards } from "./redisShards.js";
import { RefusalMemory } from "./refusalMemory.js";
import { RowReuse } from "./rowReuse.js";
import { ShardedFeatures } from "./shardedFeatures.js";
import { ShardLedger } from "./shardLedger.js";
import type { ShardStore } from "./shardStore.js";

/** A run, as far as its rows are concerned. */
export interface FeatureRun {
  readonly name: string;
  readonly settings: RunSettings;
}

/** The feature stores of a program, each opened when a run first needs it: which one is a setting of the run. */
export class FeatureStores {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #opened = new Map<string, Promise<ObjectStore>>();

  constructor(redis: RedisClient, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async of(run: FeatureRun): Promise<ShardedFeatures> {
    return new ShardedFeatures(await this.#shards(run.settings), this.ledger(run.name), run.name);
  }

  /** The run's rows may be taken over by later runs from now on. */
  async enter(run: FeatureRun): Promise<void> {
    await (await this.#shards(run.settings)).enter(run.name);
  }

  /** What of one listing need not be fetched again; see RowReuse. */
  async reuse(run: FeatureRun): Promise<RowReuse> {
    return RowReuse.begin(await this.#shards(run.settings), this.ledger(run.name), run.name);
  }

  /** Files of the run's source that were refused before. */
  refusals(settings: RunSettings): RefusalMemory {
    return new RefusalMemory(this.#redis, this.#prefix, lineageOf(settings).name);
  }

  ledger(run: string): ShardLedger {
    return new ShardLedger(this.#redis, this.#prefix, run);
  }

  async close(): Promise<void> {
    const closing = [...this.#opened.values()].map(async (store) => (await store).close());
    await Promise.allSettled(closing);
  }

  async #shards(settings: RunSettings): Promise<ShardStore> {
    const lineage = lineageOf(settings);
    return settings.store === "redis"
      ? new RedisShards(this.#redis, this.#prefix, lineage.name)
      : new ParquetShards(await this.#open(settings.store), { ...lineage, folder: folderOf(lineage) });
  }

  async #open(place: string): Promise<ObjectStore> {
    let store = this.#opened.get(place);
    if (store === undefined) {
      store = openObjectStore(place);
      this.#opened.set(place, store);
      store.catch(() => this.#opened.delete(place)); // the next run tries again
    }
    return store;
  }
}

function folderOf({ featureSet, name }: Lineage): string {
  return `${featureSet}/${name}`;
}
