import {
  context,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import type { QueueTelemetry } from "./queueTelemetry.js";
import { queueTracing } from "./queueTracing.js";
import type { FileEnd, Stage } from "./telemetry.js";

/** The names under which runs, keys and ends are found in traces. */
const attribute = {
  run: "ser.run",
  key: "ser.key",
  keys: "ser.keys",
  rows: "ser.rows",
  end: "ser.end",
  code: "ser.code",
};

/**
 * The spans of a run's work, beneath those that BullMQ makes of its jobs:
 *
 *   addFlow train ─▶ addNode list ─▶ process list ─▶ addBulk extract ─▶ process extract ─┬▶ file ─▶ fetch, queue_wait,
 *                                                                                       │          decode, features
 *                                                                                       └▶ store
 *
 * The arrows are parents: they reach from the producer to whichever machine had the job.
 */
export class WorkTracing {
  readonly queues: QueueTelemetry;
  readonly #tracer: Tracer;

  /** @param jobShare sampling rate of extraction jobs that are traced file by file, 0 to 1 */
  constructor(jobShare: number) {
    this.queues = queueTracing(jobShare);
    this.#tracer = trace.getTracer("ser");
  }

  /** The current job belongs to this run. */
  jobRun(run: string): void {
    trace.getActiveSpan()?.setAttribute(attribute.run, run);
  }

  /** Number of files in the job. */
  jobFiles(files: number): void {
    trace.getActiveSpan()?.setAttribute(attribute.keys, files);
  }

  /** @returns undefined for a file of a job that is not traced */
  file(run: string, key: string): FileTrace | undefined {
    const job = trace.getActiveSpan();
    return job?.isRecording() === true ? new FileTrace(this.#tracer, run, key) : undefined;
  }

  async store<T>(run: string, rows: number, store: () => Promise<T>): Promise<T> {
    if (trace.getActiveSpan()?.isRecording() !== true) return store();
    const attributes = { [attribute.run]: run, [attribute.rows]: rows };
    return this.#tracer.startActiveSpan("store", { attributes }, async (span) => {
      try {
        return await store();
      } catch (error) {
        failed(span, String(error));
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

/** A file's span and those of its stages. Times are those of performance.now(), in ms. */
export class FileTrace {
  readonly #tracer: Tracer;
  readonly #run: Attributes;
  readonly #span: Span;
  readonly #within: Context;
  /** from performance.now() to ms since 1970, one and the same for all of a file's times */
  readonly #epochMs = Date.now() - performance.now();

  constructor(tracer: Tracer, run: string, key: string) {
    this.#tracer = tracer;
    this.#run = { [attribute.run]: run };
    const startTime = this.#epochMs + performance.now();
    this.#span = tracer.startSpan("file", { startTime, attributes: { ...this.#run, [attribute.key]: key } });
    this.#within = trace.setSpan(context.active(), this.#span);
  }

  stage(stage: Stage, start: number, end: number): void {
    const options = { startTime: this.#epochMs + start, attributes: this.#run };
    this.#tracer.startSpan(stage, options, this.#within).end(this.#epochMs + end);
  }

  over(at: number, end: FileEnd, code: string | undefined): void {
    this.#span.setAttribute(attribute.end, end);
    if (code !== undefined) this.#span.setAttribute(attribute.code, code);
    if (end === "failed") failed(this.#span, "to be tried again");
    this.#span.end(this.#epochMs + at);
  }
}

function failed(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
