import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Context } from "@opentelemetry/api";
import { BullMQOtel, BullMQOTelSpan } from "bullmq-otel";
import type { QueueTelemetry } from "./queueTelemetry.js";

/** BullMQ's own enumeration uses the same numbers. */
const internal: number = SpanKind.INTERNAL;

/**
 * BullMQ's own instrumentation without housekeeping operations: fetching the next job, checking for stalled jobs,
 * pausing and closing belong to no file and would be most of the spans.
 *
 * @param jobShare sampling rate of extraction jobs, 0 to 1. A whole run is one trace, whose producer cannot
 *   know its length in advance.
 */
export function queueTracing(jobShare: number): QueueTelemetry<Context> {
  const { tracer, contextManager } = new BullMQOtel();
  return {
    tracer: {
      startSpan(name, options, parent?: Context) {
        const above = trace.getSpanContext(parent ?? contextManager.active());
        const kind: number | undefined = options?.kind;
        const isBookkeeping = kind === internal && (above === undefined || /^getNextJob/.test(name));
        if (isBookkeeping) return new BullMQOTelSpan(trace.wrapSpanContext(above ?? INVALID_SPAN_CONTEXT));
        if (above !== undefined && name === "process extract" && Math.random() >= jobShare)
          return new BullMQOTelSpan(trace.wrapSpanContext({ ...above, traceFlags: TraceFlags.NONE }));
        return tracer.startSpan(name, options, parent);
      },
    },
    contextManager: {
      with: (within: Context, run) => contextManager.with(within, run),
      active: () => contextManager.active(),
      // Loops that outlive the call that started them belong to no trace.
      root: () => ROOT_CONTEXT,
      getMetadata: (of: Context) => contextManager.getMetadata(of),
      fromMetadata: (within: Context, metadata) => contextManager.fromMetadata(within, metadata),
    },
  };
}
