import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { DelayedError, UnrecoverableError, WaitingChildrenError, WaitingError, Worker, type Job } from "bullmq";
import { z } from "zod";
import { InputError, NotFoundError, ParameterError } from "../../shared/errors.js";
import { LockLostError, type JobLock } from "../jobLock.js";
import { NotForThisWorkerError } from "../makes.js";
import type { QueueName } from "../jobs.js";
import type { Logger } from "../../shared/logger.js";
import { isRedisFull, moreMemory } from "../../shared/redis/redisFull.js";
import { sparingly } from "../../shared/repeats.js";
import { releaseDelayedJobs } from "./delayedJobs.js";
import { HeldLocks } from "./heldLocks.js";
import type { QueueAddress } from "./queueAddress.js";
import { events, type JobEnd } from "../telemetry/events.js";

/** A job as the processor sees it: no BullMQ type leaves this file. */
export interface JobContext<P> {
  readonly id: string;
  readonly payload: P;
  /** 1 for the first attempt */
  readonly attempt: number;
  /** the last attempt: a failure now is final */
  readonly isLastAttempt: boolean;
  /** writes for this job succeed only while this lock is held */
  readonly lock: JobLock;
  /** Aborted when the job has been requeued or cancelled: store nothing more for it. */
  readonly released: AbortSignal;
  /** names queue, job and run in each event */
  readonly logger: Logger;
  /** shown by Bull Board, `ser status` and the dashboard */
  report(progress: object): Promise<void>;
  /** Ends this attempt and restarts the job when all its children have finished; returns immediately if they have. */
  waitForChildren(): Promise<void>;
  /** Ends this attempt and requeues the job; it does not count as a failure. */
  requeue(): Promise<never>;
}

export type Processor<P> = (job: JobContext<P>) => Promise<object | undefined>;

export interface RunningWorker {
  /** Takes no more jobs and resolves when the running ones have finished or been requeued. */
  close(): Promise<void>;
}

/**
 * A worker holds a job by a lock that it renews every half duration; one that dies loses it. Short times bring the jobs
 * of a killed worker back within half a minute. They can be short because computation happens on threads: the event
 * loop that renews the locks is never blocked.
 */
const lockDurationMs = 15_000;
const stalledChecksPerLock = 3;

/**
 * BullMQ counts completed and failed jobs per minute for Bull Board's history: two weeks take about 100 KB per queue.
 */
const metricsMinutes = 14 * 24 * 60;

/** After this many dead workers, the job itself is assumed to be the cause. */
export const maxStalledCount = 3;

/** Memory is freed by users or when other runs end: in minutes rather than seconds. */
const redisFullDelayMs = 15_000;

/** A worker of another version takes at most one job per slot in this time. */
const defaultOtherVersionPauseMs = 2_000;

/**
 * The job that it left returns after this share of the pause, long before the slot does. If both returned together, the
 * slot would often take its job again, and workers of the right version would wait forever.
 */
const jobIsBackAfter = 1 / 20;

const redisFullMessage = `Redis is full: the job waits for memory, and no attempt is counted; ${moreMemory}`;

export interface WorkerSettings<P> {
  readonly queue: QueueName;
  readonly payload: z.ZodType<P>;
  readonly process: Processor<P>;
  readonly concurrency: number;
  readonly logger: Logger;
  /** a job restarts within about this time after its worker dies. @defaultValue 15 s */
  readonly lockDurationMs?: number;
  /** a job is given up when more workers than this died while processing it. @defaultValue 3 */
  readonly maxStalledCount?: number;
  /** delay of a job that found Redis full. @defaultValue 15 s */
  readonly redisFullDelayMs?: number;
  /** how long a slot takes no job after one that needs workers of another version. @defaultValue 2 s */
  readonly otherVersionPauseMs?: number;
  /** Called when a job has failed permanently: all attempts are used up, or its worker died too often. */
  readonly onGivenUp?: (payload: P, reason: string) => Promise<void>;
  /** Called when a job has ended, done or given up. */
  readonly onEnd?: (payload: P) => Promise<void>;
}

