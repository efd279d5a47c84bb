/**
 * `npm run bench -- scale [queue|processes|start …] [--source DIR] [--files 720] [--file-ms 4] [--image NAME] [--json]`:
 *
 *   queue      stand-in workers, 1 to 256, on a real Redis: where the queue saturates
 *   processes  one real worker process against two, with S3 and Redis on this machine
 *   start      from starting a worker to its first rows; with --image, as a container too
 *
 * All three by default. Takes about three minutes; everything listens on 127.0.0.1. The recordings are synthetic unless
 * --source names a directory of WAVE files; the real workers are those built by `npm run build`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { writeCorpus } from "../../src/synth/main.js";
import { fillLocalS3, type FilledS3 } from "./scale/localS3.js";
import { queueCurve, type QueuePoint } from "./scale/queueCurve.js";
import { compareProcesses, type Comparison } from "./scale/twoProcesses.js";
import { measureStart, type WorkerStart } from "./scale/workerStart.js";

const parts = ["queue", "processes", "start"] as const;

const workerCounts = [1, 2, 4, 8, 16, 32, 64, 128, 256];

interface Figures {
  /** the machine's load before the bench: other programs make every figure worse */
  readonly load: number;
  queue?: readonly QueuePoint[];
  processes?: readonly Comparison[];
  start?: WorkerStart;
}

export async function bench(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      source: { type: "string" },
      files: { type: "string", default: "720" },
      "file-ms": { type: "string", default: "4" },
      image: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const wanted = parts.filter((part) => positionals.length === 0 || positionals.includes(part));
  const dir = await mkdtemp(join(tmpdir(), "ser-bench-"));
  const redis = await startLocalRedis({ dir: join(dir, "redis"), persist: false });
  let s3: FilledS3 | undefined;
  try {
    const figures: Figures = { load: loadavg()[0]! };
    if (wanted.includes("queue")) figures.queue = await queueCurve(redis.url, workerCounts, Number(values["file-ms"]));
    if (wanted.includes("processes") || wanted.includes("start")) {
      if (values.source === undefined) await writeCorpus({ outDir: join(dir, "corpus"), actors: 24, seed: 1 });
      const filled = await fillLocalS3(values.source ?? join(dir, "corpus"), Number(values.files));
      if ("missing" in filled) throw new Error(filled.missing);
      s3 = filled;
      if (wanted.includes("processes")) figures.processes = await compareProcesses(redis.url, s3);
      if (wanted.includes("start")) figures.start = await measureStart(redis.url, s3, values.image);
    }
    process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : tables(figures));
  } finally {
    await s3?.stop();
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function tables({ load, queue, processes, start }: Figures): string {
  const sections = [
    `load of the machine at the beginning: ${load.toFixed(1)}`,
    ...(queue === undefined ? [] : [curve(queue)]),
    ...(processes ?? []).map(comparison),
    ...(start === undefined ? [] : [startTable(start)]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function curve(points: readonly QueuePoint[]): string {
  const lines = points.map(({ workers, filesPerSec, idealPerSec, redisMsPerJob, workersMsPerJob, redisLoad }) =>
    [
      String(workers).padStart(7),
      String(filesPerSec).padStart(9),
      `${Math.round((100 * filesPerSec) / idealPerSec)} %`.padStart(9),
      redisMsPerJob.toFixed(2).padStart(12),
      workersMsPerJob.toFixed(2).padStart(12),
      `${Math.round(100 * redisLoad)} %`.padStart(10),
    ].join(" "),
  );
  return [
    "stand-in workers on a real Redis; CPU in ms a job; Redis computes on one core",
    "workers   files/s of ideal    CPU Redis  CPU workers Redis core",
    ...lines,
  ].join("\n");
}

function comparison({ placement, one, two, speedup }: Comparison): string {
  const lines = Object.entries({ one, two }).map(
    ([name, { filesPerSec, workersMs, redisMs, s3Ms }]) =>
      `${name.padEnd(7)} ${filesPerSec.toFixed(0).padStart(9)} ${workersMs.toFixed(2).padStart(9)} ${redisMs.toFixed(2).padStart(7)} ${s3Ms.toFixed(2).padStart(7)}`,
  );
  return [
    placement === "free" ? "processes, placed by the kernel" : "processes, a core each, S3 and Redis on the same cores",
    "CPU in ms a file   workers   Redis      S3",
    "workers   files/s",
    ...lines,
    `two / one: ${speedup.toFixed(2)}`,
  ].join("\n");
}

function startTable({ nodeMs, waitingMs, firstRowsMs, cpuMs, containerMs }: WorkerStart): string {
  return [
    "a worker's start, in ms",
    `Node alone            ${nodeMs.toFixed(0).padStart(6)}`,
    `waits for jobs        ${waitingMs.toFixed(0).padStart(6)}`,
    `first rows are stored ${firstRowsMs.toFixed(0).padStart(6)}`,
    `  processor time      ${cpuMs.toFixed(0).padStart(6)}`,
    ...(containerMs === undefined ? [] : [`in a container        ${containerMs.toFixed(0).padStart(6)}`]),
  ].join("\n");
}
