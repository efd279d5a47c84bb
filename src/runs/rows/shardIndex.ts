import type { RedisClient } from "../../shared/redis/connectRedis.js";
import { evalHeld, type JobLock } from "../jobLock.js";
import type { Rejection } from "../rejection.js";
import { digestOf } from "./shardName.js";

/** The outcomes of a shard's files so far. */
export interface ShardEntry {
  /** files that the listing planned for it */
  readonly files: number;
  readonly rows: number;
  readonly rejected: number;
  /** names the shard's file in the store that holds the rows; "" in Redis */
  readonly version: string;
}

/** A change of rows in Redis, made in the same step as the change of the index. */
export interface RedisRows {
  /** hash: shard -> packed rows */
  readonly rowsKey: string;
  /** sorted set of the shards' names */
  readonly namesKey: string;
  /** undefined: the shard has no rows and is removed */
  readonly packed: Buffer | undefined;
}

/** The outcomes of a job's files. */
export interface ShardOutcome {
  readonly shard: string;
  /** the files; earlier rejections of these no longer count */
  readonly keys: readonly string[];
  readonly rejections: readonly Rejection[];
  /** number of rows of the whole shard now, and their version */
  readonly rows: number;
  readonly version: string;
  readonly redisRows?: RedisRows;
}

/**
 * A run's shards in Redis, each with its planned number of files and their outcomes. The index decides which rows
 * count: those of a worker that finished too late are not in it. It is a hash with one field per shard, so counts stay
 * correct however often a shard is written; the totals are also kept, because progress is read every fifth of a second.
 * About 120 bytes per job.
 */
export class ShardIndex {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #run: string;

  constructor(redis: RedisClient, prefix: string, run: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#run = run;
  }

  /** Adds these shards, with their numbers of files, to the run; existing shards keep their data. */
  async plan(shards: readonly { readonly shard: string; readonly files: number }[]): Promise<void> {
    if (shards.length === 0) return;
    const pairs = shards.flatMap(({ shard, files }) => [digestOf(shard), `${files} 0 0 `]);
    await this.#redis.eval(planShards, 1, this.#shardsKey, ...pairs);
  }

  /**
   * Stores the outcomes of a job's files atomically: the rows or their location, the rejections, and the removal of
   * earlier rejections of these files.
   *
   * @returns the shard's previous version
   * @throws LockLostError, and nothing is stored, if the job is another worker's now
   */
  async commit(outcome: ShardOutcome, lock: JobLock | undefined): Promise<string> {
    const { shard, keys, rejections, rows, version, redisRows } = outcome;
    const change = redisRows === undefined ? "keep" : redisRows.packed === undefined ? "drop" : "put";
    const previous = await evalHeld(
      this.#redis,
      lock,
      commitOutcome,
      [
        this.#shardsKey,
        this.#sumKey,
        rejectedKey(this.#prefix, this.#run),
        ...(redisRows === undefined ? [] : [redisRows.rowsKey, redisRows.namesKey]),
      ],
      [
        digestOf(shard),
        shard,
        rows,
        version,
        change,
        redisRows?.packed ?? "",
        keys.length,
        ...keys,
        ...rejections.flatMap((rejection) => [rejection.key, JSON.stringify(rejection)]),
      ],
    );
    return String(previous);
  }

  /** The index entries of these shards, in order; undefined if the run has no such shard. */
  async entries(shards: readonly string[]): Promise<(ShardEntry | undefined)[]> {
    if (shards.length === 0) return [];
    const found = await this.#redis.hmget(this.#shardsKey, ...shards.map(digestOf));
    return found.map((entry) => (entry === null ? undefined : parseEntry(entry)));
  }

  /** Like all(), in parts: an index of ten million files has 300,000 entries. */
  async *pages(): AsyncIterable<readonly (readonly [digest: string, entry: ShardEntry])[]> {
    const atOnce = 1_000;
    let cursor = "0";
    do {
      const [next, fields] = await this.#redis.hscan(this.#shardsKey, cursor, "COUNT", atOnce);
      cursor = next;
      yield Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i]!, parseEntry(fields[2 * i + 1]!)]);
    } while (cursor !== "0");
  }

  /** All entries, by the digest of the shard (see shardName). */
  async all(): Promise<ReadonlyMap<string, ShardEntry>> {
    const fields = await this.#redis.hgetall(this.#shardsKey);
    return new Map(Object.entries(fields).map(([digest, entry]) => [digest, parseEntry(entry)]));
  }

  /** Number of rows in all shards. */
  async count(): Promise<number> {
    return Number((await this.#redis.get(this.#sumKey)) ?? 0);
  }

  async forget(): Promise<void> {
    await this.#redis.unlink(this.#shardsKey, this.#sumKey);
  }

  get #shardsKey(): string {
    return shardsKey(this.#prefix, this.#run);
  }

  get #sumKey(): string {
    return `${this.#prefix}:rowcount:${this.#run}`;
  }
}

/** Hash: key -> rejection. */
export function rejectedKey(prefix: string, run: string): string {
  return `${prefix}:rejected:${run}`;
}

/** Hash: digest of a shard -> its outcomes. */
export function shardsKey(prefix: string, run: string): string {
  return `${prefix}:shards:${run}`;
}

/** Whether each file of the shard has a row or a rejection. */
export function isSettled({ files, rows, rejected }: ShardEntry): boolean {
  return rows + rejected >= files;
}

function parseEntry(entry: string): ShardEntry {
  const [files, rows, rejected, version] = entry.split(" ") as [string, string, string, string];
  return { files: Number(files), rows: Number(rows), rejected: Number(rejected), version };
}

/** For scripts: reads and writes an entry of the index, "files rows rejected version". */
export const shardEntryLua = `
local function readEntry(key, digest)
  local entry = redis.call("HGET", key, digest) or "0 0 0 "
  local files, rows, rejected, version = string.match(entry, "^(%d+) (%d+) (%d+) (.*)$")
  return tonumber(files), tonumber(rows), tonumber(rejected), version
end
local function writeEntry(key, digest, files, rows, rejected, version)
  redis.call("HSET", key, digest, string.format("%d %d %d %s", files, rows, math.max(0, rejected), version))
end
`;

const planShards = `for i = 1, #ARGV, 2 do redis.call("HSETNX", KEYS[1], ARGV[i], ARGV[i + 1]) end`;

const commitOutcome = `${shardEntryLua}
local digest, shard, rows, version, change, packed = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7]
local lastKey = 8 + tonumber(ARGV[8])
local files, before, rejected, previous = readEntry(KEYS[2], digest)
if change == "put" then
  redis.call("HSET", KEYS[5], shard, packed)
  redis.call("ZADD", KEYS[6], 0, shard)
elseif change == "drop" then
  redis.call("HDEL", KEYS[5], shard)
  redis.call("ZREM", KEYS[6], shard)
end
for i = 9, lastKey do rejected = rejected - redis.call("HDEL", KEYS[4], ARGV[i]) end
for i = lastKey + 1, #ARGV, 2 do rejected = rejected + redis.call("HSET", KEYS[4], ARGV[i], ARGV[i + 1]) end
writeEntry(KEYS[2], digest, files, rows, rejected, version)
redis.call("INCRBY", KEYS[3], rows - before)
return previous`;
