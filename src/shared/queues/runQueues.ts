import { FlowProducer, Queue, QueueEvents, type Job, type JobsOptions } from "bullmq";
import { z } from "zod";
import { jobIds, queueNames, retryPolicy, type QueueName } from "../jobs.js";
import type { RedisClient } from "../redis.js";
import type { QueueAddress } from "./worker.js";

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
    this.#queues = new Map(queueNames.map((name) => [name, new Queue(name, options)]));
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
    } catch (error) {
      throw new Error((await this.#rootCause(queue, job.id!)) ?? String(error), { cause: error });
    } finally {
      await events.close();
    }
  }

  /** @returns the job's state, the phase it last reported, and why it failed */
  async trainingState(run: string): Promise<{ state: TrainingState; phase: string; reason: string | undefined }> {
    const job = (await this.#queue("train").getJob(jobIds.train(run))) as Job | undefined;
    if (job === undefined) return { state: "unknown", phase: "", reason: undefined };
    const progress = trainingProgressSchema.safeParse(job.progress);
    const state = trainingStates[await job.getState()] ?? "unknown";
    return {
      state,
      phase: progress.success ? progress.data.phase : "",
      reason: state === "failed" ? await this.#rootCause("train", job.id!) : undefined,
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

  /** Why a job failed; of one that failed because a child did, why the child failed. */
  async #rootCause(queue: QueueName, id: string): Promise<string | undefined> {
    const job = (await this.#queue(queue).getJob(id)) as Job | undefined;
    const { failed = [] } = (await job?.getDependencies({ failed: { count: 1 } })) ?? {};
    const child = failed[0]?.slice(this.#options.prefix.length + 1); // "list:list-NAME"
    if (child === undefined) return job?.failedReason;
    const childQueue = queueNames.find((name) => child.startsWith(`${name}:`));
    return childQueue === undefined
      ? job?.failedReason
      : this.#rootCause(childQueue, child.slice(childQueue.length + 1));
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
