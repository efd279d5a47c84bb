import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, startCli } from "../support/cli.js";
import { smallCorpus } from "../support/corpus.js";
import { startOtlpCollector, type OtlpCollector, type ReceivedSpan } from "../support/otlpCollector.js";
import { testRedis } from "../support/redis.js";

/** A run's listing and extraction by two processes that send their spans to a stand-in for a collector. */
describe("the trace of a run", { timeout: 240_000 }, () => {
  const key = "Actor_01/03-01-01-01-01-01-01.wav";
  let collector: OtlpCollector;
  let byId: ReadonlyMap<string, ReceivedSpan>;

  beforeAll(async () => {
    const source = await smallCorpus(1);
    collector = await startOtlpCollector();
    const { url, prefix } = await testRedis();
    const env = { REDIS_URL: url, SER_PREFIX: prefix, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    await cli(["produce", source, "--run", "traced", "--files-per-job", "10"], env);
    const worker = startCli(["work", "extract", "--threads", "1"], env);
    await untilExtracted(env);
    worker.kill("SIGTERM"); // remaining spans are sent when a process exits
    expect(await worker.ended()).toBe(0);
    byId = new Map(collector.spans.map((span) => [span.spanId, span]));
  }, 240_000);

  afterAll(async () => collector.close());

  function ofFile(): ReceivedSpan {
    return collector.spans.find((span) => span.name === "file" && span.attributes["ser.key"] === key)!;
  }

  /** A span and its ancestors, up to the root of the trace. */
  function lineage(span: ReceivedSpan | undefined): ReceivedSpan[] {
    return span === undefined ? [] : [span, ...lineage(byId.get(span.parentSpanId))];
  }

  test("leads from a file's stages through its extraction and its listing to the producer's first span", () => {
    const decode = collector.spans.find(
      ({ name, parentSpanId }) => name === "decode" && parentSpanId === ofFile().spanId,
    );
    expect(lineage(decode).map(({ name }) => name)).toEqual([
      "decode",
      "file",
      "process extract",
      "addBulk extract",
      "process list",
      "addNode list",
      "addNode train",
      "addFlow train",
    ]);
  });

  test("is the same in both processes", () => {
    const family = lineage(ofFile());
    expect(new Set(family.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(family.map(({ resource }) => resource["service.instance.id"])).size).toBe(2);
  });

  test("has a file's wait, its fetch by the thread, decoding and features one after the other within the file", () => {
    const file = ofFile();
    const parts = collector.spans
      .filter(({ parentSpanId }) => parentSpanId === file.spanId)
      .sort((a, b) => Number(a.start - b.start));
    expect(parts.map(({ name }) => name)).toEqual(["queue_wait", "fetch", "decode", "features"]);
    parts.forEach(({ start, end }, i) => {
      expect(start).toBeGreaterThanOrEqual(i === 0 ? file.start : parts[i - 1]!.end);
      expect(end).toBeLessThanOrEqual(file.end);
    });
  });

  test("ends with the row: each extraction has a store span with as many rows as files", () => {
    const stores = collector.spans.filter(({ name }) => name === "store");
    expect(stores.map(({ attributes }) => attributes["ser.rows"])).toEqual([10, 10, 10]);
    expect(stores.map(({ parentSpanId }) => byId.get(parentSpanId)?.name)).toEqual(Array(3).fill("process extract"));
  });

  test("contains the run in its jobs and their parts, and the number of files of a job", () => {
    const job = lineage(ofFile()).find(({ name }) => name === "process extract")!;
    expect(job.attributes).toMatchObject({ "ser.run": "traced", "ser.keys": 10 });
    for (const name of ["process list", "file", "fetch", "store"])
      expect(collector.spans.find((span) => span.name === name)?.attributes["ser.run"]).toBe("traced");
  });

  test("does not include what workers do between jobs", () => {
    const names = new Set(collector.spans.map(({ name }) => name));
    for (const name of names) expect(name).not.toMatch(/getNextJob|moveStalledJobsToWait|close|extendLocks/);
  });
});

async function untilExtracted(env: Readonly<Record<string, string>>): Promise<void> {
  for (;;) {
    const { stdout } = await cli(["status", "traced", "--json"], { ...env, OTEL_SDK_DISABLED: "true" });
    if ((JSON.parse(stdout) as { files: { done: number } }).files.done === 30) return;
  }
}
