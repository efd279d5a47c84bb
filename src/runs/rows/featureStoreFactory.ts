import { PromiseCache } from "../../shared/async/promiseCache.js";
import type { JobLock } from "../jobLock.js";
import type { RunSettings } from "../jobs.js";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import { RunLabels } from "./runLabels.js";
import { lineageOf, type Lineage } from "../lineage.js";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import type { OpenObjects } from "../../shared/objects/openObjectStore.js";
import { ParquetShards } from "./parquetShards.js";
import { RedisShards } from "./redisShards.js";
import { RejectionCache } from "./rejectionCache.js";
import { RowCache } from "./rowCache.js";
import { FeatureStore } from "./featureStore.js";
import { ShardIndex } from "./shardIndex.js";
import type { ShardStore } from "./shardStore.js";

/** The part of a run's record on which its rows depend. */
export interface FeatureRun {
  readonly name: string;
  readonly settings: RunSettings;
}

/** Opens the feature store that a run's settings name, when it is first needed. */
export class FeatureStoreFactory {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #openObjects: OpenObjects;
  readonly #opened = new PromiseCache<ObjectStore>();

  constructor(redis: RedisClient, prefix: string, openObjects: OpenObjects) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#openObjects = openObjects;
  }

  async of(run: FeatureRun): Promise<FeatureStore> {
    return new FeatureStore(await this.#shards(run.settings), this.shardIndex(run.name), run.name);
  }

  /** From now on, later runs may reuse this run's rows. */
  async registerRun(run: FeatureRun): Promise<void> {
    await (await this.#shards(run.settings)).registerRun(run.name);
  }

  /** Finds the files of one listing that need not be fetched again; see RowCache. @param lock of the listing job */
  async rowCache(run: FeatureRun, lock: JobLock | undefined): Promise<RowCache> {
    return RowCache.begin(await this.#shards(run.settings), this.shardIndex(run.name), run.name, lock);
  }

  /** Files of the run's source that were rejected before. */
  rejectionCache(settings: RunSettings): RejectionCache {
    return new RejectionCache(this.#redis, this.#prefix, lineageOf(settings).name);
  }

  labels(run: string): RunLabels {
    return new RunLabels(this.#redis, this.#prefix, run);
  }

  shardIndex(run: string): ShardIndex {
    return new ShardIndex(this.#redis, this.#prefix, run);
  }

  async close(): Promise<void> {
    await Promise.allSettled((await this.#opened.loaded()).map(async (store) => store.close()));
  }

  async #shards(settings: RunSettings): Promise<ShardStore> {
    const lineage = lineageOf(settings);
    return settings.store === "redis"
      ? new RedisShards(this.#redis, this.#prefix, lineage.name)
      : new ParquetShards(await this.#open(settings.store), { ...lineage, folder: folderOf(lineage) });
  }

  async #open(place: string): Promise<ObjectStore> {
    return this.#opened.get(place, async () => this.#openObjects(place));
  }
}

function folderOf({ featureSet, name }: Lineage): string {
  return `${featureSet}/${name}`;
}
