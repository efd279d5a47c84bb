import type { S3Settings } from "../shared/objects/s3/client.js";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { choiceWords, chosenSettings } from "../producer/chosenSettings.js";
import { enqueueRun, startListing } from "../producer/main.js";
import type { AskedSettings, RunSettings } from "../runs/jobs.js";
import { startLocalRedis } from "../shared/redis/private/localRedis.js";
import { withTimeout } from "../shared/async/withTimeout.js";
import type { Logger } from "../shared/logger.js";
import { makeDirectory } from "../shared/objects/makeDirectory.js";
import type { Report } from "../report/report.js";
import { runStatus, type RunStatus } from "../runs/runStatus.js";
import type { RunRecord } from "../runs/runRecord.js";
import { openServices, type Services } from "../runs/services.js";
import { lineageOf } from "../runs/lineage.js";
import type { QueueTelemetry } from "../runs/telemetry/queueTelemetry.js";
import { startExtractWorker } from "../workers/extract/main.js";
import { startPredictWorker } from "../workers/predict/main.js";
import { startTrainWorker } from "../workers/train/main.js";
import { writeOutputs } from "./outputs.js";
import type { Progress } from "./progress.js";
import { redisFailure } from "./redisWatch.js";

export interface LocalRunOptions {
  readonly name: string;
  readonly settings: AskedSettings;
  /** as typed, for the report */
  readonly commandLine?: string;
  readonly outDir: string;
  /** where the queues live; undefined: a private Redis in outDir */
  readonly redisUrl: string | undefined;
  readonly prefix: string;
  /** false: do not install Redis if it is missing. @defaultValue true */
  readonly installRedis?: boolean | undefined;
  /** the model store: "redis", a directory or s3://bucket/prefix */
  readonly models?: string;
  /** number of trainings of a run whose models are kept */
  readonly keptModels?: number;
  readonly s3?: S3Settings;
  /** follow symbolic links that leave the source. @defaultValue false */
  readonly followLinks?: boolean | undefined;
  readonly threads: number;
  readonly maxBytes: number;
  /** path of the embedding model, if the settings name one */
  readonly embedding?: string | undefined;
  readonly logger: Logger;
  /** propagates traces through jobs. @defaultValue none */
  readonly queueTelemetry?: QueueTelemetry | undefined;
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

/** The end of a run on this machine. */
export type LocalRunEnd =
  | { readonly kind: "done"; readonly report: Report }
  /** stopped by its signal, or cancelled by another command */
  | { readonly kind: "stopped"; readonly status: RunStatus };

const progressIntervalMs = 200;

/** A server whose disk is full, or that was killed, may fail to stop: the next run waits until it is gone. */
const stopWithinMs = 4_000;

/**
 * `ser run`: producer, workers and training on one machine, with the same queues as on many.
 *
 * A run that was stopped or killed resumes when it is started again with the same outDir, whose Redis keeps its data; a
 * finished one starts over.
 *
 * @throws ConfigError if the source or Redis cannot be used; Error with the reason if the run fails; TransientError if
 *   its Redis is lost or its disk full: running work is then not awaited, and the process should exit
 */
export async function runLocally(options: LocalRunOptions): Promise<LocalRunEnd> {
  await makeDirectory(options.outDir);
  const say = (line: string): void => options.progress.say(line);
  const redis =
    options.redisUrl === undefined
      ? await startLocalRedis({
          dir: join(options.outDir, "redis"),
          persist: true,
          log: say,
          install: options.installRedis,
        })
      : undefined;
  try {
    const services = await openServices(redis?.url ?? options.redisUrl!, options.prefix, options.logger, options);
    const over = new AbortController();
    const { prefix } = options;
    const watched = { redis: services.address.redis, prefix, dir: redis && options.outDir, ended: redis?.ended };
    const failure = redisFailure(watched, over.signal).catch((error: unknown) => {
      over.abort();
      throw error;
    });
    try {
      return await Promise.race([runOn(services, options), failure]);
    } finally {
      const isLost = over.signal.aborted;
      over.abort();
      if (!isLost) await services.close();
    }
  } finally {
    if (redis !== undefined) await withTimeout(redis.stop(), stopWithinMs).catch(() => undefined);
  }
}

async function runOn(services: Services, options: LocalRunOptions): Promise<LocalRunEnd> {
  const { name, stop, progress, threads, maxBytes, embedding } = options;
  const stage = (await runStatus(services, name))?.stage;
  const before = stage === undefined ? undefined : await services.runs.require(name);
  const isOver = stage === "done" || stage === "failed";
  const settings = await chosenSettings(services, options.settings, isOver ? undefined : before?.settings);
  if (before !== undefined && isOver) await clear(services, before, settings);
  const how = await enqueueRun(services, name, settings, options.commandLine);
  if (how === "continued") progress.say(`run ${name} resumes where it stopped`);
  const choice = choiceWords(settings);
  if (choice !== undefined) progress.say(choice);

  const workers = [
    startListing(services, stop),
    startExtractWorker(services, { threads, maxBytes, embedding }),
    startTrainWorker(services, { threads }),
    startPredictWorker(services, { threads: 1, bulkThreads: threads, maxBytes, embedding }),
  ];
  const over = new AbortController();
  const showing = show(services, name, progress, over.signal);
  try {
    await services.queues.waitForTraining(name, stop);
  } catch (error) {
    if ((await services.runs.get(name))?.times.cancelledAt === undefined) throw error;
  } finally {
    over.abort();
    await showing;
    await Promise.all(workers.map(async (worker) => worker.close()));
  }
  const status = (await runStatus(services, name))!;
  progress.update(status);
  const { reused, queued } = (await services.runs.get(name))!.listing;
  if (reused > 0) progress.say(`${reused} of ${queued} files were reused from earlier runs and not fetched again`);
  if (status.stage !== "done") return { kind: "stopped", status };
  // A directory's private Redis holds one run at a time: its models are the current ones.
  if (options.redisUrl === undefined && (await services.models.find(name)) !== undefined)
    await services.models.promote(name);
  return { kind: "done", report: await writeOutputs(services, name, options.outDir) };
}

/**
 * Removes a finished or failed run to make room for a new one of the same name. Its rows stay if the new run can use
 * them; the new run removes those that it does not need.
 */
async function clear(services: Services, before: RunRecord, settings: RunSettings): Promise<void> {
  const { name } = before;
  await services.queues.removeRun(name);
  await services.features.shardIndex(name).forget();
  // Rows in Redis that no run uses would otherwise stay forever. Files in a store that the user named belong to the user.
  const isOrphan =
    before.settings.store !== settings.store || lineageOf(before.settings).name !== lineageOf(settings).name;
  if (before.settings.store === "redis" && isOrphan) await (await services.features.of(before)).remove();
  await services.runs.remove(name);
}

async function show(services: Services, name: string, progress: Progress, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const status = await runStatus(services, name);
    if (status !== undefined) progress.update(status);
    await sleep(progressIntervalMs, undefined, { signal: over }).catch(() => undefined);
  }
}
