import type { RedisClient } from "../../shared/redis/connectRedis.js";
import { digestOf } from "./shardName.js";

/**
 * Which shards a run has and how many rows are in each, in Redis: progress is read every fifth of a second, which no
 * bucket could answer. A hash with a field a shard makes counting right however often a shard is written; a sum beside
 * it makes it cheap. About 80 bytes a job.
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

  /** The run shall have these shards; of those it has already the rows stay noted. */
  async plan(shards: readonly string[]): Promise<void> {
    if (shards.length === 0) return;
    await this.#redis.eval(planShards, 1, this.#shardsKey, ...shards.map(digestOf));
  }

  /** A shard has so many rows now. */
  async note(shard: string, rows: number): Promise<void> {
    await this.#redis.eval(noteRows, 2, this.#shardsKey, this.#sumKey, digestOf(shard), rows);
  }

  /** Which of these shards the run shall have, in the order asked. */
  async knows(shards: readonly string[]): Promise<boolean[]> {
    if (shards.length === 0) return [];
    const rows = await this.#redis.hmget(this.#shardsKey, ...shards.map(digestOf));
    return rows.map((count) => count !== null);
  }

  /** Which of these shards have rows, in the order asked. */
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
