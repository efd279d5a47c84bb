import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { InputError } from "../../shared/errors.js";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import { SpoolDirectory } from "./spoolDirectory.js";
import { UploadQuota, usualUploadLimits, type UploadLimits } from "./uploadQuota.js";

export { UploadsFullError } from "./uploadQuota.js";

/** A reference to an upload in a job's payload. */
export interface UploadRef {
  readonly id: string;
  /** the spool directory that contains it; undefined: it is in Redis */
  readonly dir?: string | undefined;
}

export interface UploadSettings {
  /** a directory that the workers share. @defaultValue Redis */
  readonly dir?: string | undefined;
  readonly limits?: UploadLimits | undefined;
}

/** Long enough to wait in a queue of predictions, short enough that abandoned uploads disappear. */
const keptSec = 15 * 60;

const sweepEveryMs = 60_000;

/**
 * Recordings sent as bytes (a local file, stdin, an upload) wait here for their prediction instead of in its payload:
 * in a spool directory if dashboard and workers share one, so that no append-only file keeps people's voices; otherwise
 * in Redis. They are removed when the prediction is done, and after 15 minutes in any case.
 */
export class UploadStore {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #dir: string | undefined;
  readonly #quota: UploadQuota;
  readonly #sweeping: NodeJS.Timeout | undefined;

  constructor(redis: RedisClient, prefix: string, { dir, limits = usualUploadLimits }: UploadSettings = {}) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#dir = dir === undefined ? undefined : resolve(dir);
    this.#quota = new UploadQuota(redis, prefix, limits, keptSec);
    if (this.#dir === undefined) return;
    const spool = new SpoolDirectory(this.#dir);
    const sweep = (): void => void spool.removeOlderThan(keptSec * 1_000).catch(() => undefined);
    sweep();
    this.#sweeping = setInterval(sweep, sweepEveryMs).unref();
  }

  /**
   * @param client the client whose uploads are limited; undefined for commands on this machine
   * @throws UploadsFullError if too much is waiting
   */
  async put(bytes: Uint8Array, client?: string): Promise<UploadRef> {
    const id = randomUUID();
    await this.#quota.reserve(id, bytes.length, client);
    const ref = { id, ...(this.#dir === undefined ? {} : { dir: this.#dir }) };
    try {
      if (this.#dir !== undefined) await new SpoolDirectory(this.#dir).write(id, bytes);
      else await this.#redis.set(this.#key(id), viewOf(bytes), "EX", keptSec);
    } catch (error) {
      await this.remove(ref);
      throw error;
    }
    return ref;
  }

  /** @throws InputError "missing-object" if they have been removed */
  async get({ id, dir }: UploadRef): Promise<Uint8Array> {
    const bytes =
      dir === undefined ? await this.#redis.getBuffer(this.#key(id)) : await new SpoolDirectory(dir).read(id);
    if (bytes === null || bytes === undefined)
      throw new InputError("missing-object", `the upload expired after waiting for ${keptSec / 60} minutes`);
    return bytes;
  }

  /** Removes an upload whose prediction is done or was never enqueued. */
  async remove({ id, dir }: UploadRef): Promise<void> {
    try {
      if (dir === undefined) await this.#redis.unlink(this.#key(id));
      else await new SpoolDirectory(dir).remove(id);
    } finally {
      await this.#quota.release(id);
    }
  }

  /** Stops the removal of expired uploads. */
  close(): void {
    clearInterval(this.#sweeping);
  }

  #key(id: string): string {
    return `${this.#prefix}:upload:${id}`;
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
