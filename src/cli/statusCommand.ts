import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeRate } from "../localRun/progress.js";
import { reportSchema, type Report } from "../report/report.js";
import { stopSignal } from "../shared/process/lifecycle.js";
import { runStatus, type RunStatus } from "../runs/runStatus.js";
import { hasEnded } from "../runs/stages.js";
import { noSuchRun } from "../runs/runRecord.js";
import type { Services } from "../runs/services.js";
import { exitCodes } from "./failure.js";
import { holdsRun } from "./runPlace.js";
import { runSummary } from "./runSummary.js";
import { withRedisOf, withServices } from "./session.js";
import { print } from "./say.js";

export interface StatusOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
  /** output directory of a `ser run`, running or finished */
  readonly out?: string;
}

const watchIntervalMs = 1_000;

/**
 * `ser status`: returns the exit code, 1 if the named run has failed. With --out, also prints the result of a finished
 * run.
 */
export async function statusCommand(run: string | undefined, options: StatusOptions): Promise<number> {
  const { out } = options;
  const watch = async (services: Services, isUnderWay = true): Promise<RunStatus[]> =>
    watchStatus(services, run, { ...options, watch: options.watch === true && isUnderWay });
  if (out === undefined)
    return exitCodeOf(await withServices(async (services) => watch(services), { quiet: true }), run);
  const report = await storedReport(out);
  // A run in the Redis of REDIS_URL writes only its results to its output directory.
  const statuses = (await holdsRun(out)) || report === undefined ? await withRedisOf(out, watch) : undefined;
  if (report !== undefined && options.json !== true) {
    const isDone = statuses?.some((status) => status.run === report.run && status.stage === "done") ?? true;
    if (isDone && (run === undefined || run === report.run)) print(runSummary(report, out));
  }
  return statuses === undefined ? 0 : exitCodeOf(statuses, run);
}

function exitCodeOf([first]: readonly RunStatus[], run: string | undefined): number {
  return run !== undefined && first?.stage === "failed" ? exitCodes.failure : 0;
}

/** Shows the status once, or until the runs are over or the command is stopped. @returns the last status */
async function watchStatus(services: Services, run: string | undefined, options: StatusOptions): Promise<RunStatus[]> {
  const stop = stopSignal(() => undefined);
  for (;;) {
    const statuses = await read(services, run);
    show(statuses, run, options.json === true);
    const isOver = statuses.every(({ stage }) => hasEnded(stage));
    if (options.watch !== true || isOver) return statuses;
    await sleep(watchIntervalMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return statuses;
  }
}

/** The report that a finished run has written to its output directory. */
async function storedReport(outDir: string): Promise<Report | undefined> {
  try {
    return reportSchema.parse(JSON.parse(await readFile(join(outDir, "report.json"), "utf8")));
  } catch {
    return undefined; // not finished, or of an earlier version
  }
}

async function read(services: Services, run: string | undefined): Promise<RunStatus[]> {
  const names = run === undefined ? await services.runs.names() : [run];
  const statuses = await Promise.all(names.map(async (name) => runStatus(services, name)));
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
    ...(rest.otherVersions === null ? [] : [rest.otherVersions]),
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
