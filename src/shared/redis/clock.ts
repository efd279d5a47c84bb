import type { RedisClient } from "./connectRedis.js";

/** If clocks differ by more than this, delays, locks and rates go wrong. */
export const maxSkewMs = 2_000;

/**
 * The time by Redis's clock, in ms since 1970: the only clock used for a run, because the machines' clocks may be hours
 * apart.
 */
export async function redisNow(redis: RedisClient): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
}

/** This machine's clock minus that of Redis, in ms, compared at the middle of the request. */
export async function clockSkewMs(redis: RedisClient): Promise<number> {
  const asked = Date.now();
  const now = await redisNow(redis);
  return (asked + Date.now()) / 2 - now;
}

/** For instance "this machine's clock is 3600.0 s ahead of that of Redis". */
export function describeSkew(skewMs: number): string {
  const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
  return `this machine's clock is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} that of Redis`;
}
