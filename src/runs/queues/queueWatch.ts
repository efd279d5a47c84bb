import type { Queue } from "bullmq";
import { jobIds, queueNames, type QueueName } from "../jobs.js";
import { openQueue } from "./openQueue.js";
import type { QueueAddress } from "./queueAddress.js";

/** The job states to watch, by BullMQ's names. */
export const watchedStates = ["waiting", "active", "delayed", "waiting-children", "failed"] as const;
export type WatchedState = (typeof watchedStates)[number];

/** The current state of a queue. */
export interface QueueView {
  readonly queue: QueueName;
  readonly jobs: Readonly<Record<WatchedState, number>>;
  /** when the next job was added, in ms since 1970; undefined if none is waiting */
  readonly oldestAddedAt: number | undefined;
}

/** Reads the state of the queues, at a cost that does not grow with their length. */
export class QueueWatch {
  readonly #queues: ReadonlyMap<QueueName, Queue>;

  constructor({ redis, prefix }: QueueAddress) {
    this.#queues = new Map(queueNames.map((name) => [name, openQueue(name, { connection: redis, prefix })]));
  }

  async look(): Promise<QueueView[]> {
    return Promise.all(
      [...this.#queues].map(async ([queue, bull]) => {
        const [counts, [next]] = await Promise.all([bull.getJobCounts(...watchedStates), bull.getWaiting(0, 0)]);
        const jobs = Object.fromEntries(watchedStates.map((state) => [state, counts[state] ?? 0]));
        return { queue, jobs: jobs as QueueView["jobs"], oldestAddedAt: next?.timestamp };
      }),
    );
  }

  /** Number of a run's extraction jobs that failed permanently. */
  async jobsGivenUp(run: string): Promise<number> {
    const training = await this.#queues.get("train")!.getJob(jobIds.train(run));
    const { ignored = 0 } = (await training?.getDependenciesCount({ ignored: true })) ?? {};
    return ignored;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map(async (queue) => queue.close()));
  }
}
