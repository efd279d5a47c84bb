import type { RedisClient } from "../../shared/redis/connectRedis.js";
import { digestOf } from "./shardName.js";

/**
 * The shards of a run and the number of rows in each, in Redis: progress is read every fifth of a second, which no
 * bucket could answer. A hash with a field a shard makes counting right however often a shard is written; a sum beside
 * it makes it cheap. About 80 bytes per job.
 */
export class ShardIndex {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #run: string;

  constructor(redis: RedisClient, prefix: string, run: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#run = run;
  }

  /** Adds shards to the run; counts of those it already has are kept. */
  async plan(shards: readonly string[]): Promise<void> {
    if (shards.length === 0) return;
    await this.#redis.eval(planShards, 1, this.#shardsKey, ...shards.map(digestOf));
  }

  /** Records the number of rows in a shard. */
  async note(shard: string, rows: number): Promise<void> {
    await this.#redis.eval(noteRows, 2, this.#shardsKey, this.#sumKey, digestOf(shard), rows);
  }

  /** Whether the run has each of these shards, in the order given. */
  async knows(shards: readonly string[]): Promise<boolean[]> {
    if (shards.length === 0) return [];
    const rows = await this.#redis.hmget(this.#shardsKey, ...shards.map(digestOf));
    return rows.map((count) => count !== null);
  }

  /** Whether each of these shards has rows, in the order given. */
  async filled(shards: readonly string[]): Promise<boolean[]> {
    if (shards.length === 0) return [];
    const rows = await this.#redis.hmget(this.#shardsKey, ...shards.map(digestOf));
    return rows.map((count) => Number(count ?? 0) > 0);
  }

  /** Rows in all shards. */
  async count(): Promise<number> {
    return Number((await this.#redis.get(this.#sumKey)) ?? 0);
  }

  async forget(): Promise<void> {
    await this.#redis.unlink(this.#shardsKey, this.#sumKey);
  }

  get #shardsKey(): string {
    return `${this.#prefix}:shards:${this.#run}`;
  }

  get #sumKey(): string {
    return `${this.#prefix}:rowcount:${this.#run}`;
  }
}

const planShards = `for i = 1, #ARGV do redis.call("HSETNX", KEYS[1], ARGV[i], "0") end`;

const noteRows = `
local before = tonumber(redis.call("HGET", KEYS[1], ARGV[1]) or "0")
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
redis.call("INCRBY", KEYS[2], tonumber(ARGV[2]) - before)`;
