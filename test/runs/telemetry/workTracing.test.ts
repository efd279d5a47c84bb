import { context, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { events, type FileOver } from "../../../src/runs/telemetry/events.js";
import { observeEvents } from "../../../src/runs/telemetry/observeEvents.js";
import { WorkTracing } from "../../../src/runs/telemetry/workTracing.js";

const exporter = new InMemorySpanExporter();

describe("the spans of a run's work", () => {
  let stopObserving: () => void;

  beforeAll(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterAll(() => {
    trace.disable();
    context.disable();
  });
  beforeEach(() => {
    exporter.reset();
    stopObserving = observeEvents(undefined, new WorkTracing(1));
  });
  afterEach(() => stopObserving());

  /** Publishes events within the span of a job. @returns the spans recorded, by name */
  function within(publish: () => void): Map<string, ReturnType<typeof exporter.getFinishedSpans>[number]> {
    const job = trace.getTracer("test").startSpan("job");
    context.with(trace.setSpan(ROOT_CONTEXT, job), publish);
    job.end();
    return new Map(exporter.getFinishedSpans().map((span) => [span.name, span]));
  }
  const epochMs = ([seconds, nanoseconds]: readonly [number, number]): number => seconds * 1_000 + nanoseconds / 1e6;
  const file = (changes: Partial<FileOver> = {}): FileOver => {
    const end = performance.now();
    return {
      ...{ run: "r", key: "a.wav", outcome: "done", code: undefined, start: end - 100, end },
      stages: [
        { stage: "fetch", start: end - 100, end: end - 60 },
        { stage: "decode", start: end - 60, end },
      ],
      ...changes,
    };
  };

  test("have the run and the number of files of their job", () => {
    const job = within(() => {
      events.jobTaken.publish({ queue: "extract", run: "r", waitedMs: 1 });
      events.jobFiles.publish({ files: 3 });
    }).get("job")!;
    expect(job.attributes).toEqual({ "ser.run": "r", "ser.keys": 3 });
  });

  test("have no run if their job has none", () => {
    const job = within(() => events.jobTaken.publish({ queue: "predict", run: undefined, waitedMs: 1 })).get("job")!;
    expect(job.attributes).toEqual({});
  });

  test("show a file with its stages, by the wall clock", () => {
    const spans = within(() => events.fileOver.publish(file()));
    const of = (name: string) => spans.get(name)!;
    expect(of("file").attributes).toEqual({ "ser.run": "r", "ser.key": "a.wav", "ser.end": "done" });
    expect(of("file").parentSpanContext?.spanId).toBe(of("job").spanContext().spanId);
    expect(of("file").instrumentationScope.name).toBe("ser");
    expect(of("file").status.code).toBe(SpanStatusCode.UNSET);
    for (const name of ["fetch", "decode"]) {
      expect(of(name).attributes).toEqual({ "ser.run": "r" });
      expect(of(name).parentSpanContext?.spanId).toBe(of("file").spanContext().spanId);
    }
    const at = (name: string): number[] => [epochMs(of(name).startTime), epochMs(of(name).endTime)];
    const [start, end] = at("file") as [number, number];
    expect(Math.abs(end - Date.now())).toBeLessThan(10_000);
    expect(end - start).toBeCloseTo(100, 1);
    expect(at("fetch")[0]).toBeCloseTo(start, 1);
    expect(at("fetch")[1]).toBeCloseTo(start + 40, 1);
    expect(at("decode")[0]).toBeCloseTo(start + 40, 1);
    expect(at("decode")[1]).toBeCloseTo(end, 1);
  });

  test("show why a file was rejected, and that a failed one will be tried again", () => {
    const rejected = within(() => events.fileOver.publish(file({ outcome: "rejected", code: "too-short" })));
    expect(rejected.get("file")).toMatchObject({
      attributes: { "ser.end": "rejected", "ser.code": "too-short" },
      status: { code: SpanStatusCode.UNSET },
    });
    exporter.reset();
    const failed = within(() => events.fileOver.publish(file({ outcome: "failed" })));
    expect(failed.get("file")!.status).toEqual({ code: SpanStatusCode.ERROR, message: "to be tried again" });
    expect(failed.get("file")!.attributes).not.toHaveProperty("ser.code");
  });

  test("show the storing of a job's rows, and why it failed", () => {
    const end = performance.now();
    const stored = { run: "r", rows: 3, start: end - 50, end, error: undefined };
    const store = within(() => events.rowsStored.publish(stored)).get("store")!;
    expect(store.attributes).toEqual({ "ser.run": "r", "ser.rows": 3 });
    expect(store.status.code).toBe(SpanStatusCode.UNSET);
    expect(epochMs(store.endTime) - epochMs(store.startTime)).toBeCloseTo(50, 1);
    exporter.reset();
    const failed = within(() => events.rowsStored.publish({ ...stored, error: "full" })).get("store")!;
    expect(failed.status).toEqual({ code: SpanStatusCode.ERROR, message: "full" });
  });

  test("have the times of the wall clock, however long the process has run", () => {
    const wall = vi.spyOn(Date, "now").mockReturnValue(1_700_000_000_000);
    const clock = vi.spyOn(performance, "now").mockReturnValue(5_000_000);
    const stored = { run: "r", rows: 3, start: 4_999_000, end: 5_000_000, error: undefined };
    const store = within(() => events.rowsStored.publish(stored)).get("store")!;
    wall.mockRestore();
    clock.mockRestore();
    expect([epochMs(store.startTime), epochMs(store.endTime)]).toEqual([1_699_999_999_000, 1_700_000_000_000]);
  });

  test("are left out without an error where there is no job", () => {
    const tracing = new WorkTracing(1);
    tracing.jobRun("r");
    tracing.jobFiles(3);
    tracing.file(file());
    tracing.rows({ run: "r", rows: 3, start: 0, end: 1, error: undefined });
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  test("are not recorded outside a job, in a job that is not traced, or after the end", () => {
    const publish = (): void => {
      events.jobTaken.publish({ queue: "extract", run: "r", waitedMs: 1 });
      events.jobFiles.publish({ files: 3 });
      events.fileOver.publish(file());
      events.rowsStored.publish({ run: "r", rows: 3, start: 0, end: 1, error: undefined });
    };
    publish();
    const untraced = trace.wrapSpanContext({ traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 0 });
    context.with(trace.setSpan(ROOT_CONTEXT, untraced), publish);
    expect(exporter.getFinishedSpans()).toEqual([]);
    stopObserving();
    expect([...within(publish).keys()]).toEqual(["job"]);
  });
});
