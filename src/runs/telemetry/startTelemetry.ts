import type { Logger } from "../../shared/logger.js";
import { createTelemetry } from "./liveTelemetry.js";
import type { TracingSettings } from "../../shared/telemetry/openTelemetry.js";
import { startTracing } from "./startTracing.js";
import type { Telemetry } from "./telemetry.js";
import type { WorkMetrics } from "./workMetrics.js";

export interface RunningTelemetry {
  /** what the work tells, to whom it may concern */
  readonly telemetry: Telemetry;
  /** what is counted, where that was asked for */
  readonly metrics: WorkMetrics | undefined;
  /** Sends the traces that are left. */
  close(): Promise<void>;
}

/**
 * Switches on what is wanted; nothing else is loaded.
 *
 * @throws ConfigError as startTracing
 */
export async function startTelemetry(
  wanted: { readonly metrics: boolean; readonly tracing: TracingSettings },
  logger: Logger,
): Promise<RunningTelemetry> {
  const metrics = wanted.metrics ? new (await import("./workMetrics.js")).WorkMetrics() : undefined;
  const running = await startTracing(wanted.tracing, logger);
  return {
    telemetry: createTelemetry(metrics, running?.tracing),
    metrics,
    close: async () => running?.close(),
  };
}
