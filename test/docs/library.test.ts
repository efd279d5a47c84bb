import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import * as dsp from "../../src/dsp/index.js";
import { temporaryDirectory } from "../support/corpus.js";
import { syllables, wavFile } from "../support/wavFile.js";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/library.md"), "utf8");
const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);

/** Where the package's entries are in the sources. */
const entries = { "/dsp": "src/dsp/index.ts", "/forest": "src/forest/index.ts", "": "src/index.ts" };

let dir: string;
beforeAll(async () => {
  dir = await temporaryDirectory();
  await mkdir(join(dir, "examples"));
  await symlink(join(root, "node_modules"), join(dir, "node_modules"));
  await writeFile(join(dir, "voice.wav"), wavFile(syllables(220, 1, 48_000), { sampleRate: 48_000 }));
});

test("docs/library.md has examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
});

test.each(examples.map((code, i) => [i + 1, code] as const))(
  "example %d of docs/library.md prints what it says",
  { timeout: 60_000 },
  async (i, code) => {
    const path = join(dir, "examples", `${i}.mts`);
    const local = code.replace(/"speech-emotion-workers(\/\w+)?"/g, (_, entry: keyof typeof entries | undefined) =>
      JSON.stringify(join(root, entries[entry ?? ""])),
    );
    await writeFile(path, local);
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", path], { cwd: dir });
    expect(stdout).toBe(
      [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text = ""]) => `${text}\n`).join(""),
    );
  },
);

test("every one of our names in the librosa table is exported", () => {
  const table = page.slice(page.indexOf("| librosa "), page.indexOf("```ts\nimport { delta"));
  const named = [...table.matchAll(/\| `([a-z]\w+)(?:\.(\w+))?\(/g)].filter(
    ([, name]) => name !== "load" && name !== "librosa",
  );
  expect(named.length).toBeGreaterThan(12);
  for (const [, name = "", method] of named) {
    expect(dsp, name).toHaveProperty(name);
    if (method !== undefined) expect(dsp.feature, method).toHaveProperty(method);
  }
});
