import { cancelRun } from "../runs/cancelRun.js";
import { deleteRun } from "../runs/deleteRun.js";
import { chosenRuns, type RunOrder, type RunSummary } from "../runs/chosenRuns.js";
import { runSummaries } from "../runs/runSummary.js";
import { withRedisOf } from "./session.js";
import { print } from "./say.js";

export interface RunsOptions {
  readonly json?: boolean;
  readonly sort: RunOrder;
  readonly filter?: string;
  /** output directory of a `ser run` */
  readonly out?: string;
}

/** `ser runs` */
export async function runsCommand({ json, sort, filter, out }: RunsOptions): Promise<void> {
  const runs = chosenRuns(await withRedisOf(out, runSummaries), sort, filter);
  if (json === true) print(`${JSON.stringify(runs)}\n`);
  else if (runs.length === 0) print("no runs\n");
  else print(`${runs.map(describe).join("\n")}\n`);
}

/** `ser runs tag RUN TAG…`: the tags replace the existing ones. */
export async function tagCommand(run: string, tags: readonly string[], out: string | undefined): Promise<void> {
  await withRedisOf(out, async ({ runs }) => runs.annotate(run, { tags: [...new Set(tags)] }));
  print(tags.length === 0 ? `run ${run}: no tags\n` : `run ${run}: tagged ${tags.join(", ")}\n`);
}

/** `ser runs note RUN TEXT` */
export async function noteCommand(run: string, note: string, out: string | undefined): Promise<void> {
  await withRedisOf(out, async ({ runs }) => runs.annotate(run, { note }));
  print(`run ${run}: note saved\n`);
}

/** `ser cancel RUN` */
export async function cancelCommand(run: string, out: string | undefined): Promise<void> {
  const { files } = await withRedisOf(out, async (services) => cancelRun(services, run));
  print(
    `run ${run} cancelled: ${files.done} of ${files.queued} files are done and saved; the command that started it resumes it\n`,
  );
}

/** `ser delete RUN` */
export async function deleteCommand(run: string, out: string | undefined): Promise<void> {
  const freed = await withRedisOf(out, async (services) => deleteRun(services, run));
  const rows = freed.rows === 0 ? "its rows are kept, for other runs or in the user's store" : `${freed.rows} rows`;
  print(`run ${run} deleted: ${rows}, ${(freed.bytes / 1e6).toFixed(1)} MB of results freed; its models are kept\n`);
}

function describe(summary: RunSummary): string {
  const { run, stage, source, synthetic, startedAt, tookSec, macroF1, interval, emotions, featureSet } = summary;
  const range = interval === null ? "" : ` [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]`;
  return [
    `${run}: ${stage}`,
    `${source}${synthetic ? " (synthetic)" : ""}`,
    ...(startedAt === null ? [] : [`started ${startedAt}`]),
    ...(tookSec === null ? [] : [`took ${tookSec.toFixed(0)} s`]),
    ...(macroF1 === null ? [] : [`macro F1 ${macroF1.toFixed(3)}${range}`]),
    ...(emotions.length === 0 ? [] : [emotions.join(", ")]),
    ...(featureSet === null ? [] : [featureSet]),
    ...(summary.dataSets.length === 0 ? [] : [summary.dataSets.join(" + ")]),
    ...summary.tags.map((tag) => `#${tag}`),
    ...(summary.note === "" ? [] : [`"${summary.note}"`]),
  ].join("  ·  ");
}
