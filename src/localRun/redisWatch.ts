import { setTimeout as sleep } from "node:timers/promises";
import { TransientError } from "../shared/errors.js";
import type { RedisClient } from "../shared/redis/connectRedis.js";

const lookEveryMs = 1_000;

/** A disk that is full for a moment only is not worth the end of a run. */
const refusalsInARow = 3;

export interface WatchedRedis {
  readonly redis: RedisClient;
  readonly prefix: string;
  /** the directory of a private server, whose disk is the one that may be full */
  readonly dir: string | undefined;
  /** settles when a private server has ended */
  readonly ended: Promise<unknown> | undefined;
}

/**
 * Rejects when a run cannot go on: its private Redis has ended, or Redis refuses every write because its disk is full. Without
 * this its workers would try again for ever.
 *
 * @param over aborted when nothing more is to be watched
 * @throws TransientError with what happened and what to do
 */
export async function redisFailure(watched: WatchedRedis, over: AbortSignal): Promise<never> {
  return Promise.race([serverEnd(watched), refusedWrites(watched, over)]);
}

async function serverEnd({ ended, dir }: WatchedRedis): Promise<never> {
  if (ended === undefined) return pending();
  await ended;
  throw new TransientError(
    `the run's private Redis has ended (its log: ${dir ?? ""}/redis.log). What is done is kept: run the same command to resume`,
  );
}

async function refusedWrites({ redis, prefix, dir }: WatchedRedis, over: AbortSignal): Promise<never> {
  for (let refusals = 0; !over.aborted;) {
    refusals = (await refusesWrites(redis, prefix)) ? refusals + 1 : 0;
    if (refusals === refusalsInARow)
      throw new TransientError(
        `Redis cannot write to its disk${dir === undefined ? "" : `, that of ${dir}`}: is it full? Make room there: run the same command to resume`,
      );
    await sleep(lookEveryMs, undefined, { signal: over, ref: false }).catch(() => undefined);
  }
  return pending();
}

/** MISCONF is the code of Redis's answer to writes while it cannot save them. */
async function refusesWrites(redis: RedisClient, prefix: string): Promise<boolean> {
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
