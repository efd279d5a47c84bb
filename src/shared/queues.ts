import {
  FlowProducer,
  Queue,
  QueueEvents,
  UnrecoverableError,
  WaitingChildrenError,
  WaitingError,
  Worker,
  type Job,
  type JobsOptions,
} from "bullmq";
import { z } from "zod";
import { InputError, ParameterError } from "./errors.js";
import { jobIds, retryPolicy, type QueueName } from "./jobs.js";
import type { Logger } from "./logger.js";
import type { RedisClient } from "./redis.js";

/** Where the queues live. */
export interface QueueAddress {
  readonly redis: RedisClient;
  readonly prefix: string;
}

/** What a processor sees of its job: no BullMQ type leaves this file. */
export interface JobContext<P> {
  readonly id: string;
  readonly payload: P;
  /** 1 for the first try */
  readonly attempt: number;
  /** this try is the last: what fails now is given up */
  readonly isLastAttempt: boolean;
  /** shown by Bull Board, `ser status` and the dashboard */
  report(progress: object): Promise<void>;
  /** Ends this try and starts the job again when all its children are over; returns at once if they are. */
  waitForChildren(): Promise<void>;
  /** Ends this try and leaves the job to whoever comes next; it does not count as a failure. */
  putBack(): Promise<never>;
}

export type Processor<P> = (job: JobContext<P>) => Promise<object | undefined>;

export interface RunningWorker {
  /** Takes no more jobs and resolves when those in hand are done. */
  close(): Promise<void>;
}

/**
 * A worker holds a job by a lock that it renews every half duration; one that dies loses it. Short times bring the jobs
 * of a killed worker back within half a minute. They can be short because computing happens on threads: the event loop
 * that renews the locks is never held.
 */
const lockDurationMs = 15_000;
const stalledIntervalMs = 5_000;

/** A job whose worker died this often is itself the suspect. */
const maxStalledCount = 3;

export interface WorkerSettings<P> {
  readonly queue: QueueName;
  readonly payload: z.ZodType<P>;
  readonly process: Processor<P>;
  readonly concurrency: number;
  readonly logger: Logger;
  /** A job failed for good: every try used up, or its worker died too often. */
  readonly onGivenUp?: (payload: P, reason: string) => Promise<void>;
}

export function startWorker<P>(address: QueueAddress, settings: WorkerSettings<P>): RunningWorker {
  const { queue, logger } = settings;
  const worker = new Worker(queue, async (job, token) => runJob(job, token, settings), {
    connection: address.redis,
    prefix: address.prefix,
    concurrency: settings.concurrency,
    lockDuration: lockDurationMs,
    stalledInterval: stalledIntervalMs,
    maxStalledCount,
  });
  worker.on("error", (error) =>
    logger.warn({ queue, error: error.message }, "the queue's connection reports an error"),
  );
  worker.on("stalled", (jobId) => logger.warn({ queue, jobId }, "a job whose worker died starts again"));
  worker.on("failed", (job, error) => {
    if (job === undefined) return;
    const isFinal = job.finishedOn !== undefined;
    logger.warn(
      { queue, jobId: job.id, attempt: job.attemptsMade, error: error.message },
      isFinal ? "job given up" : "job will be tried again",
    );
    const payload = settings.payload.safeParse(job.data);
    if (!isFinal || !payload.success) return;
    settings.onGivenUp?.(payload.data, error.message).catch((fault: unknown) => {
      logger.error({ queue, jobId: job.id, error: String(fault) }, "could not note a job that was given up");
    });
  });
  return { close: async () => worker.close() };
}

async function runJob<P>(
  job: Job,
  token: string | undefined,
  settings: WorkerSettings<P>,
): Promise<object | undefined> {
  const startedAt = performance.now();
  try {
    const payload = settings.payload.safeParse(job.data);
    if (!payload.success)
      throw new InputError("bad-payload", `job ${job.id ?? "?"}: ${z.prettifyError(payload.error)}`);
    const result = await settings.process({
      id: job.id!,
      payload: payload.data,
      attempt: job.attemptsMade + 1,
      isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
      report: async (progress) => job.updateProgress(progress),
      waitForChildren: async () => {
        if (await job.moveToWaitingChildren(token!)) throw new WaitingChildrenError();
      },
      putBack: async () => {
        await job.moveToWait(token);
        throw new WaitingError();
      },
    });
    settings.logger.debug(
      { queue: settings.queue, jobId: job.id, durationMs: Math.round(performance.now() - startedAt) },
      "job done",
    );
    return result;
  } catch (error) {
    // Trying again helps neither a bad input nor a bug in a call.
    if (error instanceof InputError || error instanceof ParameterError) {
      const unrecoverable = new UnrecoverableError(error.message);
      unrecoverable.cause = error;
      throw unrecoverable;
    }
    throw error;
  }
}

export type TrainingState = "waiting-for-files" | "waiting" | "training" | "done" | "failed" | "unknown";

/** A run as the queues see it: one training job, whose children are the listing and the extraction jobs. */
export class RunQueues {
  readonly #queues: ReadonlyMap<QueueName, Queue>;
  readonly #flows: FlowProducer;
  readonly #options: { connection: RedisClient; prefix: string };