export function startWorker<P>(address: QueueAddress, settings: WorkerSettings<P>): RunningWorker {
  const { queue, logger } = settings;
  setMaxListeners(0, address.releaseSignal ?? never); // each running job listens, and a large machine runs many
  const logged = new Set<string>();
  const locks = new HeldLocks(address.redis);
  const worker = new Worker(queue, async (job, token) => runJob(job, token, settings, address, { logged, locks }), {
    connection: address.redis,
    prefix: address.prefix,
    ...(address.telemetry === undefined ? {} : { telemetry: address.telemetry }),
    concurrency: settings.concurrency,
    lockDuration: settings.lockDurationMs ?? lockDurationMs,
    stalledInterval: Math.round((settings.lockDurationMs ?? lockDurationMs) / stalledChecksPerLock),
    maxStalledCount: settings.maxStalledCount ?? maxStalledCount,
    metrics: { maxDataPoints: metricsMinutes },
  });
  const warn = sparingly((error, times) => logger.warn({ queue, error, times }, "error on the queue's connection"));
  worker.on("error", (error) => warn(error.message));
  worker.on("stalled", (jobId) => {
    events.jobOver.publish({ queue, end: "stalled", durationMs: undefined });
    logger.warn({ queue, jobId }, "worker died: its job starts again");
  });
  worker.on("failed", (job, error) => {
    if (job === undefined) return;
    const isFinal = job.finishedOn !== undefined;
    logger.warn(
      { queue, jobId: job.id, ...runOf(job), attempt: job.attemptsMade, error: error.message },
      isFinal ? "job given up" : "job failed and will be retried",
    );
    const payload = settings.payload.safeParse(job.data);
    if (!isFinal || !payload.success) return;
    settings.onGivenUp?.(payload.data, error.message).catch((fault: unknown) => {
      logger.error({ queue, jobId: job.id, error: String(fault) }, "could not record a job that was given up");
    });
    ended(job.id, payload.data);
  });
  const ending = new Set<Promise<void>>();
  const ended = (jobId: string | undefined, payload: P): void => {
    if (settings.onEnd === undefined) return;
    const cleaning = settings.onEnd(payload).catch((fault: unknown) => {
      logger.warn({ queue, jobId, error: String(fault) }, "could not clean up after a job");
    });
    ending.add(cleaning);
    void cleaning.finally(() => ending.delete(cleaning));
  };
  worker.on("completed", (job) => {
    ended(job.id, settings.payload.parse(job.data));
  });
  const delayed = releaseDelayedJobs(address, queue);
  return {
    async close() {
      await worker.close();
      await Promise.all(ending);
      await delayed.close();
    },
  };
}

const never = new AbortController().signal;

/** The run that a job belongs to, for the log; most jobs have one. */
function runOf(job: Job): { readonly run?: string } {
  const data: unknown = job.data;
  const run = typeof data === "object" && data !== null && "run" in data ? data.run : undefined;
  return typeof run === "string" ? { run } : {};
}

