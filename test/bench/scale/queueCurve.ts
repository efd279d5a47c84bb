/**
 * Where does the queue saturate? 1, 2, 4 … 256 stand-in workers on a real Redis, each of which sleeps for the duration
 * of a file: what remains is Redis, BullMQ and our own work per job. See standIns.ts.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runSettingsSchema } from "../../../src/runs/jobs.js";
import { createLogger } from "../../../src/shared/logger.js";
import { openServices, type Services } from "../../../src/runs/services.js";
import { shardName } from "../../../src/runs/rows/shardName.js";
import { cpuOf, redisPid } from "../processorTime.js";

export interface QueuePoint {
  readonly workers: number;
  readonly filesPerSec: number;
  /** the rate if only the files took time */
  readonly idealPerSec: number;
  /** CPU time while measuring, in ms per job: of Redis, and of all stand-ins together */
  readonly redisMsPerJob: number;
  readonly workersMsPerJob: number;
  /** share of one core used by Redis, which is single-threaded */
  readonly redisLoad: number;
}

const prefix = "{scale}";
const run = "scale";

/** Approximate duration of each point, limited by the number of files that Redis should hold. */
const secondsPerPoint = 5;
const maxFiles = 150_000;

/** Workers per process: each has its own connections, and together they use less than one core. */
const workersPerProcess = 64;

/** The rate is measured between these shares of the files, so not while workers start or run out of jobs. */
const [from, to] = [0.05, 0.9];
const pollMs = 10;

export async function queueCurve(redisUrl: string, counts: readonly number[], fileMs: number): Promise<QueuePoint[]> {
  const services = await openServices(redisUrl, prefix, createLogger("error"));
  try {
    const points: QueuePoint[] = [];
    for (const workers of counts) points.push(await measure(services, redisUrl, workers, fileMs));
    return points;
  } finally {
    await services.close();
  }
}

async function measure(services: Services, redisUrl: string, workers: number, fileMs: number): Promise<QueuePoint> {
  await services.address.redis.flushall();
  const idealPerSec = (workers * 1_000) / fileMs;
  const files = Math.min(maxFiles, Math.ceil(idealPerSec * secondsPerPoint));
  const settings = runSettingsSchema.parse({ source: "/stand-in", recompute: true });
  await enqueue(services, files, settings.filesPerJob);
  const redis = await redisPid(services.address.redis);
  const children = await startStandIns(redisUrl, workers, fileMs);
  try {
    for (const { stdin } of children) stdin?.write("go\n");
    const rows = async (): Promise<number> => services.features.shardIndex(run).count();
    const pids = children.map(({ pid }) => pid!);
    const first = await snapshot(rows, from * files, redis, pids);
    const last = await snapshot(rows, to * files, redis, pids);
    const seconds = (last.at - first.at) / 1_000;
    const measured = last.rows - first.rows;
    const jobs = measured / settings.filesPerJob;
    return {
      workers,
      filesPerSec: Math.round(measured / seconds),
      idealPerSec: Math.round(idealPerSec),
      redisMsPerJob: round((last.redisMs - first.redisMs) / jobs),
      workersMsPerJob: round((last.workersMs - first.workersMs) / jobs),
      redisLoad: round((last.redisMs - first.redisMs) / 1_000 / seconds),
    };
  } finally {
    await Promise.all(children.map(stop));
  }
}

/** Creates the run as the producer does, with names as long as those of the full data set. */
async function enqueue(services: Services, files: number, filesPerJob: number): Promise<void> {
  await services.runs.create(run, runSettingsSchema.parse({ source: "/stand-in", recompute: true }), Date.now());
  await services.queues.startRun(run, 1);
  const keys = Array.from({ length: files }, (_, i) => {
    const number = String(i).padStart(7, "0");
    return `Audio_Speech_Actors_01-24/Actor_${number.slice(0, 5)}/03-01-03-02-01-01-${number}.wav`;
  });
  const batches = Array.from({ length: Math.ceil(files / filesPerJob) }, (_, i) => {
    const some = keys.slice(i * filesPerJob, (i + 1) * filesPerJob);
    return { shard: shardName(some), keys: some };
  });
  for (let i = 0; i < batches.length; i += 500) {
    const page = batches.slice(i, i + 500);
    await services.features.shardIndex(run).plan(page.map(({ shard, keys }) => ({ shard, files: keys.length })));
    await services.queues.addExtractJobs(run, page);
  }
}

async function startStandIns(redisUrl: string, workers: number, fileMs: number): Promise<ChildProcess[]> {
  const script = fileURLToPath(new URL("standIns.ts", import.meta.url));
  const children: ChildProcess[] = [];
  for (let left = workers; left > 0; left -= workersPerProcess) {
    const args = [
      "--import",
      "tsx",
      script,
      redisUrl,
      prefix,
      String(Math.min(left, workersPerProcess)),
      String(fileMs),
    ];
    children.push(spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }));
  }
  await Promise.all(children.map(async ({ stdout }) => once(stdout!, "data")));
  return children;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}

interface Snapshot {
  readonly at: number;
  readonly rows: number;
  readonly redisMs: number;
  readonly workersMs: number;
}

/** The state as soon as the given number of rows is stored. */
async function snapshot(
  rowCount: () => Promise<number>,
  wanted: number,
  redis: number,
  workers: readonly number[],
): Promise<Snapshot> {
  for (;;) {
    const rows = await rowCount();
    if (rows >= wanted) {
      const at = performance.now();
      const redisMs = await cpuOf(redis);
      const workersMs = (await Promise.all(workers.map(cpuOf))).reduce((sum, ms) => sum + ms, 0);
      return { at, rows, redisMs, workersMs };
    }
    await sleep(pollMs);
  }
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
