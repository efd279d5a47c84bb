import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/**
 * The lanes of `npm run test:unit`, `test:thorough`, `test:reference`, `test:integration` and `test:browser`. A test file's
 * lane follows from its imports, so that no list has to be maintained:
 *
 *   browser      drives Chromium
 *   integration  starts a server, a command or a container
 *   reference    compares with stored values of librosa or scikit-learn, or reads real recordings
 *   thorough     damages files by the hundred, decodes AAC, starts threads, runs ONNX Runtime, synthesises voices,
 *                compares WebAssembly with plain functions, validates JSON schemas, trains votes or talks S3
 *   unit         everything else: no server, seconds
 */
export const lanes = ["unit", "thorough", "reference", "integration", "browser"] as const;
export type Lane = (typeof lanes)[number];

/** Paths that put a test file into a lane: its own, or what it imports, directly or through modules of test/. The first match counts. */
const signs: readonly (readonly [Lane, RegExp])[] = [
  ["browser", /^test\/support\/browser\.ts$/],
  ["integration", /^test\/support\/(requestService|cli|compose|startRedis|startS3|ffmpeg|testServer)\.ts$/],
  ["integration", /^test\/(integration|deploy|chaos|package)\//],
  ["integration", /^node:(child_process|worker_threads)$/],
  ["integration", /^src\/(shared\/redis\/private|dashboard\/(main|server))\b/],
  ["reference", /^test\/support\/realRecordings\.ts$/],
  ["reference", /^test\/(.*\/)?sklearnParity\.test\.ts$/],
  ["thorough", /^test\/support\/(mutations|wavMutations|aac|embeddingModels)\.ts$/],
  [
    "thorough",
    /^src\/(shared\/threads\/threadPool|workers\/extract\/(featureThreads|batchingQueue)|dsp\/wasm\/.*)\.ts$/,
  ],
  ["thorough", /^(ajv|@seriousme\/openapi-schema-validator|onnxruntime-web)\b/],
  [
    "thorough",
    /^src\/(features\/createFeatureBackend|evaluation\/vote\/.*|shared\/objects\/s3\/.*|audio\/ffmpeg|synth\/(main|voice))\.ts$/,
  ],
];

/** The test files of each lane, relative to the project. */
export function testFiles(): Record<Lane, string[]> {
  const files: Record<Lane, string[]> = { unit: [], thorough: [], reference: [], integration: [], browser: [] };
  for (const name of readdirSync("test", { recursive: true, encoding: "utf8" }).sort()) {
    if (name.endsWith(".test.ts")) files[laneOf(`test/${name}`)].push(`test/${name}`);
  }
  return files;
}

function laneOf(file: string): Lane {
  const signature = [file, ...importsOf(file)];
  return signs.find(([, sign]) => signature.some((path) => sign.test(path)))?.[0] ?? "unit";
}

/** A file's imports: packages, modules of src, and modules of test with their own imports. */
function importsOf(file: string, seen = new Set<string>()): string[] {
  for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(/\bfrom "([^"]+)"/g)) {
    const path = specifier.startsWith(".")
      ? normalize(join(dirname(file), specifier)).replace(/\.js$/, ".ts")
      : specifier;
    if (seen.has(path)) continue;
    seen.add(path);
    if (path.startsWith("test/") && existsSync(path)) importsOf(path, seen);
  }
  return [...seen];
}
