import { redisNow } from "../../shared/redis/clock.js";
import type { TrainPayload } from "../../runs/jobs.js";
import { requireHeld } from "../../runs/jobLock.js";
import { addLostWork } from "../../runs/lostWork.js";
import { requireOwnVersions } from "../../runs/makes.js";
import type { JobContext, Processor } from "../../runs/queues/worker.js";
import { reportBlob } from "../../report/report.js";
import type { Services } from "../../runs/services.js";
import { encodeExamples, examplesBlob } from "../../report/examplePicture.js";
import { predictionsBlob } from "../../report/predictionTable.js";
import type { ReportParts } from "./reportParts.js";
import type { ReportFiles } from "./reportThread.js";
import { packDataset } from "./dataset.js";
import { exampleSounds } from "./exampleSounds.js";
import { fitOutcomeSchema, fitSettingsOf, trainingId, type FitPayload } from "./fitProcessor.js";
import { fitTaskId, type FitTask } from "./fitTask.js";
import { plannedWork } from "./fitWork.js";
import { filesFingerprintBlob, gatherDataset } from "./gatherDataset.js";
import { planTraining } from "./planTraining.js";
import { chosenEmotions, labelsOfRows } from "./rowLabels.js";
import { saveModels } from "./saveModels.js";
import { finalFits, firstFits, plannedFits, pruneFits } from "./trainingPlan.js";
import { type Outcomes, TrainingResults } from "./trainingResults.js";

/**
 * The training job of a run. BullMQ starts it when the listing and the last extraction have finished; it adds fits as
 * its children and is started again when these are done:
 *
 *   gather ─▶ step 1 ─▶ (wait) ─▶ step 2 ─▶ (wait) ─▶ step 3 ─▶ (wait) ─▶ report
 *
 * It keeps no state: each start reads which results are stored and resumes at the first incomplete step, so it may be
 * killed at any point.
 *
 * @param makeReport builds the report, off the event loop
 */
export function trainProcessor(
  services: Services,
  makeReport: (parts: ReportParts) => Promise<ReportFiles>,
): Processor<TrainPayload> {
  return async (job) => {
    const name = job.payload.run;
    const run = await services.runs.require(name);
    requireOwnVersions(run);
    await job.waitForChildren(); // extractions that Redis lost and that were added again since this job became due
    if (run.times.trainStartedAt === undefined && (await addLostWork(services, run)) > 0) await job.waitForChildren();
    await services.runs.mark(name, "trainStartedAt", await redisNow(services.address.redis), job.lock);
    const dataset = await gatherDataset(services, run, job.lock);
    const { emotions } = chosenEmotions(run.settings.emotions, labelsOfRows(dataset.header));
    const fit = fitSettingsOf(run.settings, emotions);
    const { sets, notTrained, plan, genderData, ofGender } = planTraining(run, dataset, fit);
    for (const { set, message } of notTrained) services.logger.warn({ run: name, set }, message);

    const training = trainingId(packDataset(dataset), fit);
    await services.runs.beginTraining(name, training, job.lock);
    const soFar = async (): Promise<TrainingResults> =>
      new TrainingResults(await storedOutcomes(services, name), plan, fit);
    const first = [...firstFits(plan, fit), ...ofGender];
    const nPlanned = plannedFits(plan, fit) + ofGender.length;
    await services.runs.planResults(name, nPlanned, plannedWork(plan, fit, first), job.lock);
    await fitAll(services, job, training, "searching", first);
    await fitAll(services, job, training, "pruning", pruneFits(plan, fit, await soFar()));
    await fitAll(services, job, training, "final models", finalFits(plan, await soFar()));

    const endedAt = await redisNow(services.address.redis);
    const outcomes = await storedOutcomes(services, name);
    const { report, predictions, examples } = await makeReport({
      run: (await services.runs.get(name))!,
      dataset,
      rejections: await services.runs.rejections(name),
      sets,
      genderData,
      notTrained,
      nVoteFolds: plan.nVoteFolds,
      outcomes,
      fit,
      endedAt,
      filesFingerprint: await storedFingerprint(services, name),
      examples: await exampleSounds(services, run, dataset, emotions),
    });
    const results = new TrainingResults(outcomes, plan, fit);
    // The report comes first: it fails if this training was taken over by another worker.
    await services.runs.saveBlob(name, predictionsBlob, predictions, job.lock);
    await services.runs.saveBlob(name, examplesBlob, encodeExamples(examples), job.lock);
    await services.runs.saveBlob(name, reportBlob, new TextEncoder().encode(JSON.stringify(report)), job.lock);
    const held = async (): Promise<void> => requireHeld(services.address.redis, job.lock);
    await saveModels(services.models, run, dataset, report, results, fit, held);
    await services.runs.mark(name, "endedAt", endedAt, job.lock);
    services.logger.info({ run: name, sets: Object.keys(report.sets), timings: report.timings }, "run done");
    return { sets: Object.keys(report.sets) };
  };
}

/** Makes sure that every task has a result: adds jobs for those without one and resumes when they are done. */
async function fitAll(
  services: Services,
  job: JobContext<TrainPayload>,
  training: string,
  phase: string,
  tasks: readonly FitTask[],
): Promise<void> {
  const { run } = job.payload;
  const lacking = async (): Promise<FitTask[]> => {
    const results = await services.runs.results(run);
    return tasks.filter((task) => !results.has(fitTaskId(task)));
  };
  const missing = await lacking();
  if (missing.length === 0) return;
  await job.report({ phase });
  await services.queues.addFitJobs(
    run,
    training,
    missing.map((task) => ({ id: fitTaskId(task), data: { run, training, task } satisfies FitPayload })),
  );
  await job.waitForChildren();
  // Reached only if every child had already finished.
  const still = await lacking();
  if (still.length > 0)
    throw new Error(`${still.length} fits have finished without a result, e.g. ${fitTaskId(still[0]!)}`);
}

async function storedOutcomes(services: Services, run: string): Promise<Outcomes> {
  const results = await services.runs.results(run);
  return new Map([...results].map(([task, outcome]) => [task, fitOutcomeSchema.parse(outcome)]));
}

async function storedFingerprint(services: Services, run: string): Promise<string | undefined> {
  const stored = await services.runs.blob(run, filesFingerprintBlob);
  return stored && new TextDecoder().decode(stored);
}
