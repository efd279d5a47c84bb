import { redisNow } from "../shared/redis/clock.js";
import { secondsLeft, type BestSoFar } from "./fitProgress.js";
import { lacking } from "./makes.js";
import type { RunRecord } from "./runRecord.js";
import type { Services } from "./services.js";
import { hasEnded, type Stage } from "./stages.js";
import { WorkerRegistry, type WorkerInfo } from "./workerRegistry.js";

/** The progress of a run, as `ser status`, the progress bars and the dashboard show it. */
export interface RunStatus {
  readonly run: string;
  readonly source: string;
  readonly synthetic: boolean;
  readonly stage: Stage;
  readonly files: {
    readonly listed: number;
    /** enqueued for extraction so far */
    readonly queued: number;
    readonly done: number;
    readonly skipped: Readonly<Record<string, number>>;
    readonly rejected: number;
  };
  /** mean since the run's first extraction; null before it */
  readonly filesPerSec: number | null;
  /** for the files enqueued so far; null while unknown */
  readonly secondsLeft: number | null;
  /** fits done of those planned (candidates of the grid, folds, final models); null before training */
  readonly training: TrainingStatus | null;
  /** why the run failed */
  readonly failure: string | null;
  /**
   * for an unfinished run: workers of other versions or without its embedding model, which leave its jobs to others;
   * null if there are none
   */
  readonly otherVersions: string | null;
}

export interface TrainingStatus {
  readonly done: number;
  readonly planned: number;
  readonly phase: string;
  readonly elapsedSec: number;
  /** estimate from the work done so far; null before the first fit is done */
  readonly secondsLeft: number | null;
  readonly fitsPerSec: number | null;
  /** the best candidate so far over all sets; null before there is one */
  readonly best: BestSoFar | null;
}

/** Hexadecimal digits that identify a model file for people. */
const shownDigits = 12;

/**
 * @param at ms since 1970, for rates. @defaultValue now, by Redis' clock
 * @returns undefined if there is no run of that name
 */
export async function runStatus(services: Services, name: string, at?: number): Promise<RunStatus | undefined> {
  const run = await services.runs.get(name);
  if (run === undefined) return undefined;
  const [now, workers, done, rejected, training, fits] = await Promise.all([
    at ?? redisNow(services.address.redis),
    new WorkerRegistry(services.address).alive(at),
    services.features.shardIndex(name).count(),
    services.runs.rejectedCount(name),
    services.queues.trainingState(name),
    services.runs.resultCounts(name),
  ]);
  const { listing, times } = run;
  const waiting = Math.max(0, listing.queued - done - rejected);
  const until = times.trainStartedAt ?? now;
  const elapsedSec = (until - (times.extractStartedAt ?? until)) / 1_000;
  const filesPerSec = elapsedSec > 0 ? Math.max(0, done + rejected - listing.reused) / elapsedSec : null;
  const stage: Stage =
    training.state === "failed"
      ? "failed"
      : times.endedAt !== undefined
        ? "done"
        : times.cancelledAt !== undefined
          ? "cancelled"
          : times.trainStartedAt !== undefined
            ? "training"
            : listing.complete
              ? "extracting"
              : "listing";
  return {
    run: name,
    source: run.settings.source,
    synthetic: listing.synthetic,
    stage,
    files: { listed: listing.listed, queued: listing.queued, done, skipped: listing.skipped, rejected },
    filesPerSec,
    secondsLeft: filesPerSec === null || filesPerSec === 0 ? null : waiting / filesPerSec,
    training: fits.planned === 0 ? null : trainingStatus(fits, training.phase, times, now),
    failure: stage === "failed" ? (training.reason ?? "for an unknown reason") : null,
    otherVersions: hasEnded(stage)
      ? null
      : (otherVersions(run, stage, workers) ?? withoutEmbedding(run, stage, workers)),
  };
}

function trainingStatus(
  { done, planned, share, best }: Awaited<ReturnType<Services["runs"]["resultCounts"]>>,
  phase: string,
  { trainStartedAt, endedAt }: RunRecord["times"],
  now: number,
): TrainingStatus {
  const elapsedSec = trainStartedAt === undefined ? 0 : Math.max(0, ((endedAt ?? now) - trainStartedAt) / 1_000);
  return {
    done,
    planned,
    phase,
    elapsedSec,
    secondsLeft: endedAt === undefined ? secondsLeft(share, elapsedSec) : null,
    fitsPerSec: done === 0 || elapsedSec === 0 ? null : done / elapsedSec,
    best,
  };
}

/** For instance "1 of 3 extract workers is of another version and leaves this run's jobs to the others". */
function otherVersions({ needs }: RunRecord, stage: Stage, workers: readonly WorkerInfo[]): string | null {
  const kind = stage === "training" ? "train" : "extract";
  const able = workers.filter((worker) => worker.kind === kind);
  const others = able.filter(({ makes = [] }) => lacking(needs, makes).length > 0);
  if (others.length === 0) return null;
  const missing = [...new Set(others.flatMap(({ makes = [] }) => lacking(needs, makes)))].join(", ");
  if (others.length === able.length)
    return `no ${kind} worker of this run's version (${missing}) is running, and the ${others.length} of another version do not take its jobs: update them`;
  const are = others.length === 1 ? "is of another version and leaves" : "are of another version and leave";
  return `${others.length} of ${able.length} ${kind} workers ${are} this run's jobs to the others (${missing})`;
}

/** For instance "1 of 3 extract workers lacks the run's embedding model and leaves its jobs to the others". */
function withoutEmbedding({ name, settings }: RunRecord, stage: Stage, workers: readonly WorkerInfo[]): string | null {
  if (settings.embedding === null || stage === "training") return null;
  const able = workers.filter(({ kind }) => kind === "extract");
  const lack = able.filter(({ lacksEmbeddingOf = [] }) => lacksEmbeddingOf.includes(name)).length;
  if (lack === 0) return null;
  const sha256 = settings.embedding.sha256.slice(0, shownDigits);
  if (lack === able.length)
    return `no running extract worker has the run's embedding model (SHA-256 ${sha256}…): start one with --embedding MODEL.onnx`;
  const are = lack === 1 ? "lacks the run's embedding model and leaves" : "lack the run's embedding model and leave";
  return `${lack} of ${able.length} extract workers ${are} its jobs to the others`;
}
