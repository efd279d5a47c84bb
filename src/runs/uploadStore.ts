import { randomUUID } from "node:crypto";
import { InputError } from "../shared/errors.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";

/** Recordings that come as bytes (a local file, stdin, an upload) wait here for their prediction, not in its payload. */
export interface UploadStore {
  /** @returns the name to ask for them by */
  put(bytes: Uint8Array): Promise<string>;
  /** @throws InputError "missing-object" if they have been cleared away */
  get(id: string): Promise<Uint8Array>;
  /** They have been used: kept only as long as another worker might have to start again. */
  used(id: string): Promise<void>;
  /** They will not be asked for: no prediction was enqueued. */
  remove(id: string): Promise<void>;
}

/** Long enough to wait in a queue of predictions, short enough that abandoned uploads disappear. */
const keptSec = 15 * 60;

/** A worker that dies after its answer was computed, and before it was told, is noticed well within this. */
const keptAfterUseSec = 60;

export class RedisUploadStore implements UploadStore {
  readonly #redis: RedisClient;
  readonly #prefix: string;

  constructor(redis: RedisClient, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const id = randomUUID();
    await this.#redis.set(this.#key(id), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), "EX", keptSec);
    return id;
  }

  async get(id: string): Promise<Uint8Array> {
    const bytes = await this.#redis.getBuffer(this.#key(id));
    if (bytes === null)
      throw new InputError("missing-object", `the upload expired after waiting for ${keptSec / 60} minutes`);
    return bytes;
  }

  async used(id: string): Promise<void> {
    await this.#redis.expire(this.#key(id), keptAfterUseSec);
  }

  async remove(id: string): Promise<void> {
    await this.#redis.unlink(this.#key(id));
  }

  #key(id: string): string {
    return `${this.#prefix}:upload:${id}`;
  }
}