  constructor(address: QueueAddress) {
    const options = { connection: address.redis, prefix: address.prefix };
    this.#options = options;
    this.#flows = new FlowProducer(options);
    this.#queues = new Map(
      (["list", "extract", "train", "fit"] as const).map((name) => [name, new Queue(name, options)]),
    );
  }

  /** Adds the run's training job and its listing job, at once or not at all. Harmless for a run that has them. */
  async startRun(run: string): Promise<void> {
    await this.#flows.add({
      queueName: "train",
      name: "train",
      data: { run },
      opts: { jobId: jobIds.train(run), ...retryPolicy },
      children: [
        {
          queueName: "list",
          name: "list",
          data: { run },
          opts: { jobId: jobIds.list(run), ...retryPolicy, failParentOnFailure: true },
        },
      ],
    });
  }

  /**
   * Adds extraction jobs as children of the run's training, one a batch of keys.
   *
   * @param isRepeat the same batches may have been added before (a page listed again after a crash). A job that failed
   *   for good in the meantime is left alone: adding it again would make its parent wait for it for ever.
   */
  async addExtractJobs(run: string, batches: readonly (readonly string[])[], isRepeat: boolean): Promise<void> {
    const parent = { id: jobIds.train(run), queue: this.#queue("train").qualifiedName };
    const jobs = batches.map((keys) => ({
      name: "extract",
      data: { run, keys },
      opts: {
        jobId: jobIds.extract(run, keys),
        parent,
        ...retryPolicy,
        ignoreDependencyOnFailure: true,
        removeOnComplete: { count: 1_000 },
      } satisfies JobsOptions,
    }));
    const wanted = isRepeat ? await this.#withoutFailed(jobs) : jobs;
    if (wanted.length > 0) await this.#queue("extract").addBulk(wanted);
  }

  /** Adds fits as children of the run's training, which goes on when all are done and fails if one fails for good. */
  async addFitJobs(run: string, tasks: readonly { readonly id: string; readonly data: object }[]): Promise<void> {
    const parent = { id: jobIds.train(run), queue: this.#queue("train").qualifiedName };
    await this.#queue("fit").addBulk(
      tasks.map((task) => ({
        name: "fit",
        data: task.data,
        opts: {
          jobId: jobIds.fit(run, task.id),
          parent,
          ...retryPolicy,
          failParentOnFailure: true,
          removeOnComplete: { count: 1_000 },
        },
      })),
    );
  }

  /** Extraction jobs that wait for a worker, of all runs. */
  async waitingExtractJobs(): Promise<number> {
    const counts = await this.#queue("extract").getJobCounts("wait", "delayed", "prioritized");
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /** The files of a run's extraction jobs that failed for good, with the reason. */
  async givenUp(run: string): Promise<{ keys: string[]; reason: string }[]> {
    const training = (await this.#queue("train").getJob(jobIds.train(run))) as Job | undefined;
    const failures = (await training?.getIgnoredChildrenFailures()) ?? {};
    const jobs = await Promise.all(
      Object.entries(failures).map(async ([jobKey, reason]) => {
        const id = jobKey.slice(`${this.#options.prefix}:extract:`.length);
        const job = (await this.#queue("extract").getJob(id)) as Job<{ keys: string[] }> | undefined;
        return { keys: job?.data.keys ?? [], reason };
      }),
    );
    return jobs;
  }

  /**
   * Resolves when the run's listing or training is done, or `stop` is aborted.
   *
   * @throws Error with the job's reason if it failed for good
   */
  async waitFor(queue: "list" | "train", run: string, stop: AbortSignal): Promise<void> {
    const job = (await this.#queue(queue).getJob(jobIds[queue](run))) as Job | undefined;
    if (job === undefined) throw new Error(`run ${run}: no ${queue} job`);
    const events = new QueueEvents(queue, this.#options);
    const stopped = new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve(), { once: true }));
    try {
      if (!stop.aborted) await Promise.race([job.waitUntilFinished(events), stopped]);
    } finally {
      await events.close();
    }
  }

  /** @returns the job's state, the phase it last reported, and why it failed */
  async trainingState(run: string): Promise<{ state: TrainingState; phase: string; reason: string | undefined }> {
    const job = (await this.#queue("train").getJob(jobIds.train(run))) as Job | undefined;
    if (job === undefined) return { state: "unknown", phase: "", reason: undefined };
    const progress = trainingProgressSchema.safeParse(job.progress);
    return {
      state: trainingStates[await job.getState()] ?? "unknown",
      phase: progress.success ? progress.data.phase : "",
      reason: job.failedReason,
    };
  }

  /** Removes the run's training job with all its children, in whatever state they are. */
  async removeRun(run: string): Promise<void> {
    const job = (await this.#queue("train").getJob(jobIds.train(run))) as Job | undefined;
    await job?.remove({ removeChildren: true });
  }

  async close(): Promise<void> {
    await this.#flows.close();
    await Promise.all([...this.#queues.values()].map(async (queue) => queue.close()));
  }

  async #withoutFailed<J extends { opts: { jobId: string } }>(jobs: readonly J[]): Promise<J[]> {
    const queue = this.#queue("extract");
    const failed = await Promise.all(jobs.map(async (job) => (await queue.getJobState(job.opts.jobId)) === "failed"));
    return jobs.filter((_, i) => !failed[i]);
  }

  #queue(name: QueueName): Queue {
    return this.#queues.get(name)!;
  }
}

const trainingProgressSchema = z.object({ phase: z.string() });

const trainingStates: Readonly<Record<string, TrainingState>> = {
  "waiting-children": "waiting-for-files",
  waiting: "waiting",
  delayed: "waiting",
  prioritized: "waiting",
  active: "training",
  completed: "done",
  failed: "failed",
};
