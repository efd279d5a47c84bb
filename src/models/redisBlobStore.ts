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
