import { setTimeout as sleep } from "node:timers/promises";
import type { FlowProducer, Job, JobsOptions, Queue } from "bullmq";
import { jobIds, queueNames, retryPolicy, type ExtractPayload, type QueueName } from "../jobs.js";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import { digestOf, shardName } from "../rows/shardName.js";
import { batchOf, type ExtractBatch, type GivenUp } from "./extractBatch.js";
import { phaseOf, type TrainingState, trainingStateOf } from "./trainingState.js";
import { openFlows, openQueue } from "./openQueue.js";
import { maxStalledCount } from "./worker.js";
import type { QueueAddress } from "./queueAddress.js";

/** A run as the queues see it: one training job, whose children are the listing and the extraction jobs. */
export class RunQueues {
  readonly #queues: ReadonlyMap<QueueName, Queue>;
  readonly #flows: FlowProducer;
  readonly #options: { connection: RedisClient; prefix: string };

  constructor(address: QueueAddress) {
    const { telemetry } = address;
    const options = {
      connection: address.redis,
      prefix: address.prefix,
      ...(telemetry === undefined ? {} : { telemetry }),
    };
    this.#options = options;
    this.#flows = openFlows(options);
    this.#queues = new Map(queueNames.map((name) => [name, openQueue(name, options)]));
  }

