import { randomUUID } from "node:crypto";
import type { RedisClient } from "../shared/redis/connectRedis.js";

/** Renews or takes the lock in one step: its holder may disappear between a read and a write. */
const takeScript = `
local holder = redis.call("GET", KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return 1`;

const releaseScript = `
if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0`;

/** Elects one of several equal processes: a key in Redis that expires unless its holder renews it. */
export class LeaderLock {
  readonly #redis: RedisClient;
  readonly #key: string;
  readonly #lifetimeMs: number;
  readonly #holder = randomUUID();

  /** @param lifetimeMs time until another process can replace a dead holder */
  constructor(redis: RedisClient, key: string, lifetimeMs: number) {
    this.#redis = redis;
    this.#key = key;
    this.#lifetimeMs = lifetimeMs;
  }

  /** Takes the lock if it is free, renews it if it is held here. @returns whether it is held here now */
  async take(): Promise<boolean> {
    return (await this.#redis.eval(takeScript, 1, this.#key, this.#holder, this.#lifetimeMs)) === 1;
  }

  /** Releases the lock at once; no effect if it is not held. */
  async release(): Promise<void> {
    await this.#redis.eval(releaseScript, 1, this.#key, this.#holder);
  }
}
