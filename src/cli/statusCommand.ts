import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeRate } from "../localRun/progress.js";
import { ConfigError } from "../shared/errors.js";
import { aborted, stopSignal } from "../shared/process/lifecycle.js";
import { localRedisUrl } from "../shared/redis/private/localRedis.js";
import { runStatus, type RunStatus } from "../runs/runStatus.js";
import { noSuchRun } from "../runs/runStore.js";
import type { Services } from "../runs/services.js";
import { withServices } from "./session.js";
import { print } from "./say.js";

export interface StatusOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
  /** directory of a `ser run` that is under way */
  readonly out?: string;
}

const watchIntervalMs = 1_000;

/** `ser status`: returns the exit code, 1 if the run asked for has failed. */
export async function statusCommand(run: string | undefined, options: StatusOptions): Promise<number> {
  const redisUrl = options.out === undefined ? undefined : await privateRedis(options.out);
  return withServices(
    async (services) => {
      const stop = stopSignal(() => undefined);
      for (;;) {
        const statuses = await read(services, run);
        show(statuses, run, options.json === true);
        const isOver = statuses.every(({ stage }) => stage === "done" || stage === "failed");
        if (options.watch !== true || isOver) return run !== undefined && statuses[0]?.stage === "failed" ? 1 : 0;
        await Promise.race([sleep(watchIntervalMs, undefined, { ref: false }), aborted(stop)]);
        if (stop.aborted) return 0;
      }
    },
    { quiet: true, ...(redisUrl === undefined ? {} : { redisUrl, ofRun: options.out! }) },
  );
}

async function privateRedis(outDir: string): Promise<string> {
  const url = await localRedisUrl(join(outDir, "redis"));
  if (url === null) throw new ConfigError([`${outDir}: no ser run is running there`]);
  return url;
}

async function read(services: Services, run: string | undefined): Promise<RunStatus[]> {
  const names = run === undefined ? await services.runs.names() : [run];
  const statuses = await Promise.all(names.map(async (name) => runStatus(services, name, Date.now())));
  if (run !== undefined && statuses[0] === undefined) throw noSuchRun(run);
  return statuses.filter((status) => status !== undefined);
}

function show(statuses: readonly RunStatus[], run: string | undefined, json: boolean): void {
  if (json) print(`${JSON.stringify(run === undefined ? statuses : statuses[0])}\n`);
  else if (statuses.length === 0) print("no runs\n");
  else for (const status of statuses) print(`${describe(status)}\n`);
}

function describe({ run, source, synthetic, stage, files, training, failure, ...rest }: RunStatus): string {
  const skipped = Object.entries(files.skipped).map(([reason, count]) => `${count} ${reason}`);
  const parts = [
    `${run}: ${stage}${failure === null ? "" : ` (${failure})`}`,
    `${source}${synthetic ? " (synthetic)" : ""}`,
    `${files.listed} listed, ${files.queued} queued, ${files.done} done, ${files.rejected} rejected`,
    ...(skipped.length === 0 ? [] : [`skipped: ${skipped.join(", ")}`]),
    ...(training === null
      ? []
      : [
          `${training.done} of ${training.planned} fits${training.phase === "" || stage === "done" ? "" : ` (${training.phase})`}`,
        ]),
  ];
  const rate = describeRate({
    run,
    source,
    synthetic,
    stage,
    files: { ...files, rejected: 0 },
    training,
    failure,
    ...rest,
  });
  return [...parts, ...(rate === "" ? [] : [rate])].join("  ·  ");
}
