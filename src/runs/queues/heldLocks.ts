import type { RedisClient } from "../../shared/redis/connectRedis.js";
import type { JobLock } from "../jobLock.js";

/** How soon a worker notices that its job was cancelled or taken over by another worker. */
const lookEveryMs = 1_000;

export interface HeldLock {
  /** aborted when the lock is lost, or `release` asks for it */
  readonly signal: AbortSignal;
  readonly isLost: () => boolean;
  /** Stops watching. */
  end(): void;
}

/**
 * Watches the locks of the jobs that a worker is processing, so that it stops work whose outcome can no longer be
 * stored: the run was cancelled, or the worker was disconnected for so long that another one has taken the job.
 */
export class HeldLocks {
  readonly #redis: RedisClient;
  readonly #held = new Map<JobLock, { readonly controller: AbortController; isLost: boolean }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** @param release also aborts the work, although the lock is still held */
  hold(lock: JobLock, release: AbortSignal): HeldLock {
    const controller = new AbortController();
    const entry = { controller, isLost: false };
    this.#held.set(lock, entry);
    const abort = (): void => controller.abort();
    release.addEventListener("abort", abort);
    this.#timer ??= setInterval(() => void this.#look().catch(() => undefined), lookEveryMs).unref();
    return {
      signal: controller.signal,
      isLost: () => entry.isLost,
      end: () => {
        release.removeEventListener("abort", abort);
        this.#held.delete(lock);
        if (this.#held.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  /** If Redis does not respond, the next check decides. */
  async #look(): Promise<void> {
    const held = [...this.#held];
    const tokens = await this.#redis.mget(held.map(([{ key }]) => key));
    held.forEach(([{ token }, entry], i) => {
      if (tokens[i] === token) return;
      entry.isLost = true;
      entry.controller.abort();
    });
  }
}
