import { z } from "zod";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import type { ListedFile } from "./fileBatch.js";
import type { Rejection } from "../rejection.js";

/** Codes that depend on a file's bytes alone: another attempt at the same bytes would fail in the same way. */
const lastingCodes: ReadonlySet<string> = new Set([
  "unsupported-audio",
  "corrupt-audio",
  "truncated-audio",
  "no-sound",
  "too-short",
]);

const storedRejectionSchema = z.object({
  etag: z.string(),
  code: z.string(),
  message: z.string(),
  /** seen once, in unverified bytes: it counts when it is seen again */
  isDoubtful: z.boolean().optional(),
});
type StoredRejection = z.infer<typeof storedRejectionSchema>;

/** A rejection, and whether the rejected bytes were verified: see ObjectContent. */
export type RejectedContent = Rejection & { readonly isUnverified?: boolean };

function isLasting(rejection: RejectedContent): rejection is RejectedContent & { readonly etag: string } {
  return rejection.etag !== undefined && lastingCodes.has(rejection.code);
}

/** Why a file with the same bytes was rejected before. */
export type CachedRejection = Omit<StoredRejection, "isDoubtful">;

/**
 * Files that runs of one source and feature set rejected because of their content, with their ETags, so that later runs
 * need not fetch them again. It takes a few hundred bytes of Redis per bad file; if it is lost, the files are fetched
 * once more. `ser retry` and --recompute ignore it.
 */
export class RejectionCache {
  readonly #redis: RedisClient;
  readonly #key: string;

  constructor(redis: RedisClient, prefix: string, lineage: string) {
    this.#redis = redis;
    this.#key = `${prefix}:refused:${lineage}`;
  }

  /**
   * Keeps permanent rejections and ignores others. A rejection of unverified bytes only counts from the second time on:
   * a body that was truncated or corrupted once in transit must not cause a good object to be rejected later.
   */
  async note(rejections: readonly RejectedContent[]): Promise<void> {
    const lasting = rejections.filter(isLasting);
    if (lasting.length === 0) return;
    const before = await this.#get(lasting.map(({ key }) => key));
    const noted = lasting.map(({ key, etag, code, message, isUnverified = false }, i) => {
      const isSeenAgain = before[i]?.etag === etag && before[i].code === code && before[i].message === message;
      const rejection: StoredRejection = {
        etag,
        code,
        message,
        ...(isUnverified && !isSeenAgain ? { isDoubtful: true } : {}),
      };
      return [key, JSON.stringify(rejection)] as const;
    });
    await this.#redis.hset(this.#key, new Map(noted));
  }

  /** @returns for each file why it was rejected before, if it was and has not changed since */
  async find(files: readonly ListedFile[]): Promise<(CachedRejection | undefined)[]> {
    if (files.length === 0 || (await this.#redis.exists(this.#key)) === 0) return files.map(() => undefined);
    const found = await this.#get(files.map(({ key }) => key));
    return found.map((rejection, i) =>
      rejection?.etag === files[i]!.etag && rejection.isDoubtful !== true ? rejection : undefined,
    );
  }

  async #get(keys: readonly string[]): Promise<(StoredRejection | undefined)[]> {
    const found = await this.#redis.hmget(this.#key, ...keys);
    return found.map((json) => (json === null ? undefined : storedRejectionSchema.parse(JSON.parse(json))));
  }
}