  /** Adds the run's training job and its listing jobs in one step. Idempotent. */
  async startRun(run: string, parts: number): Promise<void> {
    await this.#flows.add({
      queueName: "train",
      name: "train",
      data: { run },
      opts: { jobId: jobIds.train(run), ...retryPolicy },
      children: Array.from({ length: parts }, (_, part) => ({
        queueName: "list",
        name: "list",
        data: { run, part },
        opts: { jobId: jobIds.list(run, part), ...retryPolicy, failParentOnFailure: true },
      })),
    });
  }

  /**
   * Adds extraction jobs as children of the run's training job, one per batch.
   *
   * @param round 0 for the first pass, n for the nth `ser retry`
   * @param again Redis lost the results of these jobs
   */
  async addExtractJobs(run: string, batches: readonly ExtractBatch[], round = 0, again = false): Promise<void> {
    if (batches.length === 0) return;
    const parent = { id: jobIds.train(run), queue: this.#queue("train").qualifiedName };
    await this.#queue("extract").addBulk(
      batches.map(({ shard, keys, sizes }) => ({
        name: "extract",
        data: {
          run,
          keys: [...keys],
          ...(sizes === undefined ? {} : { sizes: [...sizes] }),
          ...(shardName(keys) === shard && round === 0 ? {} : { shard }),
          ...(again ? { again: true } : {}),
        } satisfies ExtractPayload,
        opts: {
          jobId: jobIds.extract(run, digestOf(shard), round),
          parent,
          ...retryPolicy,
          ignoreDependencyOnFailure: true,
          removeOnComplete: { count: 1_000 },
        } satisfies JobsOptions,
      })),
    );
  }

  /**
   * Whether each of these shards has an extraction job, in any state.
   *
   * @param shards their names or digests
   */
  async hasExtractJobs(run: string, shards: readonly string[], round = 0): Promise<boolean[]> {
    const queue = this.#queue("extract");
    return Promise.all(
      shards.map(async (shard) => (await queue.getJobState(jobIds.extract(run, digestOf(shard), round))) !== "unknown"),
    );
  }

  /** Removes the remains of extraction jobs that are in no list; see hasExtractJobs. */
  async dropRemains(run: string, shards: readonly string[], round = 0): Promise<void> {
    const queue = this.#queue("extract");
    await Promise.all(shards.map(async (shard) => queue.remove(jobIds.extract(run, digestOf(shard), round))));
  }

  /** The completed extraction jobs of these shards, except those that were added again. @param digests see shardName */
  async doneExtractJobs(run: string, digests: readonly string[], round = 0): Promise<ExtractBatch[]> {
    const queue = this.#queue("extract");
    const jobs = await Promise.all(
      digests.map(async (digest): Promise<ExtractBatch[]> => {
        const job = (await queue.getJob(jobIds.extract(run, digest, round))) as Job<ExtractPayload> | undefined;
        if (job?.finishedOn === undefined || job.data.again === true || !(await job.isCompleted())) return [];
        return [batchOf(job.data)];
      }),
    );
    return jobs.flat();
  }

  /** Adds completed extraction jobs once more. */
  async addExtractJobsAgain(run: string, batches: readonly ExtractBatch[], round = 0): Promise<void> {
    await this.dropRemains(
      run,
      batches.map(({ shard }) => shard),
      round,
    );
    await this.addExtractJobs(run, batches, round, true);
  }

  /**
   * Adds the run's completed listing jobs once more.
   *
   * @returns how many
   */
  async listAgain(run: string, parts: number): Promise<number> {
    const queue = this.#queue("list");
    const parent = { id: jobIds.train(run), queue: this.#queue("train").qualifiedName };
    let added = 0;
    for (let part = 0; part < parts; part++) {
      const jobId = jobIds.list(run, part);
      if ((await queue.getJobState(jobId)) !== "completed") continue;
      await queue.remove(jobId);
      await queue.add("list", { run, part }, { jobId, parent, ...retryPolicy, failParentOnFailure: true });
      added += 1;
    }
    return added;
  }

  /**
   * Adds fits as children of the run's training job, which resumes when all are done and fails if one fails permanently. A
   * fit that is already completed is repeated: Redis has lost its result.
   */
  async addFitJobs(
    run: string,
    training: string,
    tasks: readonly { readonly id: string; readonly data: object }[],
  ): Promise<void> {
    const parent = { id: jobIds.train(run), queue: this.#queue("train").qualifiedName };
    const queue = this.#queue("fit");
    for (const { id } of tasks) {
      const jobId = jobIds.fit(run, training, id);
      if ((await queue.getJobState(jobId)) === "completed") await queue.remove(jobId);
    }
    await queue.addBulk(
      tasks.map((task) => ({
        name: "fit",
        data: task.data,
        opts: {
          jobId: jobIds.fit(run, training, task.id),
          parent,
          ...retryPolicy,
          failParentOnFailure: true,
          removeOnComplete: { count: 1_000 },
        },
      })),
    );
  }

  /** Number of extraction jobs waiting for a worker, over all runs. */
  async waitingExtractJobs(): Promise<number> {
    const counts = await this.#queue("extract").getJobCounts("wait", "delayed", "prioritized");
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /** The run's extraction jobs that failed permanently, with the reason. */
  async givenUp(run: string): Promise<GivenUp[]> {
    const training = (await this.#queue("train").getJob(jobIds.train(run))) as Job | undefined;
    const failures = (await training?.getIgnoredChildrenFailures()) ?? {};
    const jobs = await Promise.all(
      Object.entries(failures).map(async ([jobKey, reason]): Promise<GivenUp[]> => {
        const id = jobKey.slice(`${this.#options.prefix}:extract:`.length);
        const job = (await this.#queue("extract").getJob(id)) as Job<ExtractPayload> | undefined;
        if (job === undefined) return [];
        const batch = batchOf(job.data);
        const { attemptsMade, stalledCounter } = job;
        if (stalledCounter <= maxStalledCount) return [{ ...batch, reason, attempts: attemptsMade + stalledCounter }];
        // BullMQ counts one more attempt for such a job, which did no work.
        const attempts = attemptsMade - 1 + stalledCounter;
        return [{ ...batch, reason: `its worker died or was cut off ${stalledCounter} times`, attempts }];
      }),
    );
    return jobs.flat();
  }

  /**
   * Resolves when the run's training is done, or `stop` is aborted.
   *
   * @throws Error with the job's reason if it failed permanently
   */
  async waitForTraining(run: string, stop: AbortSignal): Promise<void> {
    await this.#waitFor("train", jobIds.train(run), stop);
  }

  /** Like waitForTraining, for all listings of a run. */
  async waitForListings(run: string, parts: number, stop: AbortSignal): Promise<void> {
    await Promise.all(
      Array.from({ length: parts }, async (_, part) => this.#waitFor("list", jobIds.list(run, part), stop)),
    );
  }

  /** Whether every listing job of a run is completed. */
  async areListingsCompleted(run: string, parts: number): Promise<boolean> {
    const states = await Promise.all(
      Array.from({ length: parts }, async (_, part) => this.#queue("list").getJobState(jobIds.list(run, part))),
    );
    return states.every((state) => state === "completed");
  }

  /** Polls: BullMQ's waitUntilFinished misses a job that ends between its check and its subscription. */
  async #waitFor(queue: QueueName, id: string, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const state = await this.#queue(queue).getJobState(id);
      if (state === "completed") return;
      if (state === "failed") throw new Error((await this.#rootCause(queue, id)) ?? `job ${id} failed`);
      if (state === "unknown") throw new Error(`no job ${id}`);
      await sleep(lookAgainMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  /** @returns the job's state, the phase it last reported, and why it failed */
  async trainingState(run: string): Promise<{ state: TrainingState; phase: string; reason: string | undefined }> {
    const job = (await this.#queue("train").getJob(jobIds.train(run))) as Job | undefined;
    if (job === undefined) return { state: "unknown", phase: "", reason: undefined };
    const state = trainingStateOf(await job.getState());
    return {
      state,
      phase: phaseOf(job.progress),
      reason: state === "failed" ? await this.#rootCause("train", job.id!) : undefined,
    };
  }

  /** Removes the run's training job with all its children, in any state. */
  async removeRun(run: string): Promise<void> {
    const job = (await this.#queue("train").getJob(jobIds.train(run))) as Job | undefined;
    await job?.remove({ removeChildren: true });
  }

  /**
   * Like removeRun, but also removes active jobs: their workers lose the locks, store nothing more and stop within a
   * second.
   */
  async cancelRun(run: string): Promise<void> {
    for (let round = 1; ; round++) {
      await this.#takeLocks(run);
      try {
        await this.removeRun(run);
        return;
      } catch (error) {
        if (round === maxCancelRounds) throw error; // workers may take the next job before it is removed
      }
    }
  }

  async #takeLocks(run: string): Promise<void> {
    for (const name of runQueueNames) {
      const active = (await this.#queue(name).getActive()) as Job<{ run: string }>[];
      const own = active.filter(({ data }) => data.run === run);
      const keys = own.map(({ id }) => `${this.#options.prefix}:${name}:${id!}:lock`);
      if (keys.length > 0) await this.#options.connection.unlink(...keys);
    }
  }

  async close(): Promise<void> {
    await this.#flows.close();
    await Promise.all([...this.#queues.values()].map(async (queue) => queue.close()));
  }

  /** Why a job failed; if it failed because of a child that is still kept, why the child failed. */
  async #rootCause(queue: QueueName, id: string): Promise<string | undefined> {
    const job = (await this.#queue(queue).getJob(id)) as Job | undefined;
    if (job === undefined) return undefined;
    const { failed } = await job.getDependencies({ failed: { count: 1 } });
    const child = failed![0]?.slice(this.#options.prefix.length + 1); // "list:list-NAME"
    if (child === undefined) return job.failedReason;
    const [childQueue, childId] = child.split(":") as [QueueName, string];
    return (await this.#rootCause(childQueue, childId)) ?? job.failedReason;
  }

  #queue(name: QueueName): Queue {
    return this.#queues.get(name)!;
  }
}

/** The queues that hold a run's jobs. */
const runQueueNames = ["train", "list", "extract", "fit"] as const satisfies readonly QueueName[];

/** Between removing the locks and removing the jobs, a worker may take another job. */
const maxCancelRounds = 100;

/** Polling interval while waiting for a job. */
const lookAgainMs = 100;
