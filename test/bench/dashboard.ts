/**
 * `npm run bench -- dashboard [--json] [--files 100000] [--workers 100] [--viewers 0,1,10,50] [--seconds 15]
 * [--waiting 1000000]`: the cost of a big run for the dashboard and for the browsers that show it. Stand-ins
 * (dashboardStandIns.ts) process the run's files on a real Redis, queue and store; dashboard and stand-ins are separate
 * processes.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runSettingsSchema } from "../../src/runs/jobs.js";
import { startLocalRedis } from "../../src/shared/redis/private/localRedis.js";
import { freePort } from "../../src/shared/redis/private/ports.js";
import { createLogger } from "../../src/shared/logger.js";
import { openServices, type Services } from "../../src/runs/services.js";
import { emptyListing } from "../../src/runs/listing.js";
import { shardName } from "../../src/runs/rows/shardName.js";
import { startBrowser } from "../support/browser.js";
import { fillQueue, measureBoard } from "./dashboardBoard.js";
import { measureLoad, measureSmoothness } from "./dashboardPages.js";
import { measureViewers, type ViewersCost } from "./dashboardViewers.js";

const prefix = "{bench}";
const run = "bench";
const filesPerJob = 32;

export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      files: { type: "string", default: "100000" },
      workers: { type: "string", default: "100" },
      viewers: { type: "string", default: "0,1,10,50" },
      seconds: { type: "string", default: "15" },
      waiting: { type: "string", default: "1000000" },
    },
  });
  const [files, workers, seconds] = [Number(values.files), Number(values.workers), Number(values.seconds)];
  const viewers = values.viewers.split(",").map(Number);
  // The stand-ins stay busy during all measurements.
  const filesPerSec = files / ((viewers.length + 2) * (seconds + 4) + 30);

  const dir = await mkdtemp(join(tmpdir(), "ser-bench-"));
  const redis = await startLocalRedis({ dir, persist: false });
  const services = await openServices(redis.url, prefix, createLogger("error"));
  const children: ChildProcess[] = [];
  const start = (script: string, ...rest: string[]): ChildProcess => {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const env = { ...process.env, REDIS_URL: redis.url, SER_PREFIX: prefix, LOG_LEVEL: "error" };
    const child = spawn(process.execPath, ["--import", "tsx", path, ...rest], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    children.push(child);
    return child;
  };
  const browser = await startBrowser();
  try {
    await makeRun(services, files);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const dashboard = start("../../src/cli/main.ts", "dashboard", "--port", String(port));
    await readiness(url, dashboard);
    const fleet = start("dashboardStandIns.ts", redis.url, prefix, String(workers), String(filesPerSec));
    while (fleet.exitCode === null && (await services.features.shardIndex(run).count()) === 0) await sleep(100);

    const loadBefore = loadavg()[0]!;
    const costs: ViewersCost[] = [];
    for (const count of viewers)
      costs.push(
        await measureViewers(
          url,
          run,
          dashboard.pid!,
          count,
          seconds * 1_000,
          costs[0]?.viewers === 0 ? costs[0].cpuPercent : 0,
        ),
      );
    const runPage = await measureSmoothness(browser, `${url}/runs/${run}`, seconds);
    const done = await services.features.shardIndex(run).count();
    const firstPage = await measureLoad(browser, `${url}/`);
    const runPageLoad = await measureLoad(browser, `${url}/runs/${run}`);
    fleet.kill();

    await fillQueue(services, run, Number(values.waiting));
    const board = await measureBoard(browser, url, run, Number(values.waiting));
    const result = {
      files,
      workers,
      done,
      loadBefore,
      viewers: costs,
      runPage,
      firstPage,
      runPageLoad,
      bullBoard: board,
    };
    if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else print(result);
  } finally {
    for (const child of children) child.kill();
    await browser.close();
    await services.close();
    await redis.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** A run whose listing is complete and whose jobs are all waiting. */
async function makeRun(services: Services, files: number): Promise<void> {
  await services.runs.create(run, runSettingsSchema.parse({ source: "s3://stand-in/ravdess" }), Date.now());
  const listing = {
    ...emptyListing,
    listed: files,
    queued: files,
    modalities: { "audio-only": files },
    complete: true,
  };
  await services.runs.saveListing(run, "end", listing);
  await services.runs.mark(run, "extractStartedAt", Date.now());
  await services.queues.startRun(run, 1);
  const keys = Array.from({ length: files }, (_, i) => `take-${String(i).padStart(7, "0")}/03-01-05-01-01-01-01.wav`);
  const batches = [];
  for (let i = 0; i < files; i += filesPerJob) {
    const some = keys.slice(i, i + filesPerJob);
    batches.push({ shard: shardName(some), keys: some });
  }
  await services.queues.addExtractJobs(run, batches);
}

/** @throws Error if the process exits instead */
async function readiness(url: string, dashboard: ChildProcess): Promise<void> {
  while ((await fetch(`${url}/readyz`).catch(() => undefined))?.ok !== true) {
    if (dashboard.exitCode !== null) throw new Error(`ser dashboard ended with code ${dashboard.exitCode}`);
    await sleep(100);
  }
}

function print({
  viewers,
  ...rest
}: { readonly viewers: readonly ViewersCost[] } & Readonly<Record<string, unknown>>): void {
  const lines = viewers.map((cost) => `  ${JSON.stringify(cost)}`);
  const others = Object.entries(rest).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  process.stdout.write(`viewers:\n${lines.join("\n")}\n${others.join("\n")}\n`);
}
