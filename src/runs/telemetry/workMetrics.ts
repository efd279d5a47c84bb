import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { QueueName } from "../jobs.js";
import type { ThreadLoad } from "../../shared/threads/threadLoad.js";
import { stages, type FileEnd, type JobEnd, type Stage } from "./events.js";

/** Seconds: a file's features take a millisecond or two, fetching a long video takes many seconds. */
const stageBuckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Seconds: a prediction takes milliseconds; a large run's jobs wait for hours. */
const jobBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600, 14_400];

/**
 * Counters of one process since its start, with a few labels of known values. Names and units follow Prometheus'
 * conventions; docs/operations.md explains each.
 */
export class WorkMetrics {
  readonly registry = new Registry();
  readonly #pools = new Map<string, ThreadLoad[]>();
  readonly #stages: ReadonlyMap<Stage, { observe(seconds: number): void }>;
  readonly #files: Counter<"outcome">;
  readonly #bytes: Counter;
  readonly #jobs: Counter<"queue" | "outcome">;
  readonly #jobWait: Histogram<"queue">;
  readonly #jobDuration: Histogram<"queue">;
  readonly #fits: Counter<"kind">;
  readonly #predictions: Counter<"outcome">;

  constructor() {
    const registers = [this.registry];
    // CPU time, memory, event-loop delay and garbage collection of the process.
    collectDefaultMetrics({ register: this.registry });
    const stageSeconds = new Histogram({
      name: "ser_stage_duration_seconds",
      help: "Time of each stage of a file; queue_wait: for a thread; store: once per job",
      labelNames: ["stage"],
      buckets: stageBuckets,
      registers,
    });
    // A label is looked up once, not for every file.
    this.#stages = new Map(stages.map((stage) => [stage, stageSeconds.labels(stage)]));
    this.#files = new Counter({
      name: "ser_files_processed_total",
      help: "Files that this process has extracted, by outcome: done, rejected, failed (retried)",
      labelNames: ["outcome"],
      registers,
    });
    for (const outcome of ["done", "rejected", "failed"]) this.#files.inc({ outcome }, 0);
    this.#bytes = new Counter({
      name: "ser_read_bytes_total",
      help: "Bytes read from sources of recordings",
      registers,
    });
    this.#jobs = new Counter({
      name: "ser_jobs_total",
      help: "Finished attempts of jobs: done, waits (for its children), put_back, failed, given_up, stalled",
      labelNames: ["queue", "outcome"],
      registers,
    });
    this.#jobWait = new Histogram({
      name: "ser_job_wait_seconds",
      help: "Time from adding a job to its first attempt",
      labelNames: ["queue"],
      buckets: jobBuckets,
      registers,
    });
    this.#jobDuration = new Histogram({
      name: "ser_job_duration_seconds",
      help: "Duration of an attempt of a job",
      labelNames: ["queue"],
      buckets: jobBuckets,
      registers,
    });
    this.#fits = new Counter({
      name: "ser_fits_total",
      help: "Results of searches computed by this process, by kind: candidate, …",
      labelNames: ["kind"],
      registers,
    });
    this.#predictions = new Counter({
      name: "ser_predictions_total",
      help: "Recordings to predict, by outcome: answered, refused",
      labelNames: ["outcome"],
      registers,
    });
    for (const outcome of ["answered", "refused"]) this.#predictions.inc({ outcome }, 0);
    this.#defineThreads(registers);
  }

  stage(stage: Stage, durationMs: number): void {
    this.#stages.get(stage)!.observe(durationMs / 1_000);
  }

  file(outcome: FileEnd): void {
    this.#files.inc({ outcome });
  }

  bytes(count: number): void {
    this.#bytes.inc(count);
  }

  jobTaken(queue: QueueName, waitedMs: number): void {
    this.#jobWait.observe({ queue }, waitedMs / 1_000);
  }

  jobOver(queue: QueueName, outcome: JobEnd, durationMs: number | undefined): void {
    this.#jobs.inc({ queue, outcome });
    if (durationMs !== undefined) this.#jobDuration.observe({ queue }, durationMs / 1_000);
  }

  fits(kind: string, count: number): void {
    this.#fits.inc({ kind }, count);
  }

  prediction(outcome: "answered" | "refused"): void {
    this.#predictions.inc({ outcome });
  }

  threads(pool: string, load: ThreadLoad): void {
    this.#pools.set(pool, [...(this.#pools.get(pool) ?? []), load]);
  }

  /** Pools are read when the page is requested. */
  #defineThreads(registers: Registry[]): void {
    const labelNames = ["pool"] as const;
    const pools = this.#pools;
    const gauge = (name: string, help: string, of: (load: ThreadLoad) => number): void => {
      new Gauge({
        name,
        help,
        labelNames,
        registers,
        collect() {
          for (const [pool, loads] of pools) this.set({ pool }, sum(loads.map(of)));
        },
      });
    };
    gauge("ser_threads", "Threads that compute", ({ threads }) => threads);
    gauge("ser_threads_busy", "Threads that work on a task now", ({ busy }) => busy);
    gauge("ser_thread_tasks_waiting", "Tasks that wait for a thread", ({ waiting }) => waiting);
    new Counter({
      name: "ser_thread_busy_seconds_total",
      help: "Total busy time of all threads of a pool",
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [pool, loads] of pools) this.inc({ pool }, sum(loads.map(({ busySec }) => busySec)));
      },
    });
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
