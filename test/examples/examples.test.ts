import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { cli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";

const root = join(import.meta.dirname, "../..");

/** The output of `node examples/ARGS`. */
async function example(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: join(root, "examples") });
  return stdout;
}

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const pythonMissing = hasPython ? "" : ": needs python3 (Debian: apt-get install python3)";

describe("the examples", () => {
  let corpus: string;
  beforeAll(async () => {
    corpus = await smallCorpus(4);
  });

  test("features.mjs prints every feature of a recording by name", async () => {
    const printed = await example("features.mjs", join(corpus, "Actor_01/03-01-01-01-01-01-01.wav"));
    const lines = printed.trimEnd().split("\n");
    expect(lines).toHaveLength(161);
    for (const line of lines) expect(line).toMatch(/^[a-z_\d]+\t-?[\d.e-]+$/);
  });

  test("train-and-predict.mjs is right more often than guessing", async () => {
    const printed = await example("train-and-predict.mjs", corpus, "03");
    const [, right] = /^actor 03: (\d+) of 16 recordings correct; chance is 1 of 4\n$/.exec(printed) ?? [];
    expect(Number(right)).toBeGreaterThan(4);
  });

  test("own-labels writes recordings and labels that a run accepts", async () => {
    const mine = join(await temporaryDirectory(), "mine");
    expect(await example("own-labels/make.mjs", corpus, mine)).toBe(`64 recordings and labels.csv in ${mine}\n`);
    const labels = join(mine, "labels.csv");
    const checked = await cli(["labels", "check", mine, "--labels", labels]);
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.stdout).toContain("64 files with a label");
    expect(checked.stdout).toContain("labels/Ada");
  });

  test("fleet/compose.yml starts programs that exist", async () => {
    const file = await readFile(join(root, "examples/fleet/compose.yml"), "utf8");
    const commands = [...file.matchAll(/<<: \*ser\n +command: \[(.*)\]/g)].map(([, list = ""]) => list.split(", "));
    expect(commands).toHaveLength(4);
    for (const command of commands) {
      const options = command.filter((word) => word.startsWith("--"));
      const help = await cli([...command.slice(0, command[0] === "work" ? 2 : 1), "--help"]);
      expect(help.code).toBe(0);
      for (const option of options) expect(help.stdout).toContain(option);
    }
  });

  async function notebookCode() {
    const { cells, nbformat } = JSON.parse(await readFile(join(root, "examples/notebook/explore.ipynb"), "utf8")) as {
      cells: { cell_type: string; source: string[]; outputs?: { output_type: string }[] }[];
      nbformat: number;
    };
    expect(nbformat).toBe(4);
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    expect(code.length).toBeGreaterThanOrEqual(4);
    return code;
  }

  test("the notebook was run to its end without an error", async () => {
    const code = await notebookCode();
    const outputs = code.flatMap((cell) => cell.outputs ?? []);
    expect(outputs.map(({ output_type }) => output_type)).not.toContain("error");
    expect(code.filter((cell) => (cell.outputs ?? []).length > 0).length).toBeGreaterThanOrEqual(4);
  });

  test.skipIf(pythonMissing !== "")(`the notebook's code is Python${pythonMissing}`, async () => {
    for (const { source } of await notebookCode())
      await promisify(execFile)("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", source.join("")]);
  });
});
