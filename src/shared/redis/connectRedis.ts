import { setTimeout as sleep } from "node:timers/promises";
import { Cluster, Redis } from "ioredis";
import { ConfigError } from "../errors.js";
import { describeAddress, parseRedisAddress, type RedisAddress } from "./redisAddress.js";
import { tooOld } from "./redisVersion.js";

/** A connection to Redis. Only this file creates them; the stores and queues of a process share one. */
export type RedisClient = Redis | Cluster;

const connectTimeoutMs = 5_000;
/** Sentinels need seconds to appoint another master; until then, they name the one that is lost. */
const failoverMs = 30_000;
const betweenAttemptsMs = 500;

/**
 * Connects once at start-up, so that a wrong address gives one clear message instead of a retry loop. After that, the
 * connection recovers by itself as long as the program runs, and follows failovers.
 *
 * @param url one server, the master that Sentinels name, or a cluster: see RedisAddress
 * @throws ConfigError if the address is invalid, Redis does not respond within 5 s, or the master that Sentinels name
 *   does not within 30 s
 */
export async function connectRedis(url: string): Promise<RedisClient> {
  const address = parseRedisAddress(url);
  const started = performance.now();
  for (;;) {
    try {
      return await connectOnce(url, address);
    } catch (error) {
      const mayFailOver = address.kind === "sentinel" && isLostServer((error as Error).cause);
      if (!mayFailOver || performance.now() - started > failoverMs) throw error;
      await sleep(betweenAttemptsMs);
    }
  }
}

async function connectOnce(url: string, address: RedisAddress): Promise<RedisClient> {
  let connectedOnce = false;
  const redis = open(address, (times) => (connectedOnce ? Math.min(times * 100, 2_000) : null));
  let firstFault: Error | undefined;
  const keepFirst = (error: Error): void => void (firstFault ??= innermost(error));
  redis.on("error", keepFirst);
  if (redis instanceof Cluster) redis.on("node error", keepFirst);
  let isNodeOfCluster: boolean;
  try {
    await redis.connect();
    await redis.ping();
    const info = await redis.info();
    isNodeOfCluster = address.kind === "server" && /^cluster_enabled:1/m.test(info);
    requireSupportedServer(info);
    await requireDatabase(redis);
    connectedOnce = true;
  } catch (error) {
    redis.disconnect();
    if (error instanceof ConfigError) throw error;
    const cause = firstFault ?? (error as Error);
    const { found, remedy } = explain(cause);
    throw new ConfigError([`Redis at ${describeAddress(url)} ${found}. ${remedy}`], { cause });
  }
  if (isNodeOfCluster) {
    redis.disconnect();
    const known = describeAddress(url);
    throw new ConfigError([
      `Redis at ${known} is a node of a cluster: set REDIS_URL=${known.replace("://", "+cluster://")}`,
    ]);
  }
  return redis;
}

/** BullMQ's scripts fail on a server that is too old: workers would report the same error forever. */
function requireSupportedServer(info: string): void {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? "unknown";
  const old = tooOld(version);
  if (old !== undefined) throw new ConfigError([`${old.problem}. Remedy: ${old.remedy}`]);
}

/** ioredis continues in database 0 if the requested one does not exist. */
async function requireDatabase(redis: RedisClient): Promise<void> {
  const db = redis instanceof Cluster ? 0 : (redis.options.db ?? 0);
  if (db === 0 || redis instanceof Cluster) return;
  try {
    await redis.select(db);
  } catch (error) {
    throw new ConfigError([`REDIS_URL: this Redis has no database ${db}: ${(error as Error).message}`], {
      cause: error,
    });
  }
}

/**
 * BullMQ's scripts and ours work on several keys at once, which a cluster allows only if all are in one slot.
 *
 * @throws ConfigError, after closing the connection, if keys with this prefix would be in many slots
 */
export function requireOneSlot(redis: RedisClient, prefix: string): void {
  if (!(redis instanceof Cluster) || /\{[^}]+\}/.test(prefix)) return;
  redis.disconnect();
  throw new ConfigError([`SER_PREFIX: expected a part in braces in a Redis Cluster, as {${prefix}}`]);
}

type RetryStrategy = (times: number) => number | null;

function open(address: RedisAddress, retry: RetryStrategy): RedisClient {
  const common = {
    maxRetriesPerRequest: null, // BullMQ requires it: its blocking commands outlast any retry limit
    connectTimeout: connectTimeoutMs,
    // A master that has become a replica reports it: find the new master, and repeat the command there.
    reconnectOnError: (error: Error) => (error.message.includes("READONLY") ? 2 : false),
  } as const;
  if (address.kind === "server") return new Redis(address.url, { ...common, lazyConnect: true, retryStrategy: retry });

  const login = {
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
  };
  const tls = address.tls ? { tls: {} } : {};
  if (address.kind === "cluster")
    return new Cluster([...address.hosts], {
      lazyConnect: true,
      clusterRetryStrategy: retry,
      redisOptions: { ...common, ...login, ...tls },
      // A certificate is for a node's host name, not for the IP address that it resolves to.
      ...(address.tls ? { dnsLookup: (host, done) => done(null, host) } : {}),
    });
  return new Redis({
    ...common,
    ...login,
    ...tls,
    lazyConnect: true,
    retryStrategy: retry,
    sentinels: [...address.hosts],
    sentinelRetryStrategy: retry,
    name: address.name,
    db: address.db,
    ...(address.sentinelPassword === undefined ? {} : { sentinelPassword: address.sentinelPassword }),
    ...(address.tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
  });
}

const lostServer = new Set(["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "EPIPE", "ETIMEDOUT"]);

/** Whether a server could not be reached, or was lost. Sentinels that cannot be reached give an error without a code. */
function isLostServer(cause: unknown): boolean {
  const { code } = (cause ?? {}) as { readonly code?: string };
  return code !== undefined && lostServer.has(code);
}

/** For an error about several nodes, that of the last one. */
function innermost(error: Error): Error {
  const { lastNodeError } = error as { lastNodeError?: Error };
  return lastNodeError ?? error;
}

/** OpenSSL's error codes for a certificate that Node does not trust. */
const untrusted = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

function explain(cause: Error): { found: string; remedy: string } {
  const { code } = cause as { code?: string };
  if (code !== undefined && untrusted.has(code))
    return {
      found: `has a certificate that is not trusted: ${cause.message} (${code})`,
      remedy: "Start with NODE_EXTRA_CA_CERTS=FILE, the certificate of the authority that signed it.",
    };
  if (/^(WRONGPASS|NOAUTH|NOPERM)|invalid username-password/.test(cause.message))
    return {
      found: `refuses the login: ${cause.message}`,
      remedy: "Set REDIS_URL=redis://USER:PASSWORD@host:port; without a user, redis://:PASSWORD@host:port.",
    };
  return { found: `does not respond: ${cause.message}`, remedy: "Start one there or set REDIS_URL." };
}
