import { setTimeout as sleep } from "node:timers/promises";
import { TransientError } from "../shared/errors.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";

const lookEveryMs = 1_000;

/** A disk that is full only for a moment should not end a run. */
const maxRejectedWrites = 3;

export interface WatchedRedis {
  readonly redis: RedisClient;
  readonly prefix: string;
  /** the directory of a private server, whose disk may be full */
  readonly dir: string | undefined;
  /** settles when a private server has ended */
  readonly ended: Promise<unknown> | undefined;
}

/**
 * Rejects when a run cannot continue: its private Redis has exited, or Redis rejects every write because its disk is
 * full. Without this, its workers would retry forever.
 *
 * @param over abort it to stop watching
 * @throws TransientError with what happened and what to do
 */
export async function redisFailure(watched: WatchedRedis, over: AbortSignal): Promise<never> {
  return Promise.race([serverEnd(watched), rejectedWrites(watched, over)]);
}

async function serverEnd({ ended, dir }: WatchedRedis): Promise<never> {
  if (ended === undefined) return pending();
  await ended;
  throw new TransientError(
    `the run's private Redis has exited (its log: ${dir ?? ""}/redis.log). Finished work is saved: run the same command to resume`,
  );
}

async function rejectedWrites({ redis, prefix, dir }: WatchedRedis, over: AbortSignal): Promise<never> {
  for (let rejected = 0; !over.aborted;) {
    rejected = (await rejectsWrites(redis, prefix)) ? rejected + 1 : 0;
    if (rejected === maxRejectedWrites)
      throw new TransientError(
        `Redis cannot write to its disk${dir === undefined ? "" : `, that of ${dir}`}: is it full? Free some space, then run the same command to resume`,
      );
    await sleep(lookEveryMs, undefined, { signal: over, ref: false }).catch(() => undefined);
  }
  return pending();
}

/** MISCONF is Redis's error code for writes while it cannot save them to disk. */
async function rejectsWrites(redis: RedisClient, prefix: string): Promise<boolean> {
  try {
    await redis.set(`${prefix}:writable`, "", "EX", 60);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith("MISCONF");
  }
}

async function pending(): Promise<never> {
  return new Promise<never>(() => undefined);
}
