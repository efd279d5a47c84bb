/**
 * `npm run bench -- listing [--files 1000000] [--files-per-job 16]`: enqueues this many keys of a stand-in bucket with
 * a separate `ser produce` and an empty Redis, without workers. Prints one JSON document: keys per second with and
 * without the command's start-up, the producer's peak memory, and Redis's memory with all files waiting. Sizes in MB of
 * 1e6.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { connectRedis } from "../../src/shared/redis/connectRedis.js";

const pollMs = 20;

export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      files: { type: "string", default: "1000000" },
      "files-per-job": { type: "string" },
      prefixes: { type: "string", default: "1" },
    },
  });
  const files = Number(values.files);
  const dir = await mkdtemp(join(tmpdir(), "ser-bench-"));
  const redis = await startLocalRedis({ dir, persist: false });
  const server = spawn(process.execPath, ["--import", "tsx", here("pagingS3.ts"), String(files)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const client = await connectRedis(redis.url);
  try {
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const produceArgs = ["produce", "s3://bucket", "--run", "bench", "--max-queued", String(10 * files)];
    if (values["files-per-job"] !== undefined) produceArgs.push("--files-per-job", values["files-per-job"]);
    const started = performance.now();
    const producer = spawn(process.execPath, [...entry(), ...produceArgs], {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        REDIS_URL: redis.url,
        AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${line.toString().trim()}`,
        AWS_ACCESS_KEY_ID: "bench",
        AWS_SECRET_ACCESS_KEY: "bench",
        AWS_REGION: "us-east-1",
      },
    });
    const exit = once(producer, "exit");
    let peakBytes = 0;
    let firstPageAt: number | undefined;
    while (producer.exitCode === null) {
      peakBytes = Math.max(peakBytes, await peakOf(producer.pid!));
      if (firstPageAt === undefined && (await client.exists("{ser}:extract:meta")) === 1)
        firstPageAt = performance.now();
      await Promise.race([exit, sleep(pollMs)]);
    }
    const seconds = (performance.now() - started) / 1000;
    const listingSeconds = (performance.now() - (firstPageAt ?? started)) / 1000;
    const info = await client.info("memory");
    process.stdout.write(
      `${JSON.stringify({
        files,
        seconds: round(seconds),
        keysPerSec: Math.round(files / seconds),
        keysPerSecWithoutStart: Math.round(files / listingSeconds),
        producerPeakMb: Math.round(peakBytes / 1e6),
        redisMb: Math.round(Number(/used_memory:(\d+)/.exec(info)?.[1]) / 1e6),
        redisPeakMb: Math.round(Number(/used_memory_peak:(\d+)/.exec(info)?.[1]) / 1e6),
      })}\n`,
    );
  } finally {
    server.kill();
    client.disconnect();
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** The sources, or the built cli.js that SER_BENCH_DIST names. */
function entry(): string[] {
  return process.env["SER_BENCH_DIST"] === undefined
    ? ["--import", "tsx", here("../../src/cli/main.ts")]
    : [process.env["SER_BENCH_DIST"]];
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Peak resident memory of a process so far, in bytes; 0 if the system does not report it. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
