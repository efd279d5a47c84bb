import type { Services } from "./services.js";

export type Stage = "listing" | "extracting" | "training" | "done" | "failed";

/** How far a run has come, as `ser status`, the progress bars and the dashboard show it. */
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
  readonly training: { readonly done: number; readonly planned: number; readonly phase: string } | null;
  /** why the run failed */
  readonly failure: string | null;
}

/** @returns undefined if there is no run of that name */
export async function runStatus(services: Services, name: string, now: number): Promise<RunStatus | undefined> {
  const run = await services.runs.get(name);
  if (run === undefined) return undefined;
  const [done, rejected, training, fits] = await Promise.all([
    services.features.shardIndex(name).count(),
    services.runs.rejectedCount(name),
    services.queues.trainingState(name),
    services.runs.resultCounts(name),
  ]);
  const { listing, times } = run;
  const waiting = Math.max(0, listing.queued - done - rejected);
  const until = times.trainStartedAt ?? now;
  const elapsedSec = times.extractStartedAt === undefined ? 0 : (until - times.extractStartedAt) / 1000;
  const filesPerSec = elapsedSec > 0 ? Math.max(0, done + rejected - listing.reused) / elapsedSec : null;
  const stage: Stage =
    training.state === "failed"
      ? "failed"
      : times.endedAt !== undefined
        ? "done"
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
    training: fits.planned === 0 ? null : { ...fits, phase: training.phase },
    failure: stage === "failed" ? (training.reason ?? "for an unknown reason") : null,
  };
}
