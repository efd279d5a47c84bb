import type { RedisClient } from "../shared/redis/connectRedis.js";

/** Files that a run completed or rejected in a time slot. */
export interface ThroughputSlot {
  /** ms since 1970 */
  readonly at: number;
  readonly lengthMs: number;
  readonly files: number;
}

/** Length of the first slots. A job completes dozens of files at once, so charts should smooth them. */
const shortestMs = 1_000;

/** Slots of one length before the length doubles: about as many as a chart has pixels. */
const slotsALength = 512;

/**
 * The slot of a point in time: slots grow with the run, so that a week has about 3,000 of them and the first minutes
 * are still resolved to the second.
 *
 *     0 s          512 s             1,024 s                 2,048 s
 *     |1|1|1| …     |2  |2  | …       |4      |4      | …     |8 …
 */
export function slotOf(elapsedMs: number): { readonly startMs: number; readonly lengthMs: number } {
  const elapsed = Math.max(0, elapsedMs);
  let lengthMs = shortestMs;
  while (elapsed >= lengthMs * slotsALength) lengthMs *= 2;
  return { startMs: elapsed - (elapsed % lengthMs), lengthMs };
}

/** Throughput of a run's extraction since its first file: one hash in Redis that workers increment. */
export class ThroughputHistory {
  readonly #redis: RedisClient;
  readonly #key: string;
  /** the first worker's start time in ms since 1970, once read */
  #beganAt: number | undefined;

  constructor(redis: RedisClient, prefix: string, run: string) {
    this.#redis = redis;
    this.#key = `${prefix}:speed:${run}`;
  }

  /** Adds files. The first worker of a run sets its start time for all. */
  async add(files: number, now: number): Promise<void> {
    this.#beganAt ??= await this.#began(now);
    if (this.#beganAt === undefined) return;
    const slot = String(slotOf(now - this.#beganAt).startMs);
    const isNew = (await this.#redis.hincrby(this.#key, slot, files)) === files;
    // The run may have been removed, and this write may have recreated its hash: without a start time it would be unreadable.
    if (isNew) await this.#redis.hsetnx(this.#key, beganAtField, String(this.#beganAt));
  }

  /** Slots that have files, in chronological order. */
  async slots(): Promise<ThroughputSlot[]> {
    const { [beganAtField]: beganAt, ...counts } = await this.#redis.hgetall(this.#key);
    if (beganAt === undefined) return [];
    return Object.entries(counts)
      .map(([startMs, files]) => {
        const { lengthMs } = slotOf(Number(startMs));
        return { at: Number(beganAt) + Number(startMs), lengthMs, files: Number(files) };
      })
      .sort((a, b) => a.at - b.at);
  }

  /** @returns undefined if the run is being removed */
  async #began(now: number): Promise<number | undefined> {
    await this.#redis.hsetnx(this.#key, beganAtField, String(now));
    const beganAt = await this.#redis.hget(this.#key, beganAtField);
    return beganAt === null ? undefined : Number(beganAt);
  }
}

const beganAtField = "beganAt";
