import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeOutputs } from "../localRun/outputs.js";
import { compareReports, type Verification } from "../report/verify.js";
import { reportBlob } from "../report/report.js";
import type { Services } from "../runs/services.js";
import { commandConfig } from "./commandConfig.js";
import { ConfigError, UsageError } from "../shared/errors.js";
import { keepFilesPrivate } from "../shared/process/privateFiles.js";
import { retrain } from "../workers/train/retrain.js";
import { holdsRun, withRun } from "./runPlace.js";
import { exitCodes } from "./failure.js";
import { print, say } from "./say.js";

export interface ReportOptions {
  readonly out: string;
  readonly verify?: boolean;
  readonly threads: number;
}

/**
 * `ser report`: for a run in the Redis of REDIS_URL; without it, for the `ser run` whose output directory is given.
 *
 * @returns the exit code, 1 if --verify finds a difference
 */
export async function reportCommand(run: string | undefined, { out, verify, threads }: ReportOptions): Promise<number> {
  keepFilesPrivate();
  const isHere = commandConfig().redisUrl === undefined && (await holdsRun(out));
  if (verify === true) return verifyReport(run, out, isHere, threads);
  await withRun({ run, out: isHere ? out : undefined }, async (services, name) => {
    await writeOutputs(services, name, out);
  });
  print(`report: ${join(out, "report.html")}\n`);
  return 0;
}

/** Trains again from the stored rows and compares every figure with those of OUT/report.json, or of the run's own report. */
async function verifyReport(asked: string | undefined, out: string, isHere: boolean, threads: number): Promise<number> {
  const written = await readReport(join(out, "report.json"));
  const run = asked ?? written?.run;
  if (run === undefined) throw new UsageError(`${out} contains no report.json: name the run to verify`);
  const verification = await withRun({ run, out: isHere ? out : undefined }, async (services) => {
    const stored = written?.run === run ? written.report : await storedReport(services, run);
    say(`run ${run}: training again from its stored rows`);
    const again = await retrain(services, run, { threads });
    return compareReports(stored, JSON.parse(JSON.stringify(again)));
  });
  print(verificationText(run, verification));
  return verification.differences.length === 0 ? 0 : exitCodes.failure;
}

async function readReport(path: string): Promise<{ run: string; report: unknown } | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const report: unknown = JSON.parse(text);
  return { run: z.object({ run: z.string() }).parse(report).run, report };
}

async function storedReport({ runs }: Services, run: string): Promise<unknown> {
  const stored = await runs.blob(run, reportBlob);
  if (stored === undefined) throw new ConfigError([`run ${run} has no report yet; see ser status ${run}`]);
  return JSON.parse(new TextDecoder().decode(stored));
}

/** Maximum number of differences listed. */
const maxListed = 20;

function valueText(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}

function verificationText(run: string, { compared, differences }: Verification): string {
  if (differences.length === 0) return `run ${run}: all ${compared} values of the report were reproduced\n`;
  const lines = differences
    .slice(0, maxListed)
    .map(({ path, stored, again }) => `  ${path}: ${valueText(stored)}, now ${valueText(again)}`);
  const rest = differences.length - lines.length;
  return [
    `run ${run}: ${differences.length} of ${compared} values of the report differ:`,
    ...lines,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    "",
  ].join("\n");
}
