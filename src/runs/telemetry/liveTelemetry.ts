import type { ComputeTime, FileEnd, FileTelemetry, Stage, Telemetry } from "./telemetry.js";
import { noTelemetry } from "./telemetry.js";
import type { WorkMetrics } from "./workMetrics.js";
import type { FileTrace, WorkTracing } from "./workTracing.js";

/** Forwards events to metrics, traces, both or neither. */
export function createTelemetry(metrics: WorkMetrics | undefined, tracing: WorkTracing | undefined): Telemetry {
  if (metrics === undefined && tracing === undefined) return noTelemetry;
  return {
    queues: tracing?.queues,
    jobTaken(queue, run, waitedMs) {
      if (waitedMs !== undefined) metrics?.jobTaken(queue, waitedMs);
      if (run !== undefined) tracing?.jobRun(run);
    },
    jobOver: (queue, end, durationMs) => metrics?.jobOver(queue, end, durationMs),
    jobFiles: (files) => tracing?.jobFiles(files),
    bytesRead: (bytes) => metrics?.bytes(bytes),
    file: (run, key) => new WatchedFile(metrics, tracing?.file(run, key)),
    async store(run, rows, store) {
      const startedAt = performance.now();
      const stored = await (tracing === undefined ? store() : tracing.store(run, rows, store));
      metrics?.stage("store", performance.now() - startedAt);
      return stored;
    },
    fitted: (kind, results) => metrics?.fits(kind, results),
    predicted: (isAnswer) => metrics?.prediction(isAnswer ? "answered" : "refused"),
    threads: (pool, load) => metrics?.threads(pool, load),
  };
}

class WatchedFile implements FileTelemetry {
  readonly #metrics: WorkMetrics | undefined;
  readonly #trace: FileTrace | undefined;
  /** start of the current stage, in ms of performance.now() */
  #at = performance.now();

  constructor(metrics: WorkMetrics | undefined, trace: FileTrace | undefined) {
    this.#metrics = metrics;
    this.#trace = trace;
  }

  fetched(): void {
    this.#stage("fetch", performance.now());
  }

  /**
   * A thread tells how long it computed, not when: its clock is its own. What else passed since the fetch was the wait,
   * for the thread and for the files that were handed to it together with this one.
   * Decoding and features of a WAVE file alternate, stretch by stretch; here all decoding comes first.
   */
  computed({ readMs, decodeMs, featuresMs }: ComputeTime): void {
    const end = performance.now();
    const features = Math.max(this.#at, end - featuresMs);
    const decode = Math.max(this.#at, features - decodeMs);
    const read = Math.max(this.#at, decode - (readMs ?? 0));
    this.#stage("queue_wait", read);
    if (readMs !== undefined) this.#stage("fetch", decode);
    this.#stage("decode", features);
    this.#stage("features", end);
  }

  settled(end: FileEnd, code?: string): void {
    this.#metrics?.file(end);
    this.#trace?.over(performance.now(), end, code);
  }

  #stage(stage: Stage, until: number): void {
    this.#metrics?.stage(stage, until - this.#at);
    this.#trace?.stage(stage, this.#at, until);
    this.#at = until;
  }
}
