import { beforeEach, describe, expect, test } from "vitest";
import { RecordingReader } from "../../../src/audio/recordingReader.js";
import { InputError, TransientError } from "../../../src/shared/errors.js";
import type { ExtractPayload } from "../../../src/runs/jobs.js";
import type { JobContext } from "../../../src/runs/queues/worker.js";
import type { FeatureRow } from "../../../src/features/featureRow.js";
import type { ObjectStore, ReadOptions } from "../../../src/shared/objects/objectStore.js";
import type { RejectedContent } from "../../../src/runs/rows/rejectionCache.js";
import type { Rejection } from "../../../src/runs/rejection.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { events } from "../../../src/runs/telemetry/events.js";
import { Semaphore } from "../../../src/shared/async/semaphore.js";
import { extractProcessor, type ExtractPorts, type OpenRun } from "../../../src/workers/extract/processor.js";
import { InlineReadPolicy } from "../../../src/workers/extract/inlineReadPolicy.js";
import { BufferPool } from "../../../src/workers/extract/bufferPool.js";
import { silentLogger } from "../../support/logger.js";
import { runSettings } from "../../support/settings.js";

function readerOf(source: ObjectStore): RecordingReader {
  return new RecordingReader(source, { maxBytes: 1_000, buffers: new BufferPool(1_000_000) });
}

/** A file's outcome, as given by its name. */
type Fate = "good" | "rejected" | "rejected, unverified" | "gone" | "unreachable";

