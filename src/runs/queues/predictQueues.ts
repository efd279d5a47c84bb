import { QueueEvents, type Job, type Queue } from "bullmq";
import { randomUUID } from "node:crypto";
import { PromiseCache } from "../../shared/async/promiseCache.js";
import { retryPolicy, type PredictionQueueName, type PredictPayload } from "../jobs.js";
import type { EmotionOverTime } from "../../models/overTimeSchema.js";
import { predictResultSchema, type PredictOutcome } from "../../models/outcome.js";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import { JobChanges } from "./jobChanges.js";
import { openQueue } from "./openQueue.js";
import type { QueueAddress } from "./queueAddress.js";

/** The state of a prediction. */
export type PredictionState =
  | { readonly state: "waiting" | "computing" }
  /** one outcome per file: predictions and rejections */
  | {
      readonly state: "done";
      readonly outcomes: readonly PredictOutcome[];
      readonly overTime?: EmotionOverTime | undefined;
    }
  /** given up: every attempt failed with a transient error */
  | { readonly state: "failed"; readonly reason: string };

export type PredictionEnd = Exclude<PredictionState, { readonly state: "waiting" | "computing" }>;

/** How long, and for how many jobs, results can be fetched. Bulk clients read each result immediately. */
const kept = { predict: { age: 3_600, count: 10_000 }, score: { age: 3_600, count: 500 } };

/** A person is waiting: retries come sooner than for bulk work, and end sooner. */
const retries = {
  predict: { attempts: 3, backoff: { type: "exponential", delay: 200, jitter: 0.5 } },
  score: retryPolicy,
};

/** Polling interval for results whose event was lost, for instance with the connection. */
const lookAgainMs = 5_000;

/** Requests predictions and waits for their results, which the queues' events announce. */
export class PredictQueues {
  readonly #options: { connection: RedisClient; prefix: string };
  readonly #queues: Readonly<Record<PredictionQueueName, Queue>>;
  readonly #changes = new PromiseCache<JobChanges>();

  constructor(address: QueueAddress) {
    this.#options = { connection: address.redis, prefix: address.prefix };
    const { telemetry } = address;
    const options = { ...this.#options, ...(telemetry === undefined ? {} : { telemetry }) };
    this.#queues = { predict: openQueue("predict", options), score: openQueue("score", options) };
  }

  /** @returns the id of the prediction */
  async submit(queue: PredictionQueueName, payload: PredictPayload): Promise<string> {
    const options = {
      jobId: randomUUID(),
      removeOnComplete: kept[queue],
      removeOnFail: kept[queue],
      ...retries[queue],
    };
    const job = await this.#queues[queue].add(queue, payload, options);
    return job.id!;
  }

  /** @returns undefined if there is no such prediction, or it is no longer kept */
  async find(queue: PredictionQueueName, id: string): Promise<PredictionState | undefined> {
    const job = (await this.#queues[queue].getJob(id)) as Job<PredictPayload, unknown> | undefined;
    if (job === undefined) return undefined;
    if (job.finishedOn === undefined) return { state: job.processedOn === undefined ? "waiting" : "computing" };
    // A failed job has no return value; a done one has no reason.
    const result = predictResultSchema.safeParse(job.returnvalue);
    if (result.success) return { state: "done", ...result.data };
    return { state: "failed", reason: job.failedReason };
  }

  /**
   * Yields each state from now on, up to the final one; ends early when `stop` is aborted. Yields nothing for an
   * unknown id.
   */
  async *watch(queue: PredictionQueueName, id: string, stop: AbortSignal): AsyncGenerator<PredictionState> {
    const changes = await this.#changesOf(queue);
    const over = new AbortController();
    const end = AbortSignal.any([stop, over.signal]);
    try {
      for (let last: PredictionState["state"] | undefined; ;) {
        const changed = changes.next(id, lookAgainMs, end); // before looking, so that no change falls between
        const state = await this.find(queue, id);
        if (state === undefined) return;
        if (state.state !== last) yield state;
        last = state.state;
        if (state.state === "done" || state.state === "failed" || stop.aborted) return;
        await changed;
      }
    } finally {
      over.abort();
    }
  }

  /** @returns the final state; undefined if `stop` is aborted first, or there is no such prediction */
  async end(queue: PredictionQueueName, id: string, stop: AbortSignal): Promise<PredictionEnd | undefined> {
    for await (const state of this.watch(queue, id, stop))
      if (state.state === "done" || state.state === "failed") return state;
    return undefined;
  }

  /** Opens the event streams, so that the first prediction need not wait for them. */
  async listen(queue: PredictionQueueName): Promise<void> {
    await this.#changesOf(queue);
  }

  /** Workers that take predictions now. */
  async workers(queue: PredictionQueueName): Promise<number> {
    return this.#queues[queue].getWorkersCount();
  }

  async close(): Promise<void> {
    for (const changes of await this.#changes.loaded()) await changes.close();
    await Promise.all(Object.values(this.#queues).map(async (queue) => queue.close()));
  }

  /** One event stream per queue and process, however many predictions are pending. */
  async #changesOf(queue: PredictionQueueName): Promise<JobChanges> {
    return this.#changes.get(queue, async () => this.#openChanges(queue));
  }

  async #openChanges(queue: PredictionQueueName): Promise<JobChanges> {
    // Starts slightly in the past by Redis's own clock: "from now on" would start at the first read, which comes later.
    const [seconds] = await this.#options.connection.time();
    const events = new QueueEvents(queue, { ...this.#options, lastEventId: `${(Number(seconds) - 1) * 1_000}-0` });
    events.on("error", () => undefined); // the connection recovers by itself; polling every lookAgainMs bridges the gap
    await events.waitUntilReady();
    return new JobChanges(events);
  }
}
