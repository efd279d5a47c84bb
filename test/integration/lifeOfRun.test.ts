import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runLocally, type LocalRunEnd, type LocalRunOptions } from "../../src/localRun/main.js";
import type { Report } from "../../src/report/report.js";
import { compareReports } from "../../src/report/verify.js";
import { cancelRun } from "../../src/runs/cancelRun.js";
import { runStatus, type RunStatus } from "../../src/runs/runStatus.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { cli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { all } from "../support/featureRows.js";
import { localOptions } from "../support/localOptions.js";
import { silentLogger } from "../support/logger.js";
import { testRedis } from "../support/redis.js";

/** One scenario: a run is cancelled during extraction and again during training, resumes, is verified and exported. */
describe("a run", { timeout: 120_000 }, () => {
  let services: Services;
  let options: LocalRunOptions;
  let env: Record<string, string>;

  beforeAll(async () => {
    const { url, prefix } = await testRedis();
    services = await openServices(url, prefix, silentLogger);
    env = { REDIS_URL: url, SER_PREFIX: prefix };
    const source = await smallCorpus(2);
    const settings = { nested: false, filesPerJob: 4 };
    options = { ...localOptions(source, await temporaryDirectory(), settings), redisUrl: url, prefix };
  });
  afterAll(async () => services.close());

  /** Runs until the given stage is reached, then cancels. */
  async function cancelledWhen(isFarEnough: (status: RunStatus) => boolean): Promise<LocalRunEnd> {
    const reached = new AbortController();
    const progress = {
      ...options.progress,
      update: (status: RunStatus) => {
        if (isFarEnough(status)) reached.abort();
      },
    };
    const ending = runLocally({ ...options, progress });
    await new Promise((resolve) => reached.signal.addEventListener("abort", resolve));
    await cancelRun(services, "test");
    return ending;
  }

  async function jobsLeft(): Promise<string[]> {
    const keys = await services.address.redis.keys(`${services.address.prefix}:*`);
    return keys.filter((key) => /:(train|list|extract|fit)-test(-|$)/.test(key));
  }

  test("that is cancelled during extraction keeps its rows and leaves no jobs", async () => {
    const end = await cancelledWhen(({ files }) => files.done > 0);
    expect(end).toMatchObject({ kind: "stopped", status: { stage: "cancelled" } });
    const { files } = (await runStatus(services, "test"))!;
    expect(files.done).toBeGreaterThan(0);
    expect(files.done).toBeLessThan(60);
    expect(await jobsLeft()).toEqual([]);
    const { stdout } = await cli(["runs"], env);
    expect(stdout).toContain("test: cancelled");
  });

  test("that was resumed and is cancelled during training keeps its fits", async () => {
    const end = await cancelledWhen(({ stage, training }) => stage === "training" && (training?.done ?? 0) > 0);
    expect(end).toMatchObject({ kind: "stopped", status: { stage: "cancelled", files: { done: 60 } } });
    expect(await jobsLeft()).toEqual([]);
    expect((await services.runs.resultCounts("test")).done).toBeGreaterThan(0);
    const again = await cli(["cancel", "test"], env);
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^run test cancelled: 60 of 60 files/)]);
  });

  test("that was cancelled twice produces the same report as an undisturbed one", async () => {
    const reportOf = async (end: Promise<LocalRunEnd>): Promise<Report> => {
      const ended = await end;
      if (ended.kind !== "done") throw new Error(`${ended.kind} at ${ended.status.stage}`);
      return ended.report;
    };
    const resumed = await reportOf(runLocally(options));
    const fresh = await reportOf(runLocally({ ...options, prefix: `${options.prefix}fresh` }));
    const { compared, differences } = compareReports(resumed, JSON.parse(JSON.stringify(fresh)));
    expect(compared).toBeGreaterThan(500);
    expect(differences).toEqual([]);
  });

  test("that has finished or does not exist cannot be cancelled", async () => {
    const over = await cli(["cancel", "test"], env);
    expect([over.code, over.stderr]).toEqual([1, "ser: run test is over (done): there is nothing to cancel\n"]);
    expect((await cli(["cancel", "nothing"], env)).stderr).toContain("run nothing: no such run");
  });

  test("is trained again by ser report --verify, which reproduces every figure until a stored row changes", async () => {
    const out = await temporaryDirectory();
    await cli(["report", "test", "--out", out], env);
    const equal = await cli(["report", "test", "--out", out, "--verify", "--threads", "2"], env);
    expect(equal.stdout).toMatch(/^run test: all \d+ values of the report were reproduced\n$/);
    expect(equal.code).toBe(0);
    expect((await readFile(join(out, "report.html"), "utf8")).match(/class="picture"/g)).toHaveLength(4);

    const run = await services.runs.require("test");
    const features = await services.features.of(run);
    const rows = (await all(features.rows())).slice(0, run.settings.filesPerJob);
    const keys = rows.map(({ key }) => key);
    rows[0] = { ...rows[0]!, features: rows[0]!.features.map((value) => value * 2 + 1) };
    await features.store({ shard: shardName(keys), keys, rows, rejections: [] }, undefined);
    const unequal = await cli(["report", "test", "--out", out, "--verify", "--threads", "2"], env);
    expect(unequal.stdout).toMatch(/^run test: \d+ of \d+ values of the report differ:$/m);
    expect(unequal.stdout).toMatch(/^  [\w.]+: .+, now .+$/m);
    expect(unequal.code).toBe(1);
  });

  test("exported to MLflow has the run's figures, settings and artifacts", async () => {
    const dir = join(await temporaryDirectory(), "mlruns");
    await cli(["runs", "tag", "test", "paper"], env);
    const { code, stdout } = await cli(["export", "test", "--format", "mlflow", "--out", dir], env);
    expect([code, stdout]).toEqual([0, `${dir}: view it with mlflow ui --backend-store-uri ${dir}\n`]);
    const [experiment] = await readdir(dir);
    const [id] = (await readdir(join(dir, experiment!))).filter((name) => name !== "meta.yaml");
    const folder = join(dir, experiment!, id!);
    expect((await readdir(folder)).sort()).toEqual(["artifacts", "meta.yaml", "metrics", "params", "tags"]);
    expect(await readFile(join(folder, "metrics", "macro_f1"), "utf8")).toMatch(/^\d{13} 0\.\d+ 0\n$/);
    expect(await readFile(join(folder, "params", "filesPerJob"), "utf8")).toBe("4");
    expect(await readFile(join(folder, "tags", "tag.paper"), "utf8")).toBe("true");
    const artifacts = await readdir(join(folder, "artifacts"));
    expect(artifacts).toEqual(
      expect.arrayContaining(["report.html", "report.json", "run.json", "predictions.parquet"]),
    );
  });
});
