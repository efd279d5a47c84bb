import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { localRedisUrl } from "../../src/shared/redis/private/localRedis.js";
import { connectRedis } from "../../src/shared/redis/connectRedis.js";
import { ShardIndex } from "../../src/runs/rows/shardIndex.js";
import { reportSchema, type Report } from "../../src/report/report.js";
import { cli, startCli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { testRedis } from "../support/redis.js";
import { missingRedisServer, RedisServers, until } from "../support/redisServers.js";

const shiftClock = fileURLToPath(new URL("../support/shiftClock.cjs", import.meta.url));

/** The smallest search, so that these tests are about processes and not about forests. */
const quick = ["--grid", "test/fixtures/oneCandidate.json", "--no-nested", "--recipe", "study"];

// A killed worker's jobs come back after its locks have run out: up to half a minute.
describe("the main job over several processes", { timeout: 120_000 }, () => {
  let source: string;
  let modes: readonly number[];
  let expected: { features: Buffer; report: Report };

  beforeAll(async () => {
    source = await smallCorpus(8);
    const outDir = await temporaryDirectory();
    const { code, stderr } = await cli(["run", source, "--out", outDir, "--run", "r", ...quick]);
    expect(stderr).toContain("done:");
    expect(code).toBe(0);
    expected = await read(outDir);
    const written = ["features.parquet", "report.html", "report.json", "models", "models/all.json"];
    modes = await Promise.all(written.map(async (name) => (await stat(join(outDir, name))).mode & 0o777));
  });

  test("writes results that only their user can read", () => {
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o700, 0o600]);
  });

  test("yields the same rows, and plausible durations, from workers whose clocks are an hour apart", async () => {
    const env = await ownQueues();
    const workers = [
      startCli(["work", "extract", "--threads", "1"], { ...env, ...clockShifted(3_600_000) }),
      startCli(["work", "extract", "--threads", "1"], env),
      startCli(["work", "train"], { ...env, ...clockShifted(-3_600_000) }),
    ];
    const produced = await cli(["produce", source, "--run", "r", ...quick], env);
    expect(produced.stdout).toContain("run r: 240 files listed, 240 enqueued");
    expect((await untilOver(env)).stage).toBe("done");
    for (const worker of workers) worker.kill("SIGTERM");
    for (const worker of workers) expect(await worker.ended()).toBe(0);
    const { extractSec, trainSec, totalSec } = (await expectSameResults(env, expected)).timings;
    expect(Math.min(extractSec, trainSec)).toBeGreaterThan(0);
    expect(totalSec).toBeLessThan(600);
    expect(totalSec).toBeGreaterThan(trainSec);

    // Compose restarts the producer with everything else; it has nothing to do, which is not a failure.
    const again = await cli(["produce", source, "--run", "r", ...quick], env);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("run r is complete: 240 files")]);
  });

  test("loses and duplicates nothing when a worker is killed during the run", async () => {
    const env = await ownQueues();
    await cli(["produce", source, "--run", "r", "--files-per-job", "1", ...quick], env);
    const victim = startCli(["work", "extract", "--threads", "1"], env);
    await someRows(env["REDIS_URL"]!, env["SER_PREFIX"]!);
    victim.kill("SIGKILL");
    await victim.ended();
    const { done } = (await status(env)).files;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(240);

    startCli(["work", "extract", "--threads", "1"], env);
    startCli(["work", "train"], env);
    expect(await untilOver(env)).toMatchObject({ stage: "done", files: { done: 240, rejected: 0 } });
    await expectSameResults(env, expected);
  });

  test("resumes a killed `ser run` with the same --out", async () => {
    const outDir = await temporaryDirectory();
    const args = ["run", source, "--out", outDir, "--run", "r", "--files-per-job", "1", "--threads", "1", ...quick];
    const victim = startCli(args);
    await someRows(await privateRedis(outDir), "{ser}");
    victim.kill("SIGKILL");
    await victim.ended();

    const again = await cli(args);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain("run r resumes where it stopped");
    expect((await read(outDir)).features).toEqual(expected.features);
  });

  test("finishes the running files on Ctrl-C, says how to resume, and resumes", async () => {
    const outDir = await temporaryDirectory();
    const args = ["run", source, "--out", outDir, "--run", "r", "--files-per-job", "1", "--threads", "1", ...quick];
    const first = startCli(args);
    await someRows(await privateRedis(outDir), "{ser}");
    first.kill("SIGINT");
    expect(await first.ended()).toBe(130);
    expect(first.stderr()).toMatch(/stopped: \d+ of 240 files are done and saved/);
    expect(first.stderr()).toContain(`\n  npx ser ${args.join(" ")}\n`);

    expect((await cli(args)).code).toBe(0);
    expect((await read(outDir)).features).toEqual(expected.features);
  });

  test("refuses to resume with options other than those the run was started with, naming them", async () => {
    const env = await ownQueues();
    await cli(["produce", source, "--run", "r", ...quick], env);
    const { code, stderr } = await cli(["produce", source, "--run", "r", "--sample-rate", "8000", ...quick], env);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "ser: run r was started with other options (sampleRate was 16000): give the same options to resume it, or choose another --run\n",
    );
  });
});

