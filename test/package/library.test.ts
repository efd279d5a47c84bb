import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeWav } from "../../src/dashboard/browser/encodeWav.js";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

describe("the library's own package, speech-emotion", () => {
  let folder: string;
  let tarball: Buffer;
  /** A project that has installed it. */
  let project: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ser-library-"));
    await run(process.execPath, ["scripts/packLibrary.mjs", folder], { cwd: root });
    const file = (await readdir(folder)).find((name) => name.endsWith(".tgz"))!;
    tarball = await readFile(join(folder, file));
    project = join(folder, "project");
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
    const quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
    await run("npm", ["install", ...quietly, join(folder, file)], { cwd: project });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("depends on two other packages, which have no dependencies", async () => {
    const installed = await readdir(join(project, "node_modules"));
    expect(installed.filter((name) => !name.startsWith("."))).toEqual(["@noble", "speech-emotion", "zod"]);
  });

  test("passes publint", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("passes are-the-types-wrong for node16 and bundlers", async () => {
    const checked = await checkPackage(createPackageFromTarballData(Uint8Array.from(tarball)));
    const problems = "problems" in checked ? checked.problems : [{ kind: "no types" }];
    // The package is ESM alone, and subpaths need `exports`: CommonJS and TypeScript's node10 are not supported.
    expect(problems.filter(({ kind }) => !["CJSResolvesToESM", "NoResolution"].includes(kind))).toEqual([]);
  });

  test("computes the same features as the whole package", async () => {
    const sampleRate = 16_000;
    const samples = Float32Array.from({ length: sampleRate }, (_, n) => Math.sin((2 * Math.PI * 220 * n) / sampleRate));
    await writeFile(join(project, "tone.wav"), encodeWav(samples, sampleRate));
    const program = (name: string): string => `
      import { readFile } from "node:fs/promises";
      import { extractFeatures } from "${name}";
      import { stft } from "${name}/dsp";
      import { RandomForestClassifier } from "${name}/forest";
      const { names, values } = await extractFeatures(await readFile(${JSON.stringify(join(project, "tone.wav"))}));
      console.log(names.join(), values.join(), stft.name, RandomForestClassifier.name);`;
    await writeFile(join(project, "library.mjs"), program("speech-emotion"));
    const library = await run(process.execPath, ["library.mjs"], { cwd: project });
    // A package may import itself by its own name: this is the whole package.
    const whole = await run(process.execPath, ["--input-type=module", "--eval", program("speech-emotion-workers")], {
      cwd: root,
    });
    expect(library.stdout).toBe(whole.stdout);
    expect(library.stdout.split(",").length).toBeGreaterThan(300);
  });

  // packLibrary.mjs follows declarations as it follows code, and fails where they import what the package lacks.
  test("type-checks in a fresh project", async () => {
    const consumer = `import { predict, type Prediction } from "speech-emotion";
import { mfcc } from "speech-emotion/dsp";
export const kept: [typeof predict, typeof mfcc] = [predict, mfcc];
export type Kept = Prediction;
`;
    await writeFile(join(project, "main.ts"), consumer);
    const options = [
      "--noEmit",
      "--strict",
      "--target",
      "es2022",
      "--module",
      "node16",
      "--moduleResolution",
      "node16",
    ];
    const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const compiled = run(process.execPath, [compiler, ...options, ...types, "main.ts"], { cwd: project });
    await expect(compiled).resolves.toMatchObject({ stdout: "" });
  });
});
