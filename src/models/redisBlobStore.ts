import type { RedisClient } from "../shared/redis/connectRedis.js";
import type { BlobStore } from "./blobStore.js";

/** Models in Redis: one hash with a field per name. They are small, a few hundred kilobytes per run. */
export class RedisBlobStore implements BlobStore {
  readonly place = "redis";
  readonly #redis: RedisClient;
  readonly #key: string;

  constructor(redis: RedisClient, prefix: string) {
    this.#redis = redis;
    this.#key = `${prefix}:models`;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    return (await this.#redis.hgetBuffer(this.#key, name)) ?? undefined;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.#redis.hset(this.#key, name, Buffer.from(bytes));
  }

  async stateOf(name: string): Promise<string | undefined> {
    const bytes = await this.read(name);
    return bytes && Buffer.from(bytes).toString("base64");
  }

  async replace(name: string, bytes: Uint8Array, state: string | undefined): Promise<boolean> {
    const [isThere, before] = state === undefined ? [0, ""] : [1, Buffer.from(state, "base64")];
    return (await this.#redis.eval(replace, 1, this.#key, name, Buffer.from(bytes), isThere, before)) === 1;
  }

  async remove(name: string): Promise<void> {
    await this.#redis.hdel(this.#key, name);
  }

  async names(): Promise<string[]> {
    return this.#redis.hkeys(this.#key);
  }

  async close(): Promise<void> {
    // The caller owns the connection.
  }
}

const replace = `
local is = redis.call("HGET", KEYS[1], ARGV[1])
if ARGV[3] == "0" and is or ARGV[3] == "1" and is ~= ARGV[4] then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
return 1`;