test(
  "a worker that loses its Redis keeps logging one line of JSON per event",
  { timeout: 60_000 },
  async ({ skip }) => {
    const missing = await missingRedisServer();
    if (missing !== undefined) skip(missing);
    const servers = await RedisServers.begin();
    try {
      const redis = await servers.start([]);
      const worker = startCli(["work", "extract", "--threads", "1"], { REDIS_URL: `redis://127.0.0.1:${redis.port}` });
      const logged = (words: string) => async (): Promise<boolean> => Promise.resolve(worker.stderr().includes(words));
      await until(logged("waiting for jobs"));
      await redis.kill();
      await until(logged("Redis connection"));
      await until(logged("error on the queue's connection"));
      worker.kill("SIGKILL");
      await worker.ended();
      const lines = worker.stderr().trimEnd().split("\n");
      expect(lines.filter((line) => !line.startsWith("{"))).toEqual([]);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toHaveLength(lines.length);
    } finally {
      await servers.stop();
    }
  },
);

interface Status {
  readonly stage: string;
  readonly files: { readonly done: number; readonly rejected: number };
}

type Environment = Readonly<Record<string, string>>;

async function ownQueues(): Promise<Environment> {
  const { url, prefix } = await testRedis();
  return { REDIS_URL: url, SER_PREFIX: prefix };
}

/** The address of the Redis that a `ser run` has started in its output directory. */
async function privateRedis(outDir: string): Promise<string> {
  for (;;) {
    const url = await localRedisUrl(join(outDir, "redis"));
    if (url !== null) return url;
    await sleep(5);
  }
}

/** Returns as soon as the run has stored its first rows, long before its end. */
async function someRows(url: string, prefix: string): Promise<void> {
  const redis = await connectRedis(url);
  try {
    const shardIndex = new ShardIndex(redis, prefix, "r");
    while ((await shardIndex.count()) === 0) await sleep(5);
  } finally {
    redis.disconnect();
  }
}

async function status(env: Environment): Promise<Status> {
  const { stdout } = await cli(["status", "r", "--json"], env);
  return JSON.parse(stdout) as Status;
}

async function untilOver(env: Environment): Promise<Status> {
  const { stdout } = await cli(["status", "r", "--json", "--watch"], env);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Status;
}

async function read(outDir: string): Promise<{ features: Buffer; report: Report }> {
  const features = await readFile(join(outDir, "features.parquet"));
  const report = reportSchema.parse(JSON.parse(await readFile(join(outDir, "report.json"), "utf8")));
  return { features, report };
}

/** The environment of a `ser` whose machine's clock is this far ahead. */
function clockShifted(ms: number): Environment {
  return { NODE_OPTIONS: `--require=${shiftClock}`, CHAOS_CLOCK_MS: String(ms) };
}

async function expectSameResults(env: Environment, expected: { features: Buffer; report: Report }): Promise<Report> {
  const outDir = await temporaryDirectory();
  expect((await cli(["report", "r", "--out", outDir], env)).code).toBe(0);
  const { features, report } = await read(outDir);
  expect(features).toEqual(expected.features);
  expect(report.files).toEqual(expected.report.files);
  for (const set of ["all", "women", "men"] as const)
    expect(report.sets[set]?.byActor).toEqual(expected.report.sets[set]?.byActor);
  return report;
}
