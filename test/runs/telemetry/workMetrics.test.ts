import { describe, expect, test } from "vitest";
import { ThreadLoad } from "../../../src/shared/threads/threadLoad.js";
import { events } from "../../../src/runs/telemetry/events.js";
import { FileTimer } from "../../../src/runs/telemetry/fileTimer.js";
import { observeEvents } from "../../../src/runs/telemetry/observeEvents.js";
import { WorkMetrics } from "../../../src/runs/telemetry/workMetrics.js";
import { expositionOf } from "../../support/exposition.js";

describe("a process's metrics", () => {
  async function after(work: () => Promise<void> | void) {
    const metrics = new WorkMetrics();
    const stopObserving = observeEvents(metrics, undefined);
    await work();
    stopObserving();
    events.bytesRead.publish({ bytes: 1e6 }); // nobody counts this
    return expositionOf(await metrics.registry.metrics());
  }

  test("have all outcomes from the beginning, at 0, and no duration of a job without one", async () => {
    const text = await after(() => undefined);
    for (const outcome of ["done", "rejected", "failed"])
      expect(text.value("ser_files_processed_total", { outcome })).toBe(0);
    for (const outcome of ["answered", "refused"]) expect(text.value("ser_predictions_total", { outcome })).toBe(0);
    const metrics = new WorkMetrics();
    metrics.jobOver("extract", "stalled", undefined);
    metrics.jobOver("extract", "done", 2_000);
    const page = expositionOf(await metrics.registry.metrics());
    expect(page.value("ser_jobs_total", { queue: "extract", outcome: "stalled" })).toBe(1);
    expect(page.value("ser_job_duration_seconds_count", { queue: "extract" })).toBe(1);
    expect(page.value("ser_job_duration_seconds_sum", { queue: "extract" })).toBe(2);
  });

  test("count files by outcome", async () => {
    const text = await after(() => {
      new FileTimer("r", "a").over("done");
      new FileTimer("r", "b").over("done");
      new FileTimer("r", "c").over("rejected", "too-short");
    });
    expect(text.value("ser_files_processed_total", { outcome: "done" })).toBe(2);
    expect(text.value("ser_files_processed_total", { outcome: "rejected" })).toBe(1);
    expect(text.value("ser_files_processed_total", { outcome: "failed" })).toBe(0);
  });

  test("measure each stage of a file, in seconds that add up to its total time", async () => {
    const startedAt = performance.now();
    let spentSec = 0;
    const text = await after(async () => {
      const file = new FileTimer("r", "a");
      file.fetched();
      await new Promise((resolve) => setTimeout(resolve, 20));
      file.computed({ decodeMs: 2, featuresMs: 8 });
      file.over("done");
      spentSec = (performance.now() - startedAt) / 1_000;
    });
    const sum = (stage: string): number => text.value("ser_stage_duration_seconds_sum", { stage })!;
    expect(sum("decode")).toBeCloseTo(0.002, 9);
    expect(sum("features")).toBeCloseTo(0.008, 9);
    const total = sum("fetch") + sum("queue_wait") + sum("decode") + sum("features");
    expect(total).toBeGreaterThan(0.0185); // timers may be a little early
    expect(total).toBeLessThanOrEqual(spentSec);
  });

  test("measure the fetch of a file that a thread read itself, after its wait", async () => {
    const text = await after(async () => {
      const file = new FileTimer("r", "a");
      await new Promise((resolve) => setTimeout(resolve, 20));
      file.computed({ readMs: 1, decodeMs: 2, featuresMs: 8 });
      file.over("done");
    });
    const sum = (stage: string): number => text.value("ser_stage_duration_seconds_sum", { stage })!;
    expect(sum("fetch")).toBeCloseTo(0.001, 9);
    expect(sum("queue_wait")).toBeGreaterThan(0.0075);
    expect(sum("decode") + sum("features")).toBeCloseTo(0.01, 9);
  });

  test("never contain a negative duration, whatever a thread reports", async () => {
    const text = await after(() => {
      const file = new FileTimer("r", "a");
      file.fetched();
      file.computed({ decodeMs: 1e6, featuresMs: 1e6 });
      file.over("done");
    });
    for (const stage of ["fetch", "queue_wait", "decode", "features"])
      expect(text.value("ser_stage_duration_seconds_sum", { stage })).toBeGreaterThanOrEqual(0);
  });

  test("measure the storing of a job's rows, unless it failed", async () => {
    const text = await after(() => {
      events.rowsStored.publish({ run: "r", rows: 3, start: 10, end: 260, error: undefined });
      events.rowsStored.publish({ run: "r", rows: 3, start: 10, end: 5_000, error: "full" });
    });
    expect(text.value("ser_stage_duration_seconds_sum", { stage: "store" })).toBeCloseTo(0.25, 9);
    expect(text.value("ser_stage_duration_seconds_count", { stage: "store" })).toBe(1);
  });

  test("count jobs by queue and outcome, with their waiting and running times", async () => {
    const text = await after(() => {
      events.jobTaken.publish({ queue: "extract", run: "r", waitedMs: 1_500 });
      events.jobTaken.publish({ queue: "extract", run: "r", waitedMs: undefined }); // a retry
      events.jobOver.publish({ queue: "extract", end: "done", durationMs: 250 });
      events.jobOver.publish({ queue: "extract", end: "stalled", durationMs: undefined });
    });
    expect(text.value("ser_jobs_total", { queue: "extract", outcome: "done" })).toBe(1);
    expect(text.value("ser_jobs_total", { queue: "extract", outcome: "stalled" })).toBe(1);
    expect(text.value("ser_job_wait_seconds_sum", { queue: "extract" })).toBe(1.5);
    expect(text.value("ser_job_wait_seconds_count", { queue: "extract" })).toBe(1);
    expect(text.value("ser_job_duration_seconds_sum", { queue: "extract" })).toBe(0.25);
  });

  test("count bytes, fits by kind and predictions", async () => {
    const text = await after(() => {
      events.bytesRead.publish({ bytes: 1_000 });
      events.bytesRead.publish({ bytes: 24 });
      events.fitted.publish({ kind: "candidate", results: 5 });
      events.predicted.publish({ isAnswer: true });
      events.predicted.publish({ isAnswer: false });
    });
    expect(text.value("ser_read_bytes_total", {})).toBe(1_024);
    expect(text.value("ser_fits_total", { kind: "candidate" })).toBe(5);
    expect(text.value("ser_predictions_total", { outcome: "answered" })).toBe(1);
    expect(text.value("ser_predictions_total", { outcome: "refused" })).toBe(1);
  });

  test("measure the load of threads, summed over a pool", async () => {
    const text = await after(() => {
      const [first, second] = [new ThreadLoad(2), new ThreadLoad(1)];
      events.threadsStarted.publish({ pool: "predict", load: first });
      events.threadsStarted.publish({ pool: "predict", load: second });
      for (let task = 0; task < 5; task++) void first.during(new Promise(() => undefined));
    });
    expect(text.value("ser_threads", { pool: "predict" })).toBe(3);
    expect(text.value("ser_threads_busy", { pool: "predict" })).toBe(2);
    expect(text.value("ser_thread_tasks_waiting", { pool: "predict" })).toBe(3);
    expect(text.value("ser_thread_busy_seconds_total", { pool: "predict" })).toBeGreaterThanOrEqual(0);
  });

  test("include event-loop delay, processor time and memory", async () => {
    const text = await after(() => undefined);
    for (const name of [
      "nodejs_eventloop_lag_p99_seconds",
      "process_cpu_seconds_total",
      "process_resident_memory_bytes",
    ])
      expect(text.names).toContain(name);
  });

  test("have names and units by Prometheus' conventions, and a description each", async () => {
    const text = await after(() => undefined);
    const own = [...text.families].filter(([name]) => name.startsWith("ser_"));
    expect(own.length).toBeGreaterThan(10);
    for (const [name, { type, help }] of own) expect([name, problemsOf(name, type, help)]).toEqual([name, []]);
  });
});

/** Source: Prometheus, "Metric and label naming". */
function problemsOf(name: string, type: string, help: string): string[] {
  return [
    ...(/^[a-z][a-z0-9_]*$/.test(name) ? [] : ["letters"]),
    ...((type === "counter") === name.endsWith("_total") ? [] : ["_total is for counters"]),
    ...(type === "histogram" && !/_(seconds|bytes)$/.test(name) ? ["no base unit"] : []),
    ...(/(milli|micro|_ms|minutes|hours|kilo|mega)/.test(name) ? ["not a base unit"] : []),
    ...(help.length > 0 ? [] : ["no help"]),
  ];
}
