import type { Services } from "../../runs/services.js";
import type { Report } from "../../report/report.js";
import { createThreadPool } from "../../shared/threads/threadPool.js";
import { filesFingerprint, fingerprint, packDataset } from "./dataset.js";
import { fitSettingsOf, type FitOutcome } from "./fitProcessor.js";
import { fitTaskId, type FitTask } from "./fitTask.js";
import type { FitThreadResult, FitThreadTask } from "./fitThread.js";
import { readDataset } from "./gatherDataset.js";
import { planTraining } from "./planTraining.js";
import type { ReportParts } from "./reportParts.js";
import type { ReportFiles } from "./reportThread.js";
import { chosenEmotions, labelsOfRows } from "./rowLabels.js";
import { familyKey } from "./search.js";
import { finalFits, firstFits, pruneFits } from "./trainingPlan.js";
import { TrainingResults } from "./trainingResults.js";

export interface RetrainOptions {
  readonly threads: number;
  /** fits done, of those known so far */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Trains a finished run again, from its stored rows to its report, in this process and without its queue. Stores
 * nothing: the run stays unchanged.
 *
 * @throws NotFoundError if there is no such run; Error if a thread fails
 */
export async function retrain(
  services: Pick<Services, "runs" | "features">,
  name: string,
  { threads, progress = () => undefined }: RetrainOptions,
): Promise<Report> {
  const run = await services.runs.require(name);
  const { rows, dataset } = await readDataset(services, run);
  const settings = fitSettingsOf(
    run.settings,
    chosenEmotions(run.settings.emotions, labelsOfRows(dataset.header)).emotions,
  );
  const { plan, ofGender, ...planned } = planTraining(run, dataset, settings);
  const packed = packDataset(dataset);
  const shared = new SharedArrayBuffer(packed.length);
  new Uint8Array(shared).set(packed);
  const input = { dataset: shared, fingerprint: fingerprint(packed), settings };
  const pool = createThreadPool<FitThreadTask, FitThreadResult>(new URL("./fitThread.js", import.meta.url), threads);
  const reports = createThreadPool<ReportParts, ReportFiles>(new URL("./reportThread.js", import.meta.url), 1);
  const outcomes = new Map<string, FitOutcome>();
  let total = 0;
  const fitAll = async (tasks: readonly FitTask[]): Promise<void> => {
    total += tasks.length;
    await Promise.all(
      onePerFamily(tasks).map(async (family) => {
        const result = await pool.run({ task: family[0]!, ...input });
        if (result.ok) for (const [id, value] of result.results) outcomes.set(id, { ok: true, value: asStored(value) });
        else for (const task of family) outcomes.set(fitTaskId(task), { ok: false, problem: result.problem });
        progress(outcomes.size, total);
      }),
    );
  };
  const soFar = (): TrainingResults => new TrainingResults(outcomes, plan, settings);
  try {
    await fitAll([...firstFits(plan, settings), ...ofGender]);
    await fitAll(pruneFits(plan, settings, soFar()));
    await fitAll(finalFits(plan, soFar()));
    const { report } = await reports.run({
      run,
      dataset,
      rejections: await services.runs.rejections(name),
      ...planned,
      nVoteFolds: plan.nVoteFolds,
      outcomes,
      fit: settings,
      endedAt: run.times.endedAt ?? Date.now(),
      filesFingerprint: filesFingerprint(rows),
    });
    return report;
  } finally {
    await Promise.all([pool.close(), reports.close()]);
  }
}

/** Tasks that one fit computes together: the candidates of a family. */
function onePerFamily(tasks: readonly FitTask[]): readonly (readonly FitTask[])[] {
  const families = new Map<string, FitTask[]>();
  for (const task of tasks) {
    const key = task.kind === "candidate" ? `${task.set}/${familyKey(task.params)}` : fitTaskId(task);
    const family = families.get(key);
    if (family === undefined) families.set(key, [task]);
    else family.push(task);
  }
  return [...families.values()];
}

/** The form in which a result comes back from the run's store. */
function asStored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
