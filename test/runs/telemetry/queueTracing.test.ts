import { trace } from "@opentelemetry/api";
import { Queue, Worker } from "bullmq";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectRedis } from "../../../src/shared/redis/connectRedis.js";
import { startOpenTelemetry } from "../../../src/shared/telemetry/openTelemetry.js";
import { queueTracing } from "../../../src/runs/telemetry/queueTracing.js";
import { silentLogger } from "../../support/logger.js";
import { startOtlpCollector, type OtlpCollector, type ReceivedSpan } from "../../support/otlpCollector.js";
import { testRedis } from "../../support/redis.js";

/** Jobs of three queues, each with its own inner span; of extraction jobs all are traced, or none. */
describe("the tracing of queues", () => {
  let collector: OtlpCollector;

  beforeAll(async () => {
    collector = await startOtlpCollector();
    process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.url;
    const running = startOpenTelemetry(silentLogger); // there is one a process
    await runJobs("extract", 1, "in a traced job");
    await runJobs("extract", 0, "in a job left out");
    await runJobs("list", 0, "in a listing");
    await running.close();
  });

  afterAll(async () => collector.close());

  async function runJobs(name: string, jobShare: number, within: string): Promise<void> {
    const { url, prefix } = await testRedis();
    const redis = await connectRedis(url);
    const options = { connection: redis, prefix, telemetry: queueTracing(jobShare) };
    const queue = new Queue(name, options);
    await queue.addBulk([1, 2, 3].map((data) => ({ name, data })));
    let done = 0;
    const process = async (): Promise<void> => {
      const job = trace.getActiveSpan();
      if (job?.isRecording() === true) trace.getTracer("test").startSpan(within).end();
      return Promise.resolve();
    };
    const worker = new Worker(name, process, options);
    worker.on("completed", () => done++);
    while (done < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await worker.close();
    await queue.close();
    redis.disconnect();
  }

  const named = (name: string): ReceivedSpan[] => collector.spans.filter((span) => span.name === name);

  test("makes a job part of the trace of the process that added it", () => {
    const [added] = named("addBulk extract");
    const jobs = named("process extract");
    expect(jobs.map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(added!.spanId));
    expect(named("in a traced job").map(({ parentSpanId }) => parentSpanId)).toEqual(jobs.map(({ spanId }) => spanId));
  });

  test("samples extraction jobs, with all their spans, by the configured share", () => {
    expect(named("addBulk extract")).toHaveLength(2);
    expect(named("process extract")).toHaveLength(3);
    expect(named("in a job left out")).toEqual([]);
  });

  test("omits no other job", () => {
    expect(named("process list")).toHaveLength(3);
    expect(named("in a listing")).toHaveLength(3);
  });

  test("records nothing that workers do between jobs", () => {
    const operations = new Set(collector.spans.map(({ name }) => name.split(" ")[0]));
    expect([...operations].sort()).toEqual(["addBulk", "complete", "in", "process"]);
  });
});
