import { PromiseCache } from "../../shared/async/promiseCache.js";
import { z } from "zod";
import { describeParams } from "../../evaluation/describeParams.js";
import { searchCandidates } from "../../evaluation/paramGrid.js";
import { parseParamGrid } from "../../evaluation/parseParamGrid.js";
import { blocksOf, columnRange, embeddingBlockOf, featureSetOf } from "../../features/featureSet.js";
import type { RunSettings } from "../../runs/jobs.js";
import { requireOwnVersions } from "../../runs/makes.js";
import type { Processor } from "../../runs/queues/worker.js";
import type { RunStore } from "../../runs/runStore.js";
import { events } from "../../runs/telemetry/events.js";
import type { ThreadPool } from "../../shared/threads/threadPool.js";
import { fingerprint, unpackDataset } from "./dataset.js";
import { candidateScoreSchema, fitTaskId, fitTaskSchema } from "./fitTask.js";
import type { FitThreadResult, FitThreadTask } from "./fitThread.js";
import type { FitSettings } from "./fitSettings.js";
import { datasetBlob } from "./gatherDataset.js";
import { chosenEmotions, labelsOfRows } from "./rowLabels.js";
import { familyKey } from "./search.js";

export const fitPayloadSchema = z.object({
  run: z.string(),
  /** see trainingId */
  training: z.string(),
  task: fitTaskSchema,
});
export type FitPayload = z.infer<typeof fitPayloadSchema>;

/** The stored outcome of a fit: a value, or the reason why the data do not allow it. */
export const fitOutcomeSchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
export type FitOutcome = z.infer<typeof fitOutcomeSchema>;

/** @param emotions the classes, see chosenEmotions */
export function fitSettingsOf(settings: RunSettings, emotions: readonly string[]): FitSettings {
  return {
    emotions,
    forest: settings.forest,
    candidates: searchCandidates(parseParamGrid(settings.grid.text)),
    protocol: settings.protocol,
    nColumns: modelColumnCount(settings),
    pruneSteps: settings.pruneSteps,
    randomState: settings.randomState,
    vote: voteSettingsOf(settings),
  };
}

/** The recipe "functionals" needs its columns, or those of an embedding, and a search; a baseline has no search. */
function voteSettingsOf(settings: RunSettings): FitSettings["vote"] {
  const blocks = blocksOf(settings);
  const set = featureSetOf(blocks);
  const columns = columnRange(set, embeddingBlockOf(blocks) ?? "functionals");
  if (columns === undefined || settings.forest !== "default") return null;
  const noisy = columnRange(set, "noisy");
  const copies = noisy === undefined ? [] : [noisy];
  return { columns, copies, convolutions: settings.convolutions ? { seed: settings.randomState } : null };
}

/** Forests use the study's 155 columns, the first of every row. */
export function modelColumnCount(settings: RunSettings): number {
  const { start, end } = columnRange(featureSetOf(blocksOf(settings)), "study")!;
  return end - start;
}

/**
 * Identifies the input of a fit: the dataset and the settings. After `ser retry`, or in a new run of an old name, both
 * may differ; cached data, jobs and results of the earlier training are then ignored.
 */
export function trainingId(packed: Uint8Array, settings: FitSettings): string {
  return fingerprint(Buffer.concat([Buffer.from(JSON.stringify(settings)), packed]));
}

function emotionsOf({ emotions }: RunSettings, packed: Uint8Array): readonly string[] {
  return emotions === "auto" ? chosenEmotions(emotions, labelsOfRows(unpackDataset(packed).header)).emotions : emotions;
}

type Threads = Pick<ThreadPool<FitThreadTask, FitThreadResult>, "run">;
type Runs = Pick<RunStore, "get" | "blob" | "hasResult" | "saveResults" | "noteScore">;

/**
 * Processes a fit job: computes one task on a thread and stores its result, unless the run has been reopened since with
 * other data (see trainingId).
 *
 * Candidates of one family (search.ts) are computed together, by the first of their jobs; the others find their result
 * stored, or wait for the computation in this process.
 */
export function fitProcessor(runs: Runs, threads: Threads): Processor<FitPayload> {
  const inputs = rememberedInputs(runs);
  const underWay = new Map<string, Promise<FitThreadResult>>();
  return async (job) => {
    const { run, training, task } = job.payload;
    const id = fitTaskId(task);
    const input = await inputs(run, training);
    if (input === undefined) return { task: id, from: "an earlier round" };
    if (await runs.hasResult(run, id)) return { task: id, from: "its family" };

    const unit = `${run}/${training}/${task.kind === "candidate" ? `${task.set}/${familyKey(task.params)}` : id}`;
    let computing = underWay.get(unit);
    if (computing === undefined) {
      computing = threads.run({ task, ...input }).then(async (result) => {
        if (result.ok) {
          await runs.saveResults(run, training, outcomes(result.results));
          if (task.kind === "candidate") await noteBest(runs, run, training, task.set, result.results);
          events.fitted.publish({ kind: task.kind, results: result.results.size });
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
      await runs.saveResults(
        run,
        training,
        new Map([[id, { ok: false, problem: result.problem } satisfies FitOutcome]]),
      );
    return { task: id };
  };
}

/** Saves the best score so far for the run's status. */
async function noteBest(
  runs: Runs,
  run: string,
  training: string,
  set: string,
  results: ReadonlyMap<string, unknown>,
): Promise<void> {
  const scores = [...results.values()].map((value) => candidateScoreSchema.parse(value));
  if (scores.length === 0) return;
  const best = scores.reduce((a, b) => (b.macroF1 > a.macroF1 ? b : a));
  await runs.noteScore(run, training, { set, macroF1: best.macroF1, params: describeParams(best.params) });
}

function outcomes(results: ReadonlyMap<string, unknown>): ReadonlyMap<string, FitOutcome> {
  return new Map([...results].map(([task, value]) => [task, { ok: true, value }]));
}

type Input = Omit<FitThreadTask, "task">;

/** Caches the dataset and settings of one training; undefined if the training no longer exists. */
function rememberedInputs(runs: Runs): (run: string, training: string) => Promise<Input | undefined> {
  const last = new PromiseCache<Input | undefined>(1);
  return async (run, training) => last.get(training, async () => readInput(runs, run, training));
}

async function readInput(runs: Runs, name: string, training: string): Promise<Input | undefined> {
  const run = await runs.get(name);
  const packed = await runs.blob(name, datasetBlob);
  if (run === undefined || packed === undefined) return undefined;
  requireOwnVersions(run);
  const settings = fitSettingsOf(run.settings, emotionsOf(run.settings, packed));
  if (trainingId(packed, settings) !== training) return undefined;
  const dataset = new SharedArrayBuffer(packed.length);
  new Uint8Array(dataset).set(packed);
  return { dataset, fingerprint: fingerprint(packed), settings };
}
