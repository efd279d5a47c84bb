import type { RedisClient } from "../../shared/redis/connectRedis.js";

/** Limits on the uploads waiting for predictions. A single upload is always accepted, however large. */
export interface UploadLimits {
  readonly bytes: number;
  readonly bytesPerClient: number;
  readonly uploads: number;
}

export const usualUploadLimits: UploadLimits = { bytes: 1_000_000_000, bytesPerClient: 250_000_000, uploads: 5_000 };

/** A limit is reached: nothing was stored. */
export class UploadsFullError extends Error {
  override readonly name = "UploadsFullError";
}

/**
 * Counts the bytes waiting for predictions, in total and by client, over all dashboards on one Redis. Bytes that are
 * not released stop counting when they expire.
 */
export class UploadQuota {
  readonly #redis: RedisClient;
  readonly #keys: readonly [expiries: string, sizes: string, sums: string];
  readonly #limits: UploadLimits;
  readonly #keptSec: number;

  constructor(redis: RedisClient, prefix: string, limits: UploadLimits, keptSec: number) {
    this.#redis = redis;
    this.#keys = [`${prefix}:uploads:expiries`, `${prefix}:uploads:sizes`, `${prefix}:uploads:sums`];
    this.#limits = limits;
    this.#keptSec = keptSec;
  }

  /**
   * @param client undefined: counted, but never rejected
   * @throws UploadsFullError if more than the limits would be waiting
   */
  async reserve(id: string, bytes: number, client: string | undefined): Promise<void> {
    const { bytes: max, bytesPerClient, uploads } = this.#limits;
    const limits = client === undefined ? [] : [max, bytesPerClient, uploads];
    const args = [id, bytes, client ?? "-", this.#keptSec, ...limits];
    const full = await this.#redis.eval(forget + reserve, this.#keys.length, ...this.#keys, ...args);
    if (full === "client")
      throw new UploadsFullError(`your uploads that wait for a prediction exceed ${bytesPerClient} bytes`);
    if (full === "all") throw new UploadsFullError("too many uploads are waiting for predictions");
  }

  async release(id: string): Promise<void> {
    await this.#redis.eval(`${forget} forget(ARGV[1])`, this.#keys.length, ...this.#keys, id);
  }
}

const forget = `
local function forget(id)
  local bytes, client = string.match(redis.call("HGET", KEYS[2], id) or "", "^(%d+) (.*)$")
  if not bytes then return end
  redis.call("HINCRBY", KEYS[3], "all", -bytes)
  if redis.call("HINCRBY", KEYS[3], "of " .. client, -bytes) <= 0 then redis.call("HDEL", KEYS[3], "of " .. client) end
  redis.call("HDEL", KEYS[2], id)
  redis.call("ZREM", KEYS[1], id)
end
`;

const reserve = `
local id, bytes, client, keptSec = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local maxBytes, maxPerClient, maxUploads = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local now = tonumber(redis.call("TIME")[1])
for _, expired in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", now)) do forget(expired) end
local function exceeds(field, most)
  local waiting = tonumber(redis.call("HGET", KEYS[3], field) or 0)
  return most ~= nil and waiting > 0 and waiting + bytes > most
end
if exceeds("of " .. client, maxPerClient) then return "client" end
if exceeds("all", maxBytes) or (maxUploads ~= nil and redis.call("ZCARD", KEYS[1]) >= maxUploads) then return "all" end
redis.call("ZADD", KEYS[1], now + keptSec, id)
redis.call("HSET", KEYS[2], id, bytes .. " " .. client)
redis.call("HINCRBY", KEYS[3], "all", bytes)
redis.call("HINCRBY", KEYS[3], "of " .. client, bytes)
`;
