import { copyFile, readFile, truncate } from "node:fs/promises";
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

/** One story: a run with two bad files, of which one is mended. */
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
    JSON.parse((await cli(["failures", "test", "--json", "--from", out])).stdout) as Failure[];

  beforeAll(async () => {
    source = await smallCorpus(4);
    out = await temporaryDirectory();
    await truncate(join(source, empty), 0);
    await truncate(join(source, cut), 20_000);
    await run();
  });

  test("are listed with code, message and tries", async () => {
    expect(await failures()).toMatchObject([
      { key: empty, code: "too-short", attempts: 1 },
      { key: cut, code: "truncated-audio", attempts: 1 },
    ]);
    const { stdout } = await cli(["failures", "test", "--from", out]);
    expect(stdout).toMatch(new RegExp(`^${empty}  too-short  \\(1 try\\)  .+$`, "m"));
  });

  test("are not tried again where their code is not asked for", async () => {
    const { code, stdout } = await cli(["retry", "test", "--code", "given-up", "--from", out]);
    expect(code).toBe(1);
    expect(stdout).toBe("run test: no file with code given-up to retry\n");
  });

  test("are tried again by code, and the run is trained again with what is mended", async () => {
    await copyFile(join(source, "Actor_02/03-01-04-01-01-01-02.wav"), join(source, cut));
    const { stdout } = await cli(["retry", "test", "--code", "truncated-audio", "--from", out]);
    expect(stdout).toContain("run test: 1 file enqueued again");
    const report = await run();
    expect(report.files.extracted).toBe(119);
    expect(report.files.rejected.map(({ key }) => key)).toEqual([empty]);
    expect(await failures()).toMatchObject([{ key: empty, code: "too-short", attempts: 1 }]);
  });

  test("that come again are noted again", async () => {
    await cli(["retry", "test", "--from", out]);
    expect((await run()).files.rejected.map(({ key }) => key)).toEqual([empty]);
  });

  test("leave the shards that the files would have made if they had been good at once", async () => {
    const fresh = await temporaryDirectory();
    const end = await runLocally(localOptions(source, fresh, { nested: false }));
    if (end.kind !== "done") throw new Error("stopped");
    const exported = async (from: string): Promise<string> => {
      const file = join(from, "rows.jsonl");
      await cli(["export", "test", "--from", from, "--format", "jsonl", "--out", file]);
      return readFile(file, "utf8");
    };
    expect(await exported(out)).toBe(await exported(fresh));
  });
});
