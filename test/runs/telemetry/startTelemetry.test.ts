import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { events } from "../../../src/runs/telemetry/events.js";
import { startTelemetry } from "../../../src/runs/telemetry/startTelemetry.js";
import { expositionOf } from "../../support/exposition.js";
import { silentLogger } from "../../support/logger.js";
import { startOtlpCollector } from "../../support/otlpCollector.js";

test("without metrics and tracing nothing is observed", async () => {
  const running = await startTelemetry({ metrics: false, tracing: { isOn: false, jobShare: 1 } }, silentLogger);
  events.bytesRead.publish({ bytes: 10 });
  expect(running.metrics).toBeUndefined();
  expect(running.queueTelemetry).toBeUndefined();
  await running.close();
});

test("metrics count until they are closed, without tracing", async () => {
  const running = await startTelemetry({ metrics: true, tracing: { isOn: false, jobShare: 1 } }, silentLogger);
  events.bytesRead.publish({ bytes: 10 });
  expect(running.queueTelemetry).toBeUndefined();
  await running.close();
  events.bytesRead.publish({ bytes: 100 });
  const text = expositionOf(await running.metrics!.registry.metrics());
  expect(text.value("ser_read_bytes_total", {})).toBe(10);
});

test("tracing sends a job's spans to the collector when it is closed, without metrics", async () => {
  const collector = await startOtlpCollector();
  process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.url;
  const running = await startTelemetry({ metrics: false, tracing: { isOn: true, jobShare: 1 } }, silentLogger);
  expect(running.metrics).toBeUndefined();
  const { tracer } = running.queueTelemetry!;
  tracer.startSpan("process extract").end();
  const job = trace.getTracer("test").startSpan("job");
  context.with(trace.setSpan(ROOT_CONTEXT, job), () =>
    events.rowsStored.publish({ run: "r", rows: 3, start: 0, end: 1, error: undefined }),
  );
  job.end();
  await running.close();
  expect(collector.spans.map(({ name }) => name).sort()).toEqual(["job", "process extract", "store"]);
  await collector.close();
  for (const api of [trace, context, propagation]) api.disable();
  delete process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
});