async function runJob<P>(
  job: Job,
  token: string | undefined,
  settings: WorkerSettings<P>,
  { prefix, releaseSignal = never }: QueueAddress,
  { logged, locks }: { readonly logged: Set<string>; readonly locks: HeldLocks },
): Promise<object | undefined> {
  const { queue } = settings;
  const startedAt = performance.now();
  const about = runOf(job);
  const logger = settings.logger.child({ queue, jobId: job.id, ...about });
  const over = (end: JobEnd): void => events.jobOver.publish({ queue, end, durationMs: performance.now() - startedAt });
  // Never negative, although the clocks of two machines may differ slightly.
  const waitedMs = Math.max(0, job.processedOn! - job.timestamp);
  events.jobTaken.publish({ queue, run: about.run, waitedMs: job.attemptsMade === 0 ? waitedMs : undefined });
  const isLastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const requeue = async (): Promise<never> => {
    await job.moveToWait(token);
    throw new WaitingError();
  };
  const handOver = async (): Promise<never> => {
    logger.info("job requeued for another worker");
    // The processor may just have moved the job. If Redis is down, its lock expires.
    return requeue().catch(() => Promise.reject(new WaitingError()));
  };
  const lock = { key: `${prefix}:${queue}:${job.id!}:lock`, token: token! };
  const held = locks.hold(lock, releaseSignal);
  const stop = async (): Promise<never> => {
    if (held.isLost()) throw new LockLostError(lock);
    return handOver();
  };
  try {
    if (releaseSignal.aborted) return await handOver();
    const payload = settings.payload.safeParse(job.data);
    if (!payload.success) throw new InputError("bad-payload", `job ${job.id!}: ${z.prettifyError(payload.error)}`);
    const working = settings.process({
      id: job.id!,
      payload: payload.data,
      attempt: job.attemptsMade + 1,
      isLastAttempt,
      lock,
      released: held.signal,
      logger,
      report: async (progress) => job.updateProgress(progress),
      waitForChildren: async () => {
        if (await job.moveToWaitingChildren(token!)) throw new WaitingChildrenError();
      },
      requeue,
    });
    const result = await unlessAborted(working, held.signal, stop);
    held.end();
    over("done");
    logger.debug({ durationMs: Math.round(performance.now() - startedAt) }, "job done");
    return result;
  } catch (error) {
    held.end();
    over(endOf(error, isLastAttempt));
    if (isRedisFull(error)) {
      const retryInMs = settings.redisFullDelayMs ?? redisFullDelayMs;
      logger.warn({ retryInMs, error: String(error) }, redisFullMessage);
      await job.moveToDelayed(Date.now() + retryInMs, token);
      throw new DelayedError();
    }
    if (error instanceof NotForThisWorkerError) return await leaveToOthers(job, token, error, settings, logged);
    if (error instanceof LockLostError) {
      logger.warn({ reason: error.message }, "the job's result is not stored");
      throw new WaitingError(); // another worker owns it: do not requeue it
    }
    // A retry helps neither a bad input nor a bug in a call.
    if (isPermanent(error)) {
      const unrecoverable = new UnrecoverableError(error.message);
      unrecoverable.cause = error;
      throw unrecoverable;
    }
    throw error;
  }
}

/**
 * Requeues a job that only workers of another version can process; no attempt is counted. The worker's slot then pauses:
 * otherwise it would keep taking jobs from the workers that can process them.
 *
 * @param logged messages logged so far: a run of a thousand jobs gives one line
 */
async function leaveToOthers<P>(
  job: Job,
  token: string | undefined,
  { message }: NotForThisWorkerError,
  { logger, otherVersionPauseMs: pauseMs = defaultOtherVersionPauseMs }: WorkerSettings<P>,
  logged: Set<string>,
): Promise<never> {
  if (!logged.has(message)) logger.warn(runOf(job), message);
  logged.add(message);
  await job.moveToDelayed(Date.now() + pauseMs * jobIsBackAfter, token);
  await sleep(pauseMs);
  throw new DelayedError();
}

function isPermanent(error: unknown): error is InputError | NotFoundError | ParameterError {
  return error instanceof InputError || error instanceof NotFoundError || error instanceof ParameterError;
}

function endOf(error: unknown, isLastAttempt: boolean): JobEnd {
  if (error instanceof WaitingChildrenError) return "waits";
  const isPutBack =
    error instanceof WaitingError ||
    error instanceof LockLostError ||
    error instanceof NotForThisWorkerError ||
    isRedisFull(error);
  if (isPutBack) return "put_back";
  return isPermanent(error) || isLastAttempt ? "given_up" : "failed";
}

/** The outcome of `work`; or, once the signal is aborted, that of `instead`, without waiting for `work`. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, instead: () => Promise<never>): Promise<T> {
  const abort = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  return Promise.race([work, abort.then(instead)]);
}
