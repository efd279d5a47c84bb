import { copyFile, readdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { runLocally } from "../../src/localRun/main.js";
import type { Report } from "../../src/report/report.js";
import { cli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { localOptions } from "../support/localOptions.js";

interface Failure {
  readonly key: string;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

/** One scenario: a run with two bad files, one of which is repaired. */
describe("the failures of a run", () => {
  const empty = "Actor_01/03-01-03-01-01-01-01.wav";
  const cut = "Actor_02/03-01-03-01-01-01-02.wav";
  let source: string;
  let out: string;

  const run = async (): Promise<Report> => {
    const end = await runLocally(localOptions(source, out, { nested: false }));
    if (end.kind !== "done") throw new Error("stopped");
    return end.report;
  };
  const failures = async (): Promise<Failure[]> =>
    JSON.parse((await cli(["failures", "test", "--json", "--out", out])).stdout) as Failure[];

  beforeAll(async () => {
    source = await smallCorpus(4);
    out = await temporaryDirectory();
    await truncate(join(source, empty), 0);
    await truncate(join(source, cut), 20_000);
    await run();
  });

  test("are listed with code, message and attempts", async () => {
    expect(await failures()).toMatchObject([
      { key: empty, code: "too-short", attempts: 1 },
      { key: cut, code: "truncated-audio", attempts: 1 },
    ]);
    const { stdout } = await cli(["failures", "test", "--out", out]);
    expect(stdout).toMatch(new RegExp(`^${empty}  too-short  \\(1 try\\)  .+$`, "m"));
  });

  test(
    "are shown, like its result, models, report and features, from its directory without REDIS_URL",
    { timeout: 300_000 },
    async () => {
      const status = await cli(["status", "--out", out]);
      expect(status.code).toBe(0);
      expect(status.stdout).toMatch(/^test: done .*118 done, 2 rejected/m);
      expect(status.stdout).toContain("macro F1");
      expect(status.stdout).toContain(`report: ${join(out, "report.html")}`);
      expect(JSON.parse((await cli(["status", "--out", out, "--json"])).stdout)).toMatchObject([{ stage: "done" }]);

      const { models } = (JSON.parse((await cli(["models", "--out", out, "--json"])).stdout) as [{ models: [] }])[0];
      expect(models).toContainEqual(expect.objectContaining({ set: "all", nFeatures: expect.any(Number) as number }));
      expect((await cli(["models", "--models", join(out, "models")])).stdout).toMatch(/^test .*CURRENT$/m);

      await rm(join(out, "report.html"));
      expect((await cli(["report", "--out", out])).code).toBe(0);
      expect(await readFile(join(out, "report.html"), "utf8")).toContain("</html>");

      const csv = join(out, "features.csv");
      await cli(["export", out, "--out", csv]);
      const table = await readFile(csv, "utf8");
      expect(table.split("\n")).toHaveLength(1 + 118 + 1);
      expect((await cli(["export", out, "--out", "-"])).stdout).toBe(table);
      const odd = await cli(["export", out, "--out", join(out, "features.xls")]);
      expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining("expected a name ending in .parquet, .csv")]);
      expect((await readdir(out)).filter((name) => name.includes("partial") || name.endsWith(".xls"))).toEqual([]);
    },
  );

  test("are not retried if their code is not selected", async () => {
    const { code, stdout } = await cli(["retry", "test", "--code", "given-up", "--out", out]);
    expect(code).toBe(1);
    expect(stdout).toBe("run test: no file with code given-up to retry\n");
  });

  test("are retried by code, and the run is trained again with the repaired files", async () => {
    await copyFile(join(source, "Actor_02/03-01-04-01-01-01-02.wav"), join(source, cut));
    const { stdout } = await cli(["retry", "test", "--code", "truncated-audio", "--out", out]);
    expect(stdout).toContain("run test: 1 file enqueued again");
    const report = await run();
    expect(report.files.extracted).toBe(119);
    expect(report.files.rejected.map(({ key }) => key)).toEqual([empty]);
    expect(await failures()).toMatchObject([{ key: empty, code: "too-short", attempts: 1 }]);
  });

  test("that recur are recorded again", async () => {
    await cli(["retry", "test", "--out", out]);
    expect((await run()).files.rejected.map(({ key }) => key)).toEqual([empty]);
  });

  test("leave the same shards after a retry as if the files had been good from the start", async () => {
    const fresh = await temporaryDirectory();
    const end = await runLocally(localOptions(source, fresh, { nested: false }));
    if (end.kind !== "done") throw new Error("stopped");
    const exported = async (from: string): Promise<string> => {
      const file = join(from, "rows.jsonl");
      await cli(["export", from, "--out", file]);
      return readFile(file, "utf8");
    };
    expect(await exported(out)).toBe(await exported(fresh));
  });
});
