import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mapConcurrent } from "../../src/shared/async/mapConcurrent.js";
import { reportSchema } from "../../src/report/report.js";
import { openServices } from "../../src/runs/services.js";
import { openObjectStore } from "../support/openObjectStore.js";
import type { ObjectStore } from "../../src/shared/objects/objectStore.js";
import { cli, startCli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { writeTwoDataSets } from "../support/twoDataSets.js";
import { startFaultyProxy, type FaultyProxy } from "../support/faultyProxy.js";
import { waitingJobs } from "../support/jobs.js";
import { inByteOrder, listAll, oddKeys } from "../support/listAll.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";
import { describeOnS3, type TestS3 } from "../support/s3.js";

/** The smallest search, so that these tests are about buckets and not about forests. */
const quick = ["--grid", "test/fixtures/oneCandidate.json", "--no-nested", "--recipe", "study"];

const recordings = (requests: readonly string[]): string[] =>
  requests.filter((request) => /^GET .*\.wav/.test(request));
/** Pages of the bucket, but for those of a single folder, in which copies are looked for. */
const listings = (requests: readonly string[]): string[] =>
  requests.filter((request) => request.includes("list-type=2") && !/[?&]prefix=[^&]/.test(request));

await describeOnS3("a run over a bucket", (s3) => {
  describe("of RAVDESS's 7,356 names", () => {
    let bucket: string;
    const names = ravdessNames();
    const odd = oddKeys.map((key, i) => `odd ${i}/${key.replace(/\.wav$/, "")}/03-02-01-01-01-01-01.wav`);

    beforeAll(async () => {
      bucket = await s3.newBucket();
      await fill(bucket, [...names, ...odd]);
    });

    test("lists every page and classifies each file", async () => {
      const env = { ...s3.environment, ...(await ownQueues()) };
      const { stdout } = await cli(["produce", `s3://${bucket}`, "--run", "r"], env);
      expect(stdout).toBe(
        `run r: 7368 files listed, ${2_452 + odd.length} enqueued (${2_452 + odd.length} audio-only), 2452 skipped (audio-video), 2452 skipped (video-only)\nrun r: the speakers share a few sentences: random convolutions vote too (--no-convolutions turns them off), and noisy copies are trained on (--no-noisy-copies turns them off)\n`,
      );
    });

    test("enqueues each file once even if the producer is killed between two pages", async () => {
      const proxy = await proxyOf(s3);
      const queues = await ownQueues();
      const env = { ...s3.environment, ...queues, AWS_ENDPOINT_URL_S3: proxy.url };
      // The fourth page and those after it wait, until the producer is dead.
      let release!: () => void;
      const held = new Promise<void>((resolve) => (release = resolve));
      let isHeld!: () => void;
      const holding = new Promise<void>((resolve) => (isHeld = resolve));
      proxy.beforePass = async () => {
        if (listings(proxy.requests).length < 5) return;
        isHeld();
        await held;
      };
      // What is chosen by the recordings lists them too.
      const args = ["produce", `s3://${bucket}`, "--run", "r", "--no-convolutions", "--no-noisy-copies"];
      const victim = startCli(args, env);
      await holding;
      victim.kill("SIGKILL");
      await victim.ended();
      release();

      const again = await cli(args, env);
      expect(again.code).toBe(0);
      const services = await openServices(queues.REDIS_URL, queues.SER_PREFIX, silentLogger);
      const keys = (await waitingJobs(services)).flatMap((job) => job.keys);
      await services.close();
      const expected = [...names.filter((name) => name.includes("/03-")), ...odd];
      expect(inByteOrder(keys)).toEqual(inByteOrder(expected));
      // It resumed after its last page instead of starting again: of eight pages, some were requested twice, but not
      // all.
      expect(listings(proxy.requests).length).toBeLessThan(2 * 8);
    });
  });

  describe("with audio", () => {
    let corpus: string;
    let bucket: string;
    let proxy: FaultyProxy;

    beforeAll(async () => {
      corpus = await smallCorpus(4);
      bucket = await s3.newBucket();
      proxy = await proxyOf(s3);
      await copy(corpus, bucket);
    });

    test("finishes with every file although the bucket responds slowly and connections break", async () => {
      proxy.plan("pass", "pass", "slow-down", "reset", "pass", "cut", "slow-down", "pass", "reset", "cut", "slow-down");
      const out = await temporaryDirectory();
      const env = { ...s3.environment, AWS_ENDPOINT_URL_S3: proxy.url };
      const { code, stdout } = await cli(["run", `s3://${bucket}`, "--out", out, ...quick], env);
      expect(code).toBe(0);
      expect(stdout).toMatch(/120 recordings processed .*, 0 rejected/);
    });

    test("yields the same features as a run over the same files in a directory, whatever the store", async () => {
      const outs = [await temporaryDirectory(), await temporaryDirectory()] as const;
      const store = `s3://${await s3.newBucket()}/features`;
      await cli(["run", corpus, "--out", outs[0], "--run", "r", ...quick]);
      await cli(["run", `s3://${bucket}`, "--out", outs[1], "--run", "r", "--store", store, ...quick], s3.environment);
      const csv = async (out: string): Promise<string[]> => {
        const file = join(out, "features.csv");
        await cli(["export", out, "--out", file], s3.environment);
        // Without the ETag, which each place makes its own way.
        return (await readFile(file, "utf8")).split("\r\n").map((line) => line.replace(/,[^,]*/, ""));
      };
      const [fromDirectory, fromBucket] = [await csv(outs[0]), await csv(outs[1])];
      expect(fromDirectory).toHaveLength(122);
      expect(fromBucket).toEqual(fromDirectory);
    });

    test("fetches nothing a second time, even with another Redis, and only changed files a third time", async () => {
      const own = await s3.newBucket();
      await copy(corpus, own);
      const store = await temporaryDirectory();
      const env = { ...s3.environment, AWS_ENDPOINT_URL_S3: proxy.url };
      const run = async (): Promise<string> => {
        const args = [
          "run",
          `s3://${own}`,
          "--out",
          await temporaryDirectory(),
          "--run",
          "r",
          "--store",
          store,
          ...quick,
        ];
        return (await cli(args, env)).stderr;
      };
      await run();
      const fetched = recordings(proxy.requests).length;
      expect(await run()).toContain("120 of 120 files were reused from earlier runs");
      const examples = 4; // fetched for the report, which shows a recording of each emotion
      expect(recordings(proxy.requests).length).toBe(fetched + examples);

      const key = "Actor_02/03-01-03-01-01-01-02.wav";
      await put(own, key, await readFile(join(corpus, "Actor_02/03-01-04-01-01-01-02.wav")));
      expect(await run()).toContain("119 of 120 files were reused from earlier runs");
      const [changed, ...others] = recordings(proxy.requests).slice(fetched + examples);
      expect(changed).toContain(key);
      expect(others).toHaveLength(examples);
    });

    test("loses and duplicates nothing in a Parquet store when a worker is killed", async () => {
      const env = { ...s3.environment, ...(await ownQueues()) };
      const store = `s3://${await s3.newBucket()}`;
      await cli(["produce", `s3://${bucket}`, "--run", "r", "--store", store, "--files-per-job", "2", ...quick], env);
      const victim = startCli(["work", "extract", "--threads", "1"], env);
      for (let done = 0; done === 0;) done = (await status(env)).files.done;
      victim.kill("SIGKILL");
      await victim.ended();
      startCli(["work", "extract"], env);
      startCli(["work", "train"], env);
      await cli(["status", "r", "--watch"], env);
      expect(await status(env)).toMatchObject({ stage: "done", files: { done: 120, rejected: 0 } });
      const file = join(await temporaryDirectory(), "rows.jsonl");
      await cli(["export", "r", "--format", "jsonl", "--out", file], env);
      const rows = (await readFile(file, "utf8")).trimEnd().split("\n");
      expect(new Set(rows.map((row) => (JSON.parse(row) as { key: string }).key)).size).toBe(120);
      expect(rows).toHaveLength(120);
    }, 120_000);
  });

  test("that is one of two, with a data set each, produces a report of both, searched by data set", async () => {
    const dir = await temporaryDirectory();
    await writeTwoDataSets(dir);
    const buckets = { emodb: await s3.newBucket(), cremad: await s3.newBucket() };
    for (const name of ["emodb", "cremad"] as const) await copy(join(dir, name), buckets[name]);
    const sources = [`s3://${buckets.emodb}`, `s3://${buckets.cremad}`];
    const out = join(dir, "out");
    const given = ["--out", out, "--grid", "test/fixtures/oneCandidate.json", "--no-nested", "--protocol", "byCorpus"];
    const { code, stderr } = await cli(["run", ...sources, ...given], s3.environment);
    expect([code, stderr]).toEqual([0, expect.anything()]);
    const report = reportSchema.parse(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
    expect(report.files).toMatchObject({ listed: 32, extracted: 32, rejected: [] });
    expect(report.datasets?.map(({ name, recordings }) => [name, recordings])).toEqual([
      ["cremad", 16],
      ["emodb", 16],
    ]);
    // Two data sets make two folds, although there are eight speakers.
    expect(report.sets.all?.grid).toMatchObject({ protocol: "byCorpus", nSplits: 2 });
    expect(report.crossCorpus?.cells.map(({ train, test, rows }) => [train.join("+"), test, rows])).toEqual([
      ["cremad", "cremad", 16],
      ["emodb", "cremad", 16],
      ["cremad", "emodb", 16],
      ["emodb", "emodb", 16],
    ]);
    const key = `${buckets.emodb}/`;
    const { stdout } = await cli(["export", out, "--format", "csv", "--out", "-"], s3.environment);
    expect(stdout.split("\r\n").filter((line) => line.startsWith(key))).toHaveLength(16);
  }, 240_000);

  test("is rejected with one clear line if there is no such bucket", async () => {
    const env = { ...s3.environment, ...(await ownQueues()) };
    const { code, stderr } = await cli(["produce", "s3://there-is-none", "--run", "r"], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ser: s3:\/\/there-is-none\/: no such bucket \(.*\)\n$/);
  });

  test("is rejected with one clear line if the credentials are rejected", async () => {
    const bucket = await s3.newBucket();
    const env = { ...s3.environment, ...(await ownQueues()), AWS_SECRET_ACCESS_KEY: "wrong" };
    const { code, stderr } = await cli(["produce", `s3://${bucket}`, "--run", "r"], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ser: s3:\/\/.*: the AWS credentials are refused \(.*\)\n$/);
  });

  test("is rejected before anything is enqueued if its store is not writable", async () => {
    const bucket = await s3.newBucket();
    const env = { ...s3.environment, ...(await ownQueues()) };
    const { code, stderr } = await cli(
      ["produce", `s3://${bucket}`, "--run", "r", "--store", "s3://there-is-none"],
      env,
    );
    expect(code).toBe(1);
    expect(stderr).toContain("no such bucket");
  });
});

/** 24 actors, 2,452 trials in three files each, as the whole data set has them. */
function ravdessNames(): string[] {
  const two = (value: number): string => String(value).padStart(2, "0");
  const trials: string[] = [];
  for (let actor = 1; actor <= 24; actor++)
    for (const channel of [1, 2])
      for (let emotion = 1; emotion <= (channel === 1 ? 8 : 6); emotion++)
        for (const intensity of emotion === 1 ? [1] : [1, 2])
          for (const [statement, repetition] of [
            [1, 1],
            [1, 2],
            [2, 1],
            [2, 2],
          ] as const)
            // One actress did not sing.
            if (channel === 1 || actor !== 18)
              trials.push([channel, emotion, intensity, statement, repetition, actor].map(two).join("-"));
  return trials.flatMap((trial) =>
    [`01-${trial}.mp4`, `02-${trial}.mp4`, `03-${trial}.wav`].map((name) => `Actor_${trial.slice(-2)}/${name}`),
  );
}

async function ownQueues(): Promise<{ REDIS_URL: string; SER_PREFIX: string; LOG_LEVEL: string }> {
  const { url, prefix } = await testRedis();
  return { REDIS_URL: url, SER_PREFIX: prefix, LOG_LEVEL: "error" };
}

const proxies: FaultyProxy[] = [];
afterAll(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
});

async function proxyOf(s3: TestS3): Promise<FaultyProxy> {
  const proxy = await startFaultyProxy(s3.endpoint);
  proxies.push(proxy);
  return proxy;
}

async function withBucket<T>(bucket: string, use: (store: ObjectStore) => Promise<T>): Promise<T> {
  const store = await openObjectStore(`s3://${bucket}`);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Objects with a name and one byte: a listing needs no more. */
async function fill(bucket: string, keys: readonly string[]): Promise<void> {
  await withBucket(bucket, async (store) => mapConcurrent(keys, 32, async (key) => store.put(key, new Uint8Array(1))));
}

async function put(bucket: string, key: string, bytes: Uint8Array): Promise<void> {
  await withBucket(bucket, async (store) => store.put(key, bytes));
}

async function copy(directory: string, bucket: string): Promise<void> {
  const from = await openObjectStore(directory);
  const entries = await listAll(from);
  await withBucket(bucket, async (to) =>
    mapConcurrent(entries, 16, async ({ key }) => to.put(key, (await from.get(key)).bytes)),
  );
}

interface Status {
  readonly stage: string;
  readonly files: { readonly done: number; readonly rejected: number };
}

async function status(env: Readonly<Record<string, string>>): Promise<Status> {
  return JSON.parse((await cli(["status", "r", "--json"], env)).stdout) as Status;
}
