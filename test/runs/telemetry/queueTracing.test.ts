import { context, propagation, ROOT_CONTEXT, trace, type Context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { Queue, SpanKind, Worker } from "bullmq";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import type { QueueTelemetry } from "../../../src/runs/telemetry/queueTelemetry.js";
import { queueTracing } from "../../../src/runs/telemetry/queueTracing.js";
import { testRedis } from "../../support/redis.js";

const exporter = new InMemorySpanExporter();

describe("the tracing of queues", () => {
  beforeAll(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });
  afterAll(() => {
    for (const api of [trace, context, propagation]) api.disable();
  });
  beforeEach(() => exporter.reset());

  /** Adds three jobs and processes each in its own span. */
  async function runJobs(name: string, jobShare: number, { areAddedTraced = true } = {}): Promise<void> {
    const { url, prefix } = await testRedis();
    const redis = await connectRedis(url);
    const telemetry = queueTracing(jobShare);
    const queue = new Queue(name, { connection: redis, prefix, ...(areAddedTraced ? { telemetry } : {}) });
    await queue.addBulk([1, 2, 3].map((data) => ({ name, data })));
    let done = 0;
    const process = async (): Promise<void> => {
      const job = trace.getActiveSpan();
      if (job?.isRecording() === true) trace.getTracer("test").startSpan("within the job").end();
      return Promise.resolve();
    };
    const worker = new Worker(name, process, { connection: redis, prefix, telemetry });
    worker.on("completed", () => done++);
    while (done < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await worker.close();
    await queue.close();
    redis.disconnect();
  }

  const named = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);
  const parents = (name: string) => named(name).map((span) => span.parentSpanContext?.spanId);
  const ids = (name: string) => named(name).map((span) => span.spanContext().spanId);

  test("makes a job part of the trace of the process that added it", async () => {
    await runJobs("extract", 1);
    const [added] = ids("addBulk extract");
    expect(parents("process extract")).toEqual([added, added, added]);
    expect(parents("within the job").sort()).toEqual(ids("process extract").sort());
    expect(new Set(exporter.getFinishedSpans().map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  test("leaves out extraction jobs, with all their spans, that the configured share does not cover", async () => {
    await runJobs("extract", 0);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(["addBulk extract"]);
    const random = vi.spyOn(Math, "random").mockReturnValue(0.25);
    await runJobs("extract", 0.25);
    expect(named("process extract")).toEqual([]);
    await runJobs("extract", 0.26);
    random.mockRestore();
    expect(named("process extract")).toHaveLength(3);
  });

  test("omits no other job, nor one that was added without a trace", async () => {
    await runJobs("list", 0);
    expect([named("process list").length, named("within the job").length]).toEqual([3, 3]);
    await runJobs("extract", 0, { areAddedTraced: false });
    expect(parents("process extract")).toEqual([undefined, undefined, undefined]);
  });

  test("records nothing that workers do between jobs", async () => {
    await runJobs("extract", 1);
    const operations = new Set(exporter.getFinishedSpans().map(({ name }) => name.split(" ")[0]));
    expect([...operations].sort()).toEqual(["addBulk", "complete", "process", "within"]);
  });

  test("leaves the trace unchanged by what it does not record", () => {
    const { tracer, contextManager }: QueueTelemetry<Context> = queueTracing(1);
    const job = trace.getTracer("test").startSpan("job");
    const inJob = trace.setSpan(ROOT_CONTEXT, job);
    const within = (name: string, kind: SpanKind, parent?: Context) => {
      const span = tracer.startSpan(name, { kind }, parent);
      span.end();
      return trace.getSpanContext(span.setSpanOnContext(ROOT_CONTEXT) as Context);
    };
    expect(within("getNextJob extract", SpanKind.INTERNAL, inJob)).toEqual(job.spanContext());
    expect(context.with(inJob, () => within("getNextJob extract", SpanKind.INTERNAL))).toEqual(job.spanContext());
    expect(trace.isSpanContextValid(within("extendLocks extract", SpanKind.INTERNAL)!)).toBe(false);
    expect(exporter.getFinishedSpans()).toEqual([]);
    tracer.startSpan("of no kind").end();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(["of no kind"]);
    exporter.reset();
    within("a getNextJob", SpanKind.INTERNAL, inJob);
    within("getNextJob extract", SpanKind.CONSUMER, inJob);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(["a getNextJob", "getNextJob extract"]);
    expect(exporter.getFinishedSpans()[0]!.instrumentationScope.name).toBe("bullmq");
    expect(contextManager.with(inJob, () => contextManager.active() as Context)).toBe(inJob);
    expect(contextManager.with(inJob, () => contextManager.root!() as Context)).toBe(ROOT_CONTEXT);
  });
});