describe("an extraction job", () => {
  let fates: Record<string, Fate>;
  let fetched: string[];
  let sizes: (number | undefined)[];
  let shards: Map<string, FeatureRow[]>;
  let rejected: Map<string, Rejection>;
  let tallied: number;
  let remembered: readonly RejectedContent[];

  beforeEach(() => {
    fetched = [];
    sizes = [];
    shards = new Map();
    rejected = new Map();
    tallied = 0;
  });

  const source = {
    get: (key: string, { listedSize }: ReadOptions = {}) => {
      fetched.push(key);
      sizes.push(listedSize);
      if (fates[key] === "gone") return Promise.reject(new InputError("missing-object", `${key}: no such object`));
      if (fates[key] === "unreachable") return Promise.reject(new TransientError("S3 did not answer"));
      const [text, isUnverified] = fates[key]!.split(",");
      const content = { bytes: new TextEncoder().encode(text), etag: `etag of ${key}` };
      return Promise.resolve(isUnverified === undefined ? content : { ...content, isUnverified: true });
    },
  } as Pick<ObjectStore, "get"> as ObjectStore;

  const run: OpenRun = {
    settings: runSettings({ source: "/corpus" }),
    reader: readerOf(source),
    inlineReads: new InlineReadPolicy(),
    features: {
      store({ shard, keys, rows, rejections }) {
        const others = (shards.get(shard) ?? []).filter(({ key }) => !keys.includes(key));
        shards.set(shard, [...others, ...rows]);
        for (const key of keys) rejected.delete(key);
        for (const rejection of rejections) rejected.set(rejection.key, rejection);
        return Promise.resolve();
      },
      has: (shard, keys) =>
        Promise.resolve(keys.map((key) => shards.get(shard)?.some((row) => row.key === key) === true)),
    },
    remember: (rejections) => Promise.resolve(void (remembered = rejections)),
    tally: (files) => Promise.resolve(void (tallied += files)),
  };

  const ports: ExtractPorts = {
    openRun: () => Promise.resolve(run),
    threads: {
      extract: (sound) => {
        const text = sound.kind === "file" ? new TextDecoder().decode(sound.bytes) : "";
        const spent = { decodeMs: 0, featuresMs: 0 };
        if (text === "rejected") return Promise.resolve({ ok: false, code: "too-short", message: "no frame", spent });
        const extraction = { sampleRate: 16_000, samples: 1, sourceRate: 48_000, durationSec: 1, notes: [] };
        return Promise.resolve({ ok: true, extraction: { ...extraction, features: new Float64Array([0.1]) }, spent });
      },
      extractFile: () => Promise.reject(new Error("no file of this machine")),
    },
    files: new Semaphore(2),
  };
  const process = extractProcessor(ports);

  function job(
    keys: string[],
    given: { attempt?: number; shard?: string; sizes?: number[] } = {},
  ): JobContext<ExtractPayload> {
    const { attempt = 1, shard, sizes: listed } = given;
    return {
      id: "extract",
      payload: {
        run: "r",
        keys,
        ...(shard === undefined ? {} : { shard }),
        ...(listed === undefined ? {} : { sizes: listed }),
      },
      attempt,
      isLastAttempt: false,
      lock: { key: "lock", token: "mine" },
      released: new AbortController().signal,
      logger: silentLogger,
      report: () => Promise.resolve(),
      waitForChildren: () => Promise.resolve(),
      requeue: () => Promise.reject(new Error("put back")),
    };
  }

  const keysIn = (shard: string): string[] => (shards.get(shard) ?? []).map(({ key }) => key).sort();

  test("stores its rows as one shard, with ETag and the features as float32", async () => {
    fates = { a: "good", b: "good" };
    await process(job(["a", "b"]));
    expect(shards.get(shardName(["a", "b"]))).toEqual(
      ["a", "b"].map((key) => ({
        key,
        etag: `etag of ${key}`,
        durationSec: 1,
        sourceRate: 48_000,
        features: Float32Array.of(0.1),
      })),
    );
  });

  test("reads each file with its listed size, if its job contains it", async () => {
    fates = { a: "good", b: "good" };
    await process(job(["a", "b"], { sizes: [10, 20] }));
    await process(job(["b"]));
    expect(sizes).toEqual([10, 20, undefined]);
  });

  test("rejects a bad file on its own, with its code, its shard and the ETag of the rejected bytes", async () => {
    fates = { a: "good", b: "rejected", c: "gone" };
    expect(await process(job(["a", "b", "c"]))).toEqual({ rows: 1, rejected: 2 });
    const shard = shardName(["a", "b", "c"]);
    expect([...rejected.values()]).toEqual([
      { key: "b", code: "too-short", message: "no frame", etag: "etag of b", shard, attempts: 1 },
      { key: "c", code: "missing-object", message: "c: no such object", shard, attempts: 1 },
    ]);
  });

  test("records the listed size of a rejected file for its retry", async () => {
    fates = { a: "rejected", b: "gone" };
    await process(job(["a", "b"], { sizes: [10, 20] }));
    expect([...rejected.values()].map(({ key, size }) => [key, size])).toEqual([
      ["a", 10],
      ["b", 20],
    ]);
  });

  test("records for later runs whether the rejected bytes were verified", async () => {
    fates = { a: "rejected", b: "rejected, unverified" };
    await process(job(["a", "b"]));
    expect(remembered.map(({ key, isUnverified }) => [key, isUnverified])).toEqual([
      ["a", undefined],
      ["b", true],
    ]);
  });

  test("fails for transient errors after storing the other files", async () => {
    fates = { a: "good", b: "unreachable" };
    await expect(process(job(["a", "b"]))).rejects.toThrow("S3 did not answer");
    expect(keysIn(shardName(["a", "b"]))).toEqual(["a"]);
  });

  test("fetches on its next attempt only files without a row, and produces the same shard", async () => {
    fates = { a: "good", b: "unreachable" };
    await process(job(["a", "b"])).catch(() => undefined);
    fates["b"] = "good";
    await process(job(["a", "b"], { attempt: 2 }));
    expect(fetched).toEqual(["a", "b", "b"]);
    expect(keysIn(shardName(["a", "b"]))).toEqual(["a", "b"]);
  });

  test("withdraws a rejection if a later attempt produces a row", async () => {
    fates = { a: "gone", b: "unreachable" };
    await process(job(["a", "b"])).catch(() => undefined);
    fates = { a: "good", b: "good" };
    await process(job(["a", "b"], { attempt: 2 }));
    expect([...rejected.keys()]).toEqual([]);
  });

  test("adds its rows to a shard that already has others", async () => {
    fates = { b: "good" };
    const shard = shardName(["a", "b"]);
    shards.set(shard, [{ key: "a", etag: "1", durationSec: 1, sourceRate: 1, features: new Float32Array(1) }]);
    await process(job(["b"], { shard }));
    expect(keysIn(shard)).toEqual(["a", "b"]);
  });

  test("logs which file was rejected or failed, and why", async () => {
    fates = { a: "good", b: "rejected", c: "unreachable" };
    const logged: unknown[] = [];
    const logger = {
      ...silentLogger,
      info: (facts: object) => logged.push(facts),
      warn: (facts: object) => logged.push(facts),
    };
    await process({ ...job(["a", "b", "c"]), logger }).catch(() => undefined);
    expect(logged).toEqual(
      expect.arrayContaining([
        { key: "b", code: "too-short", reason: "no frame" },
        { key: "c", error: expect.stringContaining("S3 did not answer") as string },
      ]),
    );
    expect(logged).toHaveLength(2);
  });

  test("publishes the stages and the outcome of each file, and the rows stored", async () => {
    fates = { a: "good", b: "rejected", c: "gone", d: "unreachable" };
    const told: string[] = [];
    const subscriptions = [
      events.jobFiles.subscribe(({ files }) => void told.push(`${files} files`)),
      events.fileOver.subscribe(({ run, key, stages, outcome, code = "" }) => {
        told.push(`${run} ${key} ${stages.map(({ stage }) => stage).join(",")} ${outcome} ${code}`);
      }),
      events.rowsStored.subscribe(({ run, rows }) => void told.push(`${run} store ${rows}`)),
    ];
    await extractProcessor(ports)(job(["a", "b", "c", "d"])).catch(() => undefined);
    for (const unsubscribe of subscriptions) unsubscribe();
    expect(told[0]).toBe("4 files");
    expect(told.slice(1, -1).sort()).toEqual([
      "r a fetch,queue_wait,decode,features done ",
      "r b fetch,queue_wait,decode,features rejected too-short",
      "r c  rejected missing-object",
      "r d  failed ",
    ]);
    expect(told.at(-1)).toBe("r store 1");
  });

  describe("of a directory", () => {
    const etagOf = (path: string): string => `read on a thread: ${path}`;
    const spent = { readMs: 0.1, decodeMs: 0, featuresMs: 0 };
    let reading: InlineReadPolicy;
    beforeEach(() => void (reading = new InlineReadPolicy()));
    const local: ExtractPorts = {
      ...ports,
      openRun: () =>
        Promise.resolve({
          ...run,
          inlineReads: reading,
          reader: readerOf({
            ...source,
            localPath: (key: string) => `/corpus/${key}`,
            getRange: () => Promise.reject(new TransientError("a range of a video")),
          }),
        }),
      threads: {
        ...ports.threads,
        extractFile: (path) => {
          const fate = fates[path.replace("/corpus/", "")];
          if (fate === "gone" || fate === "unreachable") return Promise.resolve(undefined);
          const file = { etag: etagOf(path), bytes: 8 };
          if (fate === "rejected")
            return Promise.resolve({ ok: false, code: "too-short", message: "no frame", spent, file });
          const extraction = { sampleRate: 16_000, samples: 1, sourceRate: 48_000, durationSec: 1, notes: [] };
          const features = new Float64Array([0.1]);
          return Promise.resolve({ ok: true, extraction: { ...extraction, features }, spent, file });
        },
      },
    };

    test("leaves reading to the threads, and unreadable files to the store, which reports the reason", async () => {
      fates = { a: "good", b: "rejected", c: "gone", d: "unreachable" };
      await expect(extractProcessor(local)(job(["a", "b", "c", "d"]))).rejects.toThrow("S3 did not answer");
      expect(fetched).toEqual(["c", "d"]);
      expect(shards.get(shardName(["a", "b", "c", "d"]))?.map(({ etag }) => etag)).toEqual([etagOf("/corpus/a")]);
      expect([...rejected.values()].map(({ key, code, etag }) => [key, code, etag])).toEqual([
        ["b", "too-short", etagOf("/corpus/b")],
        ["c", "missing-object", undefined],
      ]);
    });

    test("leaves videos to the store, which reads only their audio", async () => {
      fates = { "a.mp4": "good" };
      await expect(extractProcessor(local)(job(["a.mp4"]))).rejects.toThrow("a range of a video");
    });

    test("reads ahead if the threads' reads are slow", async () => {
      const slow: ExtractPorts["threads"] = {
        ...local.threads,
        async extractFile(path, ...rest) {
          const result = (await local.threads.extractFile(path, ...rest))!;
          return { ...result, spent: { ...result.spent, readMs: 20 } };
        },
      };
      const keys = Array.from({ length: 100 }, (_, i) => `${i}`);
      fates = Object.fromEntries(keys.map((key) => [key, "good"]));
      await extractProcessor({ ...local, threads: slow })(job(keys));
      expect(fetched).toHaveLength(84);
      expect(keysIn(shardName(keys))).toEqual([...keys].sort());
    });

    test("leaves everything to the threads once their first reads were fast", async () => {
      const keys = Array.from({ length: 100 }, (_, i) => `${i}`);
      fates = Object.fromEntries(keys.map((key) => [key, "good"]));
      await extractProcessor(local)(job(keys));
      expect(fetched.length).toBeLessThanOrEqual(2); // those that came while the sixteenth was read
    });

    test("counts what the threads read", async () => {
      fates = { a: "good", b: "good" };
      let bytes = 0;
      const unsubscribe = events.bytesRead.subscribe((read) => void (bytes += read.bytes));
      await extractProcessor(local)(job(["a", "b"]));
      unsubscribe();
      expect(bytes).toBe(16);
    });
  });

  test("has no more files in progress than the semaphore permits, including those of other jobs", async () => {
    let [inHand, most] = [0, 0];
    const threads: ExtractPorts["threads"] = {
      ...ports.threads,
      async extract(...given) {
        most = Math.max(most, ++inHand);
        await new Promise((resolve) => setImmediate(resolve));
        inHand--;
        return ports.threads.extract(...given);
      },
    };
    const keys = Array.from({ length: 20 }, (_, i) => `${i}`);
    fates = Object.fromEntries(keys.map((key) => [key, "good"]));
    const gated = extractProcessor({ ...ports, threads, files: new Semaphore(4) });
    await Promise.all([gated(job(keys.slice(0, 10))), gated(job(keys.slice(10)))]);
    expect(most).toBe(4);
  });

  test("counts its files once it is done, and not those of a failed attempt", async () => {
    fates = { a: "good", b: "rejected" };
    await process(job(["a", "b"]));
    expect(tallied).toBe(2);
    fates = { a: "unreachable" };
    await process(job(["a"])).catch(() => undefined);
    expect(tallied).toBe(2);
  });

  test("stores nothing once it has been requeued for another worker", async () => {
    fates = { a: "good" };
    await expect(process({ ...job(["a"]), released: AbortSignal.abort(new Error("handed back")) })).rejects.toThrow(
      "handed back",
    );
    expect(shards.size).toBe(0);
  });
});
