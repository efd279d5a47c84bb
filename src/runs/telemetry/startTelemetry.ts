import type { Logger } from "../../shared/logger.js";
import { observeEvents } from "./observeEvents.js";
import type { TracingSettings } from "../../shared/telemetry/openTelemetry.js";
import type { QueueTelemetry } from "./queueTelemetry.js";
import { startTracing } from "./startTracing.js";
import type { WorkMetrics } from "./workMetrics.js";

export interface RunningTelemetry {
  /** for BullMQ, which carries a trace with a job; undefined without tracing */
  readonly queueTelemetry: QueueTelemetry | undefined;
  /** counters, if requested */
  readonly metrics: WorkMetrics | undefined;
  /** Sends the remaining traces. */
  close(): Promise<void>;
}

/**
 * Starts metrics and tracing if requested; otherwise their packages are not loaded. Call it before the work starts.
 *
 * @throws ConfigError as startTracing
 */
export async function startTelemetry(
  wanted: { readonly metrics: boolean; readonly tracing: TracingSettings },
  logger: Logger,
): Promise<RunningTelemetry> {
  const metrics = wanted.metrics ? new (await import("./workMetrics.js")).WorkMetrics() : undefined;
  const running = await startTracing(wanted.tracing, logger);
  const stopObserving = observeEvents(metrics, running?.tracing);
  return {
    queueTelemetry: running?.tracing.queues,
    metrics,
    async close() {
      stopObserving();
      await running?.close();
    },
  };
}
