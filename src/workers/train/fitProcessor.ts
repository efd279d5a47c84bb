import { z } from "zod";
import { InputError } from "../../shared/errors.js";
import { searchCandidates } from "../../evaluation/paramGrid.js";
import { parseParamGrid } from "../../evaluation/parseParamGrid.js";
import { blocksOf, columnRange, featureSetOf } from "../../features/featureSet.js";
import type { RunSettings } from "../../runs/jobs.js";
import type { Processor } from "../../runs/queues/worker.js";
import type { RunStore } from "../../runs/runStore.js";
import { noTelemetry, type Telemetry } from "../../runs/telemetry/telemetry.js";
import type { ThreadPool } from "../../shared/threads/threadPool.js";
import { fingerprint } from "./dataset.js";
import { fitTaskId, fitTaskSchema } from "./fitTask.js";
import type { FitSettings, FitThreadResult, FitThreadTask } from "./fitThread.js";
import { datasetBlob } from "./gather.js";
import { familyKey } from "./search.js";

export const fitPayloadSchema = z.object({ run: z.string(), task: fitTaskSchema });
export type FitPayload = z.infer<typeof fitPayloadSchema>;

/** What a fit came to, as it is stored: a value, or why the data allow none. */
export const fitOutcomeSchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
export type FitOutcome = z.infer<typeof fitOutcomeSchema>;

export function fitSettingsOf(settings: RunSettings): FitSettings {
  return {
    emotions: settings.emotions,
    forest: settings.forest,
    candidates: searchCandidates(parseParamGrid(settings.grid.text)),
    protocol: settings.protocol,
    nColumns: modelColumnCount(settings),
    pruneSteps: settings.pruneSteps,
    randomState: settings.randomState,
  };
}

/** Forests see the study's 155 columns, which begin every row. */
export function modelColumnCount(settings: RunSettings): number {
  const { start, end } = columnRange(featureSetOf(blocksOf(settings)), "study")!;
  return end - start;
}

type Threads = Pick<ThreadPool<FitThreadTask, FitThreadResult>, "run">;
type Runs = Pick<RunStore, "get" | "blob" | "hasResult" | "saveResults">;

/**
 * A fit job: computes one task on a thread and stores its result under (run, task).
 *
 * Candidates of one family (search.ts) are computed together, by whichever of their jobs comes first; the others find
 * their result stored, or wait for the computation in this process that makes it.
 */
export function fitProcessor(
  runs: Runs,
  threads: Threads,
  telemetry: Pick<Telemetry, "fitted"> = noTelemetry,
): Processor<FitPayload> {
  const inputs = rememberedInputs(runs);
  const underWay = new Map<string, Promise<FitThreadResult>>();
  return async (job) => {
    const { run, task } = job.payload;
    const id = fitTaskId(task);
    if (await runs.hasResult(run, id)) return { task: id, from: "its family" };

    const unit = `${run}/${task.kind === "candidate" ? `${task.set}/${familyKey(task.params)}` : id}`;
    let computing = underWay.get(unit);
    if (computing === undefined) {
      computing = inputs(run).then(async (input) => {
        const result = await threads.run({ task, ...input });
        if (result.ok) {
          await runs.saveResults(run, outcomes(result.results));
          telemetry.fitted(task.kind, result.results.size);
        }
        return result;
      });
      underWay.set(unit, computing);
      computing.then(
        () => underWay.delete(unit),
        () => underWay.delete(unit),
      );
    }
    const result = await computing;
    if (!result.ok)
      await runs.saveResults(run, new Map([[id, { ok: false, problem: result.problem } satisfies FitOutcome]]));
    return { task: id };
  };
}

function outcomes(results: ReadonlyMap<string, unknown>): ReadonlyMap<string, FitOutcome> {
  return new Map([...results].map(([task, value]) => [task, { ok: true, value }]));
}

/** Dataset and settings of the run that is being fitted; the last run's stay until another comes. */
function rememberedInputs(runs: Runs): (run: string) => Promise<Omit<FitThreadTask, "task">> {
  let last: { run: string; input: Promise<Omit<FitThreadTask, "task">> } | undefined;
  return async (run) => {
    if (last?.run !== run) {
      const input = readInput(runs, run);
      last = { run, input };
      input.catch(() => (last = undefined)); // the next job tries again
    }
    return last.input;
  };
}

async function readInput(runs: Runs, name: string): Promise<Omit<FitThreadTask, "task">> {
  const run = await runs.get(name);
  const packed = await runs.blob(name, datasetBlob);
  if (run === undefined || packed === undefined)
    throw new InputError("bad-payload", `run ${name}: no gathered dataset`);
  const dataset = new SharedArrayBuffer(packed.length);
  new Uint8Array(dataset).set(packed);
  return { dataset, fingerprint: fingerprint(packed), settings: fitSettingsOf(run.settings) };
}
