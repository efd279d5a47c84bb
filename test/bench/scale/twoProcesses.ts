/**
 * One `ser work extract --threads 1` against two on the same files, with S3 and Redis on the same machine. Twice over:
 *
 *   free:    the kernel schedules all processes. One worker leaves the other cores to S3 and Redis; two must share them,
 *            which is a cost of the machine and not of the program
 *   by core: one worker, with S3 and Redis, has one core; two have two. The services' load grows with the
 *            number of workers, as in a fleet that grows machine by machine
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { cpuOf, redisPid } from "../processorTime.js";
import { enqueueBucket, filesDone, onFreshQueues } from "./freshQueues.js";
import type { FilledS3 } from "./localS3.js";
import { startSerWorker } from "./serWorker.js";

const execute = promisify(execFile);

/** A rate, and the CPU time per file of each kind of process, in ms. */
export interface Throughput {
  readonly filesPerSec: number;
  readonly workersMs: number;
  readonly redisMs: number;
  readonly s3Ms: number;
}

export type Placement = "free" | "byCore";

export interface Comparison {
  readonly placement: Placement;
  readonly one: Throughput;
  readonly two: Throughput;
  /** two / one */
  readonly speedup: number;
}

/** The rate is measured between these shares of the files, so not while a worker has run out of jobs. */
const [from, to] = [0.05, 0.9];
/** Small jobs, so that no long one remains when the others are done. */
const filesPerJob = 8;
const repetitions = 3;

export async function compareProcesses(redisUrl: string, s3: FilledS3): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const placement of ["free", "byCore"] as const) {
    const tries: { one: Throughput; two: Throughput }[] = [];
    for (let i = 0; i < repetitions; i++)
      tries.push({ one: await measure(redisUrl, s3, placement, 1), two: await measure(redisUrl, s3, placement, 2) });
    comparisons.push(summary(placement, tries));
  }
  return comparisons;
}

async function measure(redisUrl: string, s3: FilledS3, placement: Placement, count: number): Promise<Throughput> {
  return onFreshQueues(redisUrl, async (services, prefix) => {
    const workers = Array.from({ length: count }, () => startSerWorker(redisUrl, { SER_PREFIX: prefix }));
    try {
      await Promise.all(workers.map(async ({ waiting }) => waiting));
      await enqueueBucket(services, s3, "warm", { filesPerJob });
      await filesDone(services, "warm", s3.files); // threads started, code compiled
      const pids = workers.map(({ pid }) => pid);
      const redis = await redisPid(services.address.redis);
      await place(placement, pids, [redis, ...s3.pids]);
      await enqueueBucket(services, s3, "scale", { filesPerJob });
      const snapshot = async (share: number): Promise<Snapshot> => {
        const rows = await filesDone(services, "scale", share * s3.files);
        const cpu = [await cpuOfAll(pids), await cpuOf(redis), await cpuOfAll(s3.pids)] as const;
        return { at: performance.now(), rows, cpu };
      };
      const first = await snapshot(from);
      const last = await snapshot(to);
      const files = last.rows - first.rows;
      const [workersMs, redisMs, s3Ms] = last.cpu.map((ms, i) => (ms - first.cpu[i]!) / files);
      return {
        filesPerSec: (1_000 * files) / (last.at - first.at),
        workersMs: workersMs!,
        redisMs: redisMs!,
        s3Ms: s3Ms!,
      };
    } finally {
      await Promise.all(workers.map(async (worker) => worker.stop()));
    }
  });
}

interface Snapshot {
  readonly at: number;
  readonly rows: number;
  /** CPU time so far, in ms: workers, Redis, S3 */
  readonly cpu: readonly [number, number, number];
}

/** Sets the cores on which the processes and their threads may run. */
async function place(placement: Placement, workers: readonly number[], services: readonly number[]): Promise<void> {
  const pin = async (pid: number, cores: string): Promise<unknown> =>
    execute("taskset", ["--all-tasks", "--cpu-list", "--pid", cores, String(pid)]);
  const all = placement === "free" ? "0-1023" : workers.length === 1 ? "0" : "0,1";
  for (const [i, pid] of workers.entries()) await pin(pid, placement === "free" ? all : String(i));
  for (const pid of services) await pin(pid, all);
}

async function cpuOfAll(pids: readonly number[]): Promise<number> {
  return (await Promise.all(pids.map(cpuOf))).reduce((sum, ms) => sum + ms, 0);
}

function summary(placement: Placement, tries: readonly { one: Throughput; two: Throughput }[]): Comparison {
  const [one, two] = (["one", "two"] as const).map((which) => best(tries.map((each) => each[which])));
  return { placement, one: one!, two: two!, speedup: two!.filesPerSec / one!.filesPerSec };
}

/** The best attempt: other programs on the machine can only make it slower. */
function best(tries: readonly Throughput[]): Throughput {
  return tries.toSorted((a, b) => b.filesPerSec - a.filesPerSec)[0]!;
}
