import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import { z } from "zod";
import type { Labels } from "../../corpus/labels.js";
import { labelsSchema } from "../../corpus/labelsSchema.js";
import type { RedisClient } from "../../shared/redis/connectRedis.js";

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

const storedSchema = z.array(z.tuple([z.string(), labelsSchema.nullable()]));

/** Words repeat, so compressed labels take about ten bytes per file. */
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/**
 * A run's labels from a labels file, stored separately from the rows with one field per shard: rows contain no labels.
 */
export class RunLabels {
  readonly #redis: RedisClient;
  readonly #key: string;

  constructor(redis: RedisClient, prefix: string, run: string) {
    this.#redis = redis;
    this.#key = `${prefix}:labels:${run}`;
  }

  async save(shard: string, labels: ReadonlyMap<string, Labels | null>): Promise<void> {
    const bytes = await compress(JSON.stringify([...labels]), quick);
    await this.#redis.hset(this.#key, shard, bytes);
  }

  /** The labels of a shard's keys; empty if none were saved. */
  async of(shard: string): Promise<ReadonlyMap<string, Labels | null>> {
    const bytes = await this.#redis.hgetBuffer(this.#key, shard);
    if (bytes === null) return new Map();
    return new Map(storedSchema.parse(JSON.parse((await decompress(bytes)).toString())));
  }
}
