import { setTimeout as sleep } from "node:timers/promises";
import type { RedisClient } from "./connectRedis.js";

/**
 * With `appendfsync everysec`, Redis writes its append-only file to disk every second, and blocks writes that wait for
 * the disk for more than two.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
 */
const everySecondMs = 2_000;

/**
 * Waits until Redis has written to its disk what it has acknowledged, so that a power cut no longer takes it back.
 * Returns at once without an append-only file. With `appendfsync no`, the operating system writes when it likes, and
 * this promises nothing.
 *
 * @param stop aborts the wait
 */
export async function writtenToDisk(redis: RedisClient, stop: AbortSignal): Promise<void> {
  const isAppendOnly = /^aof_enabled:1/m.test(await redis.info("persistence"));
  if (isAppendOnly) await sleep(everySecondMs, undefined, { signal: stop }).catch(() => undefined);
}
