import { Redis } from "ioredis";
import { ConfigError } from "./errors.js";

/** A connection to Redis. This file alone makes them; the stores and queues share one a process. */
export type RedisClient = Redis;

const connectTimeoutMs = 5_000;

/**
 * Connects, once and at start-up, so that an address where nothing answers is one clear line and not a retry loop.
 * After that the connection repairs itself for as long as the program lives.
 *
 * @param url redis://[user:password@]host:port[/db], rediss:// for TLS
 * @throws ConfigError if the address is none, or nothing answers there within 5 s
 */
export async function connectRedis(url: string): Promise<RedisClient> {
  const address = describeAddress(url);
  let connectedOnce = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null, // BullMQ requires it: its blocking commands outlast any retry limit
    connectTimeout: connectTimeoutMs,
    retryStrategy: (times) => (connectedOnce ? Math.min(times * 100, 2_000) : null),
  });
  let firstFault: Error | undefined;
  const keepFirst = (error: Error): void => void (firstFault ??= error);
  redis.on("error", keepFirst);
  try {
    await redis.connect();
    await redis.ping();
    connectedOnce = true;
  } catch (error) {
    redis.disconnect();
    const cause = firstFault ?? (error as Error);
    throw new ConfigError(
      [`Redis at ${address} does not answer: ${cause.message}. Start one there or set REDIS_URL.`],
      {
        cause,
      },
    );
  }
  return redis;
}

/** The address without the password: fit for a message. */
export function describeAddress(url: string): string {
  try {
    const { protocol, hostname, port, pathname } = new URL(url);
    return `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${pathname === "/" ? "" : pathname}`;
  } catch {
    throw new ConfigError([`REDIS_URL: expected redis://host:port, received ${JSON.stringify(url)}`]);
  }
}
