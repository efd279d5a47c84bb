import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { examples } from "../../src/cli/examples.js";
import { cli } from "../support/cli.js";
import { temporaryDirectory } from "../support/corpus.js";

let bash: string;
beforeAll(async () => {
  bash = (await cli(["completion", "bash"])).stdout;
}, 60_000);

/** The completions that the script finds for the last word of a line. */
async function completed(line: string): Promise<string[]> {
  const words = line.split(" ");
  const file = join(await temporaryDirectory(), "ser.bash");
  await writeFile(file, bash);
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `. ${file}; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _ser; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("shell completion", { timeout: 60_000 }, () => {
  test.each([
    ["ser pr", ["produce", "predict"]],
    ["ser work ", ["extract", "train", "predict"]],
    ["ser run --pro", ["--protocol"]],
    ["ser run data --protocol ", ["byActor", "stratified", "byCorpus"]],
    ["ser export may --format p", ["parquet"]],
    ["speech-emotion-workers models pro", ["promote"]],
    ["ser predict vo", []], // bash then offers files
  ])("in bash completes %j to %j", async (line, expected) => {
    expect(await completed(line)).toEqual(expected);
  });

  test("of zsh and fish is a script that these shells can read, if they are installed", async () => {
    for (const shell of ["zsh", "fish"] as const) {
      const { stdout, code } = await cli(["completion", shell]);
      expect(code).toBe(0);
      expect(stdout).toContain(shell === "zsh" ? "#compdef ser" : "complete -c ser");
      const { status, error, stderr } = spawnSync(shell, ["-n", "/dev/stdin"], { input: stdout, encoding: "utf8" });
      if (error === undefined) expect([status, stderr]).toEqual([0, ""]);
    }
  });
});

describe("help", { timeout: 60_000 }, () => {
  test("groups options, shows choices and defaults as a user would type them, and ends with examples", async () => {
    const { stdout } = await cli(["run", "--help"]);
    expect(stdout.match(/^\S.*:$/gm)).toEqual(
      expect.arrayContaining(["Input:", "Output:", "Features:", "Training:", "Execution:", "Examples:"]),
    );
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toContain("(any of: speech, song; default: speech,song)");
    expect(text).toContain("(one of: byActor, stratified, byCorpus; default: byActor)");
    expect(text).not.toMatch(/default: ["[]/);
    for (const example of examples["run"]!) expect(stdout).toContain(example);
  });

  test.each(["export", "runs tag", "models promote", "labels check", "speakers add"])(
    "a missing argument of ser %s is a usage error, exit code 2",
    async (path) => {
      const { code, stderr } = await cli(path.split(" "));
      expect(stderr).toMatch(/^error: (missing required argument|required option)/);
      expect(code).toBe(2);
    },
  );

  test("has two examples of every command, with existing commands and options", async () => {
    const paths = (await commandPaths()).filter((path) => !["work", "speakers", "labels", "benchmark"].includes(path));
    expect(Object.keys(examples).sort()).toEqual(paths.sort());
    for (const [path, lines] of Object.entries(examples))
      for (const line of lines) {
        expect(line.startsWith(`ser ${path.split(" ")[0]!}`)).toBe(true);
        expect(line).toContain(path.split(" ").at(-1));
        for (const option of line.match(/ --[a-z-]+/g) ?? []) {
          const parts = path.split(" ").map((_, i, all) => all.slice(0, i + 1).join(" "));
          const known = parts.flatMap((part) => optionsOf(part));
          expect(known, line).toContain(option.trim());
        }
      }
  });
});

/** Every command that the completion knows, such as "work train". */
async function commandPaths(): Promise<string[]> {
  const [, paths = ""] = /case "\$word" in (.*)\) at=/.exec(bash) ?? [];
  return Promise.resolve(paths.split("|").map((path) => path.replaceAll("'", "")));
}

function optionsOf(path: string): string[] {
  const [, options = ""] = new RegExp(`^    '${path}'\\) found='(--[^']*)'`, "m").exec(bash) ?? [];
  return options.split(" ");
}
