import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const consumer = `
import { loadModels, predict } from "speech-emotion-workers";
import { mfcc, resample, type Matrix } from "speech-emotion-workers/dsp";
import { RandomForestClassifier } from "speech-emotion-workers/forest";
const resampled: Float32Array = resample(new Float32Array(4_800), 48_000, 16_000);
const coefficients: (mel: Matrix) => Matrix = mfcc;
console.log(resampled.length, coefficients.name, RandomForestClassifier.name, loadModels.name, predict.name);
`;

let folder: string;
let tarball: Buffer;
let packed: string[];
/** A project that has installed the tarball. */
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ser-package-"));
  // `prepare` has built dist/ already; building it again beside other tests would take it away from them.
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
  });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  tarball = await readFile(join(folder, filename));
  project = join(folder, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  await run(
    "npm",
    [
      "install",
      "--omit=optional",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      join(folder, filename),
    ],
    {
      cwd: project,
    },
  );
  await writeFile(join(project, "main.ts"), consumer);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("publint finds nothing wrong with the package", async () => {
  const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer } });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test("are-the-types-wrong finds nothing wrong for node16 and bundlers", async () => {
  const checked = await checkPackage(createPackageFromTarballData(Uint8Array.from(tarball)));
  expect(checked.types).not.toBe(false);
  // The package is ESM alone, and subpaths need `exports`: CommonJS and TypeScript's node10 are not supported.
  const supported =
    "problems" in checked
      ? checked.problems.filter(({ kind }) => !["CJSResolvesToESM", "NoResolution"].includes(kind))
      : [];
  expect(supported).toEqual([]);
});

test("the package contains what README links to and no source map without its source", () => {
  for (const path of [
    "README.md",
    "CHANGELOG.md",
    "architecture.md",
    "docs/operations.md",
    "dist/cli/main.js",
    "dist/cli/ser.js",
    "wasm/dsp.wasm",
    "wasm/crc.wasm",
    "wasm/linear.wasm",
  ]) {
    expect(packed).toContain(path);
  }
  expect(packed.filter((path) => path.endsWith(".map"))).toEqual([]);
});

test("a fresh project that installed the package runs its entry points", async () => {
  await writeFile(
    join(project, "main.mjs"),
    consumer.replace(/, type Matrix|: \(mel: Matrix\) => Matrix|: Float32Array/g, ""),
  );
  const { stdout } = await run(process.execPath, ["main.mjs"], { cwd: project });
  expect(stdout).toBe("1600 mfcc RandomForestClassifier loadModels predict\n");
});

/** Node 20 needs more open files than these to load the program, Node 22 and 24 need 23. */
test.each([22, 30, 38, 44])(
  "with %d open files allowed, ser reports the problem without a stack trace",
  async (files) => {
    const ser = join(project, "node_modules/speech-emotion-workers/dist/cli/ser.js");
    const command = `ulimit -n ${files} && exec "$0" "$1" run corpus --out out`;
    const limited = run("bash", ["-c", command, process.execPath, ser], { cwd: project });
    const { code, stderr } = await limited.then(
      () => ({ code: 0, stderr: "" }),
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ser: .*(too many open files|open file limit|corpus: no such directory)/ms);
    expect(stderr).not.toMatch(/^ {4}at /m);
  },
);

test.each([
  ["node16", "node16"],
  ["bundler", "esnext"],
])("a fresh project type-checks against it with moduleResolution %s", async (moduleResolution, module) => {
  const options = [
    "--noEmit",
    "--skipLibCheck",
    "--strict",
    "--target",
    "es2022",
    "--module",
    module,
    "--moduleResolution",
    moduleResolution,
  ];
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
  await expect(
    run(process.execPath, [compiler, ...options, ...types, "main.ts"], { cwd: project }),
  ).resolves.toMatchObject({ stdout: "" });
});

test.each(["dsp", "forest"])("a browser bundle of /%s needs nothing from Node", async (entry) => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "speech-emotion-workers/${entry}";`, resolveDir: project },
    bundle: true,
    platform: "browser",
    format: "esm",
    write: false,
  });
  expect(outputFiles[0]?.text).not.toMatch(/from "node:|require\("/);
});
