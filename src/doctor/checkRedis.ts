import { ConfigError } from "../shared/errors.js";
import { connectRedis, type RedisClient } from "../shared/redis/connectRedis.js";
import { clockSkewMs, maxSkewMs } from "../shared/redis/clock.js";
import { describeAddress } from "../shared/redis/redisAddress.js";
import { readRedisSettings, redisProblems } from "../shared/redis/redisSettings.js";
import type { Finding } from "./finding.js";

/** Checks that Redis is reachable, configured as BullMQ needs it, and on the same clock as this machine. */
export async function checkRedis(url: string | undefined): Promise<Finding[]> {
  const subject = "Redis";
  if (url === undefined)
    return [
      {
        subject,
        state: "note",
        found: "REDIS_URL is not set: ser run starts a private Redis; workers on several machines need a shared one",
      },
    ];
  let redis: RedisClient;
  try {
    redis = await connectRedis(url);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = "docker compose up -d redis, or sudo systemctl start redis-server; then set REDIS_URL to it";
    return [{ subject, state: "wrong", found: error.message, remedy }];
  }
  try {
    const settings = await readRedisSettings(redis);
    const problems = redisProblems(settings);
    const facts = `${settings.version} at ${describeAddress(url)}, ${settings.maxmemoryPolicy}`;
    return [
      ...problems.map(({ problem, remedy }): Finding => ({ subject, state: "wrong", found: problem, remedy })),
      ...(problems.length > 0 ? [] : [{ subject, state: "ok", found: facts } as const]),
      clockFinding(await clockSkewMs(redis)),
    ];
  } finally {
    redis.disconnect();
  }
}

/** @param skewMs this machine's clock minus that of Redis, in ms */
export function clockFinding(skewMs: number): Finding {
  const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
  if (Math.abs(skewMs) <= maxSkewMs) return { subject: "clock", state: "ok", found: `${seconds} s from Redis` };
  return {
    subject: "clock",
    state: "wrong",
    found: `this machine is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} Redis: job delays and locks depend on both clocks`,
    remedy: "sudo timedatectl set-ntp true, here and where Redis runs",
  };
}
