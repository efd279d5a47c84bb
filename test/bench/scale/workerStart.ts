/** How long a worker added during a run takes to store its first rows, and what that time consists of. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { cpuOf } from "../processorTime.js";
import { enqueueBucket, filesDone, onFreshQueues } from "./freshQueues.js";
import type { FilledS3 } from "./localS3.js";
import { builtCli, startSerWorker } from "./serWorker.js";

const execute = promisify(execFile);

/** Milliseconds, the median of several starts. */
export interface WorkerStart {
  /** Node itself, with an empty program */
  readonly nodeMs: number;
  /** from the start of the process until it waits for jobs: Node, our modules and libraries, Redis */
  readonly waitingMs: number;
  /** from the start of the process until its first rows are stored: additionally one job of the default size */
  readonly firstRowsMs: number;
  /** CPU time of the worker until then: the start-up time on an idle machine */
  readonly cpuMs: number;
  /** the same from `docker run` on, if an image was named */
  readonly containerMs?: number;
}

const run = "start";
const repetitions = 5;

export async function measureStart(redisUrl: string, s3: FilledS3, image: string | undefined): Promise<WorkerStart> {
  builtCli();
  const nodes: number[] = [];
  const starts: Started[] = [];
  const containers: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    nodes.push(await nodeStart());
    starts.push(await processStart(redisUrl, s3));
    if (image !== undefined) containers.push(await containerStart(redisUrl, s3, image));
  }
  return {
    nodeMs: median(nodes),
    waitingMs: median(starts.map(({ waitingMs }) => waitingMs)),
    firstRowsMs: median(starts.map(({ firstRowsMs }) => firstRowsMs)),
    cpuMs: median(starts.map(({ cpuMs }) => cpuMs)),
    ...(image === undefined ? {} : { containerMs: median(containers) }),
  };
}

async function nodeStart(): Promise<number> {
  const startedAt = performance.now();
  await execute(process.execPath, ["--eval", "0"]);
  return performance.now() - startedAt;
}

type Started = Pick<WorkerStart, "waitingMs" | "firstRowsMs" | "cpuMs">;

async function processStart(redisUrl: string, s3: FilledS3): Promise<Started> {
  return onFreshQueues(redisUrl, async (services, prefix) => {
    await enqueueBucket(services, s3, run);
    const worker = startSerWorker(redisUrl, { SER_PREFIX: prefix });
    try {
      await filesDone(services, run, 1);
      const firstRows = performance.now();
      const cpuMs = await cpuOf(worker.pid);
      return { waitingMs: (await worker.waiting) - worker.startedAt, firstRowsMs: firstRows - worker.startedAt, cpuMs };
    } finally {
      await worker.stop();
    }
  });
}

/** Includes Docker's own work. The container uses the host's network to reach Redis and S3 on loopback. */
async function containerStart(redisUrl: string, s3: FilledS3, image: string): Promise<number> {
  return onFreshQueues(redisUrl, async (services, prefix) => {
    await enqueueBucket(services, s3, run);
    const environment = { ...s3.environment, REDIS_URL: redisUrl, SER_PREFIX: prefix };
    const startedAt = performance.now();
    const { stdout } = await execute("docker", [
      ...["run", "--detach", "--init", "--read-only", "--network", "host"],
      ...Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ...[image, "work", "extract", "--threads", "1"],
    ]);
    try {
      await filesDone(services, run, 1);
      return performance.now() - startedAt;
    } finally {
      await execute("docker", ["rm", "--force", stdout.trim()]);
    }
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
