import { hostname } from "node:os";
import { z } from "zod";
import { packageVersion } from "../shared/packageVersion.js";
import { redisNow } from "../shared/redis/clock.js";
import { ownVersions } from "./makes.js";
import type { QueueAddress } from "./queues/queueAddress.js";

/** The running workers, as they report themselves. */
export const workerSchema = z.object({
  /** host, process and kind: a process may have several kinds */
  id: z.string(),
  kind: z.enum(["extract", "train", "predict"]),
  host: z.string(),
  pid: z.int(),
  threads: z.int(),
  /** files (extract, predict) or fits (train) per second since the previous heartbeat */
  perSec: z.number(),
  /** ms since 1970, by Redis' clock */
  seenAt: z.number(),
  /** version of the package */
  version: z.string().optional(),
  /** the versions of blocks, rows and fits that it supports, see makes.ts; none for older workers */
  makes: z.array(z.string()).optional(),
  /** runs whose jobs it leaves to others, because it lacks their embedding model */
  lacksEmbeddingOf: z.array(z.string()).optional(),
});
export type WorkerInfo = z.infer<typeof workerSchema>;
export type WorkerKind = WorkerInfo["kind"];

/** Interval of heartbeats. */
const heartbeatMs = 2_000;

/** A worker reports only the latest runs whose embedding model it lacks: earlier ones are usually over. */
const maxLackedRuns = 20;

/** A worker without a heartbeat for this long is considered gone. */
const goneAfterMs = 30_000;

/** The workers that are alive: one hash in Redis, with one field per worker. */
export class WorkerRegistry {
  readonly #address: QueueAddress;
  readonly #key: string;

  constructor(address: QueueAddress) {
    this.#address = address;
    this.#key = `${address.prefix}:workers`;
  }

  async note(worker: WorkerInfo): Promise<void> {
    await this.#address.redis.hset(this.#key, worker.id, JSON.stringify(worker));
  }

  async forget(id: string): Promise<void> {
    await this.#address.redis.hdel(this.#key, id);
  }

  /**
   * All workers in the order of their ids; removes those without a heartbeat.
   *
   * @param at ms since 1970. @defaultValue now, by Redis' clock
   */
  async alive(at?: number): Promise<WorkerInfo[]> {
    const now = at ?? (await redisNow(this.#address.redis));
    const fields = Object.values(await this.#address.redis.hgetall(this.#key));
    const workers = fields.map((json) => workerSchema.parse(JSON.parse(json)));
    const gone = workers.filter(({ seenAt }) => now - seenAt > goneAfterMs);
    if (gone.length > 0) await this.#address.redis.hdel(this.#key, ...gone.map(({ id }) => id));
    return workers.filter((worker) => !gone.includes(worker)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

export interface Heartbeat {
  /** Counts finished work. */
  add(count: number): void;
  /** Notes that the worker lacks a run's embedding model. */
  lacksEmbedding(run: string): void;
  stop(): Promise<void>;
}

/** Reports every two seconds that a worker is alive and how fast it is, until it is stopped. */
export function startHeartbeat(address: QueueAddress, kind: WorkerKind, threads: number): Heartbeat {
  const registry = new WorkerRegistry(address);
  const host = hostname();
  const id = `${host}-${process.pid}-${kind}`;
  let done = 0;
  let since = performance.now();
  const lacksEmbeddingOf = new Set<string>();
  const say = async (): Promise<void> => {
    const elapsedSec = (performance.now() - since) / 1_000;
    const perSec = elapsedSec > 0 ? done / elapsedSec : 0;
    done = 0;
    since = performance.now();
    const seenAt = await redisNow(address.redis);
    await registry.note({
      id,
      kind,
      host,
      pid: process.pid,
      threads,
      perSec,
      seenAt,
      version: packageVersion(),
      makes: [...ownVersions],
      ...(lacksEmbeddingOf.size === 0 ? {} : { lacksEmbeddingOf: [...lacksEmbeddingOf] }),
    });
  };
  // A lost heartbeat does not matter, because the next one follows; the work itself reports problems with Redis.
  const beat = (): void => void say().catch(() => undefined);
  beat();
  const timer = setInterval(beat, heartbeatMs);
  timer.unref();
  return {
    add(count) {
      done += count;
    },
    lacksEmbedding(run) {
      lacksEmbeddingOf.delete(run);
      lacksEmbeddingOf.add(run);
      if (lacksEmbeddingOf.size > maxLackedRuns) lacksEmbeddingOf.delete([...lacksEmbeddingOf][0]!);
    },
    async stop() {
      clearInterval(timer);
      await registry.forget(id).catch(() => undefined);
    },
  };
}
