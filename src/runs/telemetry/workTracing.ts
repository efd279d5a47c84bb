import { context, SpanStatusCode, trace, type Span, type Tracer } from "@opentelemetry/api";
import type { QueueTelemetry } from "./queueTelemetry.js";
import { queueTracing } from "./queueTracing.js";
import type { FileOver, RowsStored } from "./events.js";

/** Names of span attributes. */
const attribute = {
  run: "ser.run",
  key: "ser.key",
  keys: "ser.keys",
  rows: "ser.rows",
  end: "ser.end",
  code: "ser.code",
};

/**
 * The spans of a run's work, below those that BullMQ creates for its jobs:
 *
 *   addFlow train ─▶ addNode list ─▶ process list ─▶ addBulk extract ─▶ process extract ─┬▶ file ─▶ fetch, queue_wait,
 *                                                                                       │          decode, features
 *                                                                                       └▶ store
 *
 * Arrows lead from parent to child, from the producer to whichever machine had the job.
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

  /** Records the spans of a file and its stages, if its job is traced. */
  file({ run, key, start, end, outcome, code, stages }: FileOver): void {
    if (!isTraced()) return;
    const epochMs = wallClock();
    const ofRun = { [attribute.run]: run };
    const span = this.#tracer.startSpan("file", {
      startTime: epochMs(start),
      attributes: { ...ofRun, [attribute.key]: key, [attribute.end]: outcome },
    });
    const within = trace.setSpan(context.active(), span);
    for (const part of stages)
      this.#tracer
        .startSpan(part.stage, { startTime: epochMs(part.start), attributes: ofRun }, within)
        .end(epochMs(part.end));
    if (code !== undefined) span.setAttribute(attribute.code, code);
    if (outcome === "failed") failed(span, "to be tried again");
    span.end(epochMs(end));
  }

  /** Records the storing of a job's rows. */
  rows({ run, rows, start, end, error }: RowsStored): void {
    if (!isTraced()) return;
    const epochMs = wallClock();
    const attributes = { [attribute.run]: run, [attribute.rows]: rows };
    const span = this.#tracer.startSpan("store", { startTime: epochMs(start), attributes });
    if (error !== undefined) failed(span, error);
    span.end(epochMs(end));
  }
}

/** Events are published within the span of their job, which sampling may have left out. */
function isTraced(): boolean {
  return trace.getActiveSpan()?.isRecording() === true;
}

/** Converts ms of performance.now() to ms since 1970; the spans of one file share an offset, so that they fit together. */
function wallClock(): (at: number) => number {
  const offset = Date.now() - performance.now();
  return (at) => offset + at;
}

function failed(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
