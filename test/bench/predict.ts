/**
 * `npm run bench -- predict [--json] [--count 300] [--source data/ravdess] [--models DIR/models]`: milliseconds from
 * enqueue to result for real files, one after another, while the worker is otherwise idle and while a bulk run keeps
 * every core busy. The workers are separate processes, as in production; the models are as large as those that a run
 * trains.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { enqueueRun, startListing } from "../../src/producer/main.js";
import { runSettingsSchema } from "../../src/runs/jobs.js";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { createLogger } from "../../src/shared/logger.js";
import { modelFileSchema } from "../../src/models/modelFile.js";
import { readModelFiles } from "../../src/models/loadModels.js";
import { openServices, type Services } from "../../src/runs/services.js";
import type { ModelsRef } from "../../src/models/modelStore.js";
import { sampleModelFile } from "../support/sampleModels.js";
import { cpuOf } from "./processorTime.js";

const prefix = "{bench}";

/** A user's requests do not follow each other immediately. */
const gapMs = 10;
const warmUps = 20;

/** More files than all cores of a common machine can process between two requests. */
const bulkFilesPerQuestion = 100;

export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      count: { type: "string", default: "300" },
      source: { type: "string", default: "data/ravdess" },
      models: { type: "string" },
    },
  });
  const count = Number(values.count);
  const files = readdirSync(values.source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".wav"))
    .sort();
  if (files.length === 0) throw new Error(`${values.source}: no .wav files; --source names a directory with some`);

  const dir = mkdtempSync(path.join(tmpdir(), "ser-bench-"));
  const redis = await startLocalRedis({ dir, persist: false });
  const services = await openServices(redis.url, prefix, createLogger("error"));
  const children: ChildProcess[] = [];
  const environment = { ...process.env, REDIS_URL: redis.url, SER_PREFIX: prefix, LOG_LEVEL: "error" };
  const start = (...command: string[]): ChildProcess => {
    const child = spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...command], {
      env: environment,
      stdio: ["ignore", "ignore", "inherit"],
    });
    children.push(child);
    return child;
  };
  try {
    const models = await services.models.save(await modelFiles(values.models));
    await services.models.promote(models.run); // the worker warms up on the current models
    const store = path.resolve(values.source);
    const ask = async (n: number): Promise<number[]> => measure(services, models, store, files, n);
    start("work", "predict");
    await ask(warmUps);
    const loadBefore = loadavg()[0]!;
    const idle = await ask(count);

    const runs = await enqueueBulk(services, values.source, count * bulkFilesPerQuestion);
    const bulk = start("work", "extract").pid!;
    while ((await filesDone(services, runs)) < files.length) await sleep(100); // warm
    await ask(warmUps);
    const cpuBefore = await cpuOf(bulk);
    const startedAt = performance.now();
    const busy = await ask(count);
    const coresOfBulk = ((await cpuOf(bulk)) - cpuBefore) / (performance.now() - startedAt);
    if ((await filesDone(services, runs)) >= files.length * runs.length)
      throw new Error("the bulk run was over before the questions were");

    const result = {
      files: files.length,
      cores: availableParallelism(),
      loadBefore,
      idle: summary(idle),
      busy: { ...summary(busy), coresOfBulk },
    };
    if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else process.stdout.write(text(result));
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await services.close();
    await redis.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Enqueues as many runs over the same files as are needed to reach `nFiles`. @returns their names */
async function enqueueBulk(services: Services, source: string, nFiles: number): Promise<string[]> {
  const stop = new AbortController().signal;
  const listing = startListing(services, stop);
  const settings = runSettingsSchema.parse({ source: path.resolve(source), recompute: true });
  const names: string[] = [];
  for (let enqueued = 0; enqueued < nFiles;) {
    const name = `bulk-${names.length + 1}`;
    await enqueueRun(services, name, settings);
    await services.queues.waitForListings(name, 1, stop);
    enqueued += Math.max(1, (await services.runs.get(name))!.listing.queued);
    names.push(name);
  }
  await listing.close();
  return names;
}

async function filesDone(services: Services, runs: readonly string[]): Promise<number> {
  const counts = await Promise.all(runs.map(async (name) => services.features.shardIndex(name).count()));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Milliseconds from enqueue to result, for sequential requests. */
async function measure(
  { predictions }: Services,
  models: ModelsRef,
  store: string,
  files: readonly string[],
  n: number,
): Promise<number[]> {
  const stop = new AbortController().signal;
  await predictions.listen("predict");
  const times: number[] = [];
  for (let i = 0; i < n; i++) {
    const startedAt = performance.now();
    const id = await predictions.submit("predict", {
      models,
      gender: "auto",
      minGenderConfidence: 0.8,
      files: [{ kind: "object", store, key: files[(i * 7) % files.length]! }],
    });
    const end = await predictions.end("predict", id, stop);
    times.push(performance.now() - startedAt);
    if (end?.state !== "done" || end.outcomes[0]?.ok !== true) throw new Error(`no answer: ${JSON.stringify(end)}`);
    await sleep(gapMs);
  }
  return times;
}

async function modelFiles(directory: string | undefined) {
  if (directory !== undefined)
    return (await readModelFiles(directory)).map(({ bytes }) =>
      modelFileSchema.parse(JSON.parse(new TextDecoder().decode(bytes))),
    );
  // Models with as many trees as the largest candidates of a search.
  return (["all", "women", "men", "gender"] as const).map((set) => sampleModelFile(set, {}, 200));
}

interface Summary {
  readonly n: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

function summary(times: readonly number[]): Summary {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { n: sorted.length, medianMs: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

function text(result: { idle: Summary; busy: Summary & { coresOfBulk: number } }): string {
  const line = (name: string, { medianMs, p99Ms, maxMs, n }: Summary): string =>
    `${name.padEnd(34)} median ${medianMs.toFixed(1)} ms, 99 % ${p99Ms.toFixed(1)} ms, most ${maxMs.toFixed(1)} ms (${n})\n`;
  return line("idle", result.idle) + line(`bulk run on ${result.busy.coresOfBulk.toFixed(1)} cores`, result.busy);
}
