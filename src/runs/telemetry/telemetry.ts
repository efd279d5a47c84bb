import type { QueueName } from "../jobs.js";
import type { QueueTelemetry } from "./queueTelemetry.js";
import type { ThreadLoad } from "../../shared/threads/threadLoad.js";

/** The stages of a file, in order. `queue_wait` is its wait for a thread; `store` happens once per job. */
export const stages = ["fetch", "queue_wait", "decode", "features", "store"] as const;
export type Stage = (typeof stages)[number];

/** How a file's extraction ended: `failed` may be retried. */
export type FileEnd = "done" | "rejected" | "failed";

/** How one attempt of a job ended: it `waits` for its children, `failed` and will be retried, or was `given_up`. */
export const jobEnds = ["done", "waits", "put_back", "failed", "given_up", "stalled"] as const;
export type JobEnd = (typeof jobEnds)[number];

/** The time that a thread spent on a file, in ms. */
export interface ComputeTime {
  /** of a file that the thread read itself */
  readonly readMs?: number;
  readonly decodeMs: number;
  readonly featuresMs: number;
}

/** Observer of one file, from its source to its row. */
export interface FileTelemetry {
  /** The file's bytes were fetched. Not called for inline reads. */
  fetched(): void;
  /** A thread has computed its features or rejected it. */
  computed(spent: ComputeTime): void;
  /** @param code why it was rejected */
  settled(end: FileEnd, code?: string): void;
}

/**
 * Events of the programs, for metrics and tracing. Programs know nothing of either library: a hook takes a few
 * microseconds when it is observed, and nothing otherwise.
 */
export interface Telemetry {
  /** Carries a trace from the process that adds a job to the worker; undefined without tracing. */
  readonly queues: QueueTelemetry | undefined;
  /**
   * A job was taken from its queue.
   *
   * @param run      what it is about
   * @param waitedMs time since it was added; undefined unless this is the first attempt
   */
  jobTaken(queue: QueueName, run: string | undefined, waitedMs: number | undefined): void;
  /** @param durationMs of this attempt; undefined if another process had it */
  jobOver(queue: QueueName, end: JobEnd, durationMs: number | undefined): void;
  /** Number of files in the current job. */
  jobFiles(files: number): void;
  /** Bytes were read from a source. */
  bytesRead(bytes: number): void;
  /** Work on a file begins. */
  file(run: string, key: string): FileTelemetry;
  /** Wraps the storing of a job's rows. */
  store<T>(run: string, rows: number, store: () => Promise<T>): Promise<T>;
  /** Results of a search were computed: candidates, folds, final models. */
  fitted(kind: string, results: number): void;
  /** A prediction was made, or its input rejected. */
  predicted(isAnswer: boolean): void;
  /** Registers a thread pool whose load is observed. */
  threads(pool: string, load: ThreadLoad): void;
}

const nothing = (): void => undefined;
const noFile: FileTelemetry = { fetched: nothing, computed: nothing, settled: nothing };

/** No-op implementation. */
export const noTelemetry: Telemetry = {
  queues: undefined,
  jobTaken: nothing,
  jobOver: nothing,
  jobFiles: nothing,
  bytesRead: nothing,
  file: () => noFile,
  store: async (_run, _rows, store) => store(),
  fitted: nothing,
  predicted: nothing,
  threads: nothing,
};
