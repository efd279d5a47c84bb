import { channel, subscribe, unsubscribe, type Channel } from "node:diagnostics_channel";
import type { QueueName } from "../jobs.js";
import type { ThreadLoad } from "../../shared/threads/threadLoad.js";

/** The stages of a file, in order. `queue_wait` is its wait for a thread; `store` happens once per job. */
export const stages = ["fetch", "queue_wait", "decode", "features", "store"] as const;
export type Stage = (typeof stages)[number];

/** How a file's extraction ended: `failed` may be retried. */
export type FileEnd = "done" | "rejected" | "failed";

/** How one attempt of a job ended: it `waits` for its children, `failed` and will be retried, or was `given_up`. */
export const jobEnds = ["done", "waits", "put_back", "failed", "given_up", "stalled"] as const;
export type JobEnd = (typeof jobEnds)[number];

/** Start and end in ms of performance.now(). */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** A job was taken from its queue. */
export interface JobTaken {
  readonly queue: QueueName;
  /** the run that it belongs to */
  readonly run: string | undefined;
  /** ms since it was added; only for the first attempt */
  readonly waitedMs: number | undefined;
}

/** An attempt of a job has ended. */
export interface JobOver {
  readonly queue: QueueName;
  readonly end: JobEnd;
  /** duration of this attempt in ms; undefined if another process ran it */
  readonly durationMs: number | undefined;
}

/** A file of an extraction job is done. */
export interface FileOver extends TimeSpan {
  readonly run: string;
  readonly key: string;
  readonly outcome: FileEnd;
  /** why it was rejected */
  readonly code: string | undefined;
  readonly stages: readonly (TimeSpan & { readonly stage: Stage })[];
}

/** A job's rows were stored, or could not be. */
export interface RowsStored extends TimeSpan {
  readonly run: string;
  readonly rows: number;
  /** undefined if they were stored */
  readonly error: string | undefined;
}

/** A channel of node:diagnostics_channel whose messages have a type. */
export class EventChannel<E> {
  readonly #channel: Channel;

  constructor(name: string) {
    this.#channel = channel(name);
  }

  /** Calls each subscriber synchronously, in the caller's async context; costs nothing without subscribers. */
  publish(event: E): void {
    this.#channel.publish(event);
  }

  /** @returns a function that unsubscribes */
  subscribe(listener: (event: E) => void): () => void {
    const onMessage = (message: unknown): void => listener(message as E);
    subscribe(this.#channel.name, onMessage);
    return () => {
      unsubscribe(this.#channel.name, onMessage);
    };
  }
}

/**
 * The events that programs publish about their work. The programs know nothing of metrics and tracing, which subscribe
 * (observeEvents); other code can subscribe by the channel's name.
 */
export const events = {
  jobTaken: new EventChannel<JobTaken>("ser:job:taken"),
  jobOver: new EventChannel<JobOver>("ser:job:over"),
  /** number of files left in the current extraction job */
  jobFiles: new EventChannel<{ readonly files: number }>("ser:job:files"),
  fileOver: new EventChannel<FileOver>("ser:file:over"),
  rowsStored: new EventChannel<RowsStored>("ser:rows:stored"),
  /** bytes were read from a source */
  bytesRead: new EventChannel<{ readonly bytes: number }>("ser:bytes:read"),
  /** results of a search were computed: candidates, folds, final models */
  fitted: new EventChannel<{ readonly kind: string; readonly results: number }>("ser:fit:done"),
  /** a prediction was made, or its input rejected */
  predicted: new EventChannel<{ readonly isAnswer: boolean }>("ser:prediction:done"),
  /** a thread pool was started; its load can be read from now on */
  threadsStarted: new EventChannel<{ readonly pool: string; readonly load: ThreadLoad }>("ser:threads:started"),
} as const;
