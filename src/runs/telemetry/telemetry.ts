import type { QueueName } from "../jobs.js";
import type { QueueTelemetry } from "./queueTelemetry.js";
import type { ThreadLoad } from "../../shared/threads/threadLoad.js";

/** What happens to a file, one after the other. `queue_wait` is its wait for a thread; `store` is done once a job. */
export const stages = ["fetch", "queue_wait", "decode", "features", "store"] as const;
export type Stage = (typeof stages)[number];

/** How a file's extraction ended: `failed` may be tried again. */
export type FileEnd = "done" | "rejected" | "failed";

/** How one try of a job ended: `waits` for children of its own, `failed` and to be tried again, `given_up` for good. */
export const jobEnds = ["done", "waits", "put_back", "failed", "given_up", "stalled"] as const;
export type JobEnd = (typeof jobEnds)[number];

/** What a thread says of the time that a file took it, in ms. */
export interface ComputeTime {
  /** of a file that the thread read itself */
  readonly readMs?: number;
  readonly decodeMs: number;
  readonly featuresMs: number;
}

/** One file on its way from its source to its row. */
export interface FileTelemetry {
  /** Its bytes are here. Not told of a file that a thread reads itself. */
  fetched(): void;
  /** Its features are here, or that it has none. */
  computed(spent: ComputeTime): void;
  /** @param code why it was rejected */
  settled(end: FileEnd, code?: string): void;
}

/**
 * What programs tell while they work. They know of no metrics library and of no tracing: every hook takes a few
 * microseconds where somebody listens, and nothing where nobody does.
 */
export interface Telemetry {
  /** What BullMQ hands a trace on by, from who adds a job to who works on it; undefined where nothing is traced. */
  readonly queues: QueueTelemetry | undefined;
  /**
   * A job was taken from its queue.
   *
   * @param run      what it is about
   * @param waitedMs since it was added; undefined where this is not its first try
   */
  jobTaken(queue: QueueName, run: string | undefined, waitedMs: number | undefined): void;
  /** @param durationMs of this try; undefined where another process had it */
  jobOver(queue: QueueName, end: JobEnd, durationMs: number | undefined): void;
  /** The job in hand is about so many files. */
  jobFiles(files: number): void;
  /** So much came from a source. */
  bytesRead(bytes: number): void;
  /** Work on a file begins. */
  file(run: string, key: string): FileTelemetry;
  /** Runs what stores the rows of a job. */
  store<T>(run: string, rows: number, store: () => Promise<T>): Promise<T>;
  /** So many results of a search were found: candidates, folds, final models. */
  fitted(kind: string, results: number): void;
  /** A question was answered, or refused for what it asked about. */
  predicted(isAnswer: boolean): void;
  /** How busy these threads are is of interest. */
  threads(pool: string, load: ThreadLoad): void;
}

const nothing = (): void => undefined;
const noFile: FileTelemetry = { fetched: nothing, computed: nothing, settled: nothing };

/** For who does not care. */
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
