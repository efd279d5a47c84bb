import type { RedisClient } from "../../shared/redis/connectRedis.js";
import type { FeatureRow } from "../../features/featureRow.js";
import { packRows, unpackRows } from "./packedRows.js";
import type { ShardStore, StagedRows } from "./shardStore.js";

/**
 * Shards in Redis: per run, a hash with a field per shard and a sorted set of their names with equal scores, which Redis keeps
 * in byte order. Suitable for up to a million files, because the rows take memory.
 */
export class RedisShards implements ShardStore {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #lineage: string;

  constructor(redis: RedisClient, prefix: string, lineage: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#lineage = lineage;
  }

  async registerRun(run: string): Promise<void> {
    await this.#redis.zadd(this.#runsKey, Date.now(), run);
  }

  async runs(): Promise<readonly string[]> {
    return this.#redis.zrevrange(this.#runsKey, 0, -1);
  }

  async *names(run: string, from: string): AsyncIterable<string> {
    const pageSize = 1_000;
    let min = `[${from}`;
    for (;;) {
      const page = await this.#redis.zrangebylex(this.#key("shardnames", run), min, "+", "LIMIT", 0, pageSize);
      yield* page;
      if (page.length < pageSize) return;
      min = `(${page.at(-1)!}`;
    }
  }

  async read(run: string, shard: string): Promise<readonly FeatureRow[] | undefined> {
    const packed = await this.#redis.hgetBuffer(this.#key("rows", run), shard);
    return packed === null ? undefined : unpackRows(packed);
  }

  stage(run: string, _shard: string, rows: readonly FeatureRow[]): Promise<StagedRows> {
    const packed = rows.length === 0 ? undefined : packRows(rows);
    const redisRows = { rowsKey: this.#key("rows", run), namesKey: this.#key("shardnames", run), packed };
    return Promise.resolve({ version: "", redisRows });
  }

  async remove(run: string, shard: string): Promise<void> {
    await this.#redis.multi().hdel(this.#key("rows", run), shard).zrem(this.#key("shardnames", run), shard).exec();
  }

  async unregisterRun(run: string): Promise<void> {
    await this.#redis.zrem(this.#runsKey, run);
  }

  get #runsKey(): string {
    return `${this.#prefix}:lineage:${this.#lineage}`;
  }

  #key(kind: string, run: string): string {
    return `${this.#prefix}:${kind}:${run}:${this.#lineage}`;
  }
}
