import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { context, diag, DiagLogLevel, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "../logger.js";
import { packageVersion } from "../packageVersion.js";

/** Whether and how much to trace; the OpenTelemetry SDK reads the destination itself. */
export interface TracingSettings {
  readonly isOn: boolean;
  /** share of jobs that are traced, from 0 to 1 */
  readonly jobShare: number;
}

export interface RunningOpenTelemetry {
  /** Sends the remaining spans; waits at most a few seconds for the collector. */
  close(): Promise<void>;
}

/** How long a finishing process waits for the collector. */
const closeMs = 5_000;

/**
 * Sends this process's spans by OTLP over HTTP. Endpoint, headers, sampler and batches are set by OpenTelemetry's own
 * variables (OTEL_EXPORTER_OTLP_…, OTEL_TRACES_SAMPLER, OTEL_BSP_…, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES).
 */
export function startOpenTelemetry(logger: Logger): RunningOpenTelemetry {
  const say = (message: string, ...facts: unknown[]): void => logger.warn({ facts: facts.map(String) }, message);
  const quiet = (): void => undefined;
  diag.setLogger({ error: say, warn: say, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
  const own = resourceFromAttributes({
    "service.name": "ser",
    "service.version": packageVersion(),
    "service.instance.id": `${hostname()}-${process.pid}`,
  });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    async close() {
      const over = new AbortController();
      const sent = provider.shutdown().catch((error: unknown) => say("traces were not sent", error));
      await Promise.race([sent, sleep(closeMs, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
    },
  };
}
