import { events } from "./events.js";
import type { WorkMetrics } from "./workMetrics.js";
import type { WorkTracing } from "./workTracing.js";

/**
 * Counts and traces the events that this process publishes.
 *
 * @returns a function that stops it
 */
export function observeEvents(metrics: WorkMetrics | undefined, tracing: WorkTracing | undefined): () => void {
  const subscriptions = [
    ...(metrics === undefined ? [] : count(metrics)),
    ...(tracing === undefined ? [] : record(tracing)),
  ];
  return () => {
    for (const unsubscribe of subscriptions) unsubscribe();
  };
}

function count(metrics: WorkMetrics): (() => void)[] {
  return [
    events.jobTaken.subscribe(({ queue, waitedMs }) => {
      if (waitedMs !== undefined) metrics.jobTaken(queue, waitedMs);
    }),
    events.jobOver.subscribe(({ queue, end, durationMs }) => metrics.jobOver(queue, end, durationMs)),
    events.fileOver.subscribe(({ outcome, stages }) => {
      for (const { stage, start, end } of stages) metrics.stage(stage, end - start);
      metrics.file(outcome);
    }),
    events.rowsStored.subscribe(({ start, end, error }) => {
      if (error === undefined) metrics.stage("store", end - start);
    }),
    events.bytesRead.subscribe(({ bytes }) => metrics.bytes(bytes)),
    events.fitted.subscribe(({ kind, results }) => metrics.fits(kind, results)),
    events.predicted.subscribe(({ isAnswer }) => metrics.prediction(isAnswer ? "answered" : "refused")),
    events.threadsStarted.subscribe(({ pool, load }) => metrics.threads(pool, load)),
  ];
}

function record(tracing: WorkTracing): (() => void)[] {
  return [
    events.jobTaken.subscribe(({ run }) => {
      if (run !== undefined) tracing.jobRun(run);
    }),
    events.jobFiles.subscribe(({ files }) => tracing.jobFiles(files)),
    events.fileOver.subscribe((file) => tracing.file(file)),
    events.rowsStored.subscribe((stored) => tracing.rows(stored)),
  ];
}
