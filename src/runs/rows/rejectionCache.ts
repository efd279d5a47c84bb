import { z } from "zod";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import type { ListedFile } from "./featureStore.js";
import type { Rejection } from "../rejection.js";

/** Codes that say something of a file's bytes: another try at the same bytes would end in the same. */
const lastingCodes: ReadonlySet<string> = new Set([
  "unsupported-audio",
  "corrupt-audio",
  "truncated-audio",
  "no-sound",
  "too-short",
]);

const refusalSchema = z.object({ etag: z.string(), code: z.string(), message: z.string() });

/** Why a file was refused before, with the same bytes. */
export type CachedRejection = z.infer<typeof refusalSchema>;

/**
 * The files that runs of one source and feature set refused for what is in them, with their ETags: they have no row that
 * would say so, and are not to be fetched by every later run either. In Redis, a few hundred bytes a bad file; where it is
 * lost, they are fetched once more. `ser retry` and --recompute do not ask it.
 */
export class RejectionCache {
  readonly #redis: RedisClient;
  readonly #key: string;

  constructor(redis: RedisClient, prefix: string, lineage: string) {
    this.#redis = redis;
    this.#key = `${prefix}:refused:${lineage}`;
  }

  /** Keeps what lasts; other rejections are left aside. */
  async note(rejections: readonly Rejection[]): Promise<void> {
    const lasting = rejections.flatMap(({ key, etag, code, message }) =>
      etag !== undefined && lastingCodes.has(code) ? [[key, JSON.stringify({ etag, code, message })] as const] : [],
    );
    if (lasting.length > 0) await this.#redis.hset(this.#key, new Map(lasting));
  }

  /** @returns for each file why it was refused before, if it was and has not changed since */
  async find(files: readonly ListedFile[]): Promise<(CachedRejection | undefined)[]> {
    if (files.length === 0 || (await this.#redis.exists(this.#key)) === 0) return files.map(() => undefined);
    const found = await this.#redis.hmget(this.#key, ...files.map(({ key }) => key));
    return found.map((json, i) => {
      const refusal = json === null ? undefined : refusalSchema.parse(JSON.parse(json));
      return refusal?.etag === files[i]!.etag ? refusal : undefined;
    });
  }
}
