import { runStatus } from "../shared/runStatus.js";
import type { Services } from "../shared/services.js";
import { WorkerRegistry } from "../shared/stores/workerRegistry.js";

/** The kinds of worker that are scaled, each with the queues it works on. */
export const fleets = { extract: ["extract"], train: ["train", "fit"] } as const;
export type Fleet = keyof typeof fleets;

/** What scaling and alarms go by, of all runs together. */
export interface FleetState {
  readonly fleet: Fleet;
  /** files (extract) or jobs (train) that wait or are in hand */
  readonly backlog: number;
  /** backlog divided by workers; by 1 where there is none, so that it says how much one would find */
  readonly backlogPerWorker: number;
  /** worker processes that gave a sign of life within 30 s */
  readonly workers: number;
  /** jobs that failed for good and are still kept */
  readonly failed: number;
}

/** @param now ms since 1970 */
export async function readFleetStates(services: Services, now: number): Promise<FleetState[]> {
  const alive = await new WorkerRegistry(services.address).alive(now);
  const names = Object.keys(fleets) as Fleet[];
  return Promise.all(
    names.map(async (fleet) => {
      const counts = await Promise.all(fleets[fleet].map(async (queue) => services.queues.jobCounts(queue)));
      const jobs = counts.reduce((sum, { waiting, active }) => sum + waiting + active, 0);
      const backlog = fleet === "extract" ? await filesOf(services, jobs, now) : jobs;
      const workers = alive.filter(({ kind }) => kind === fleet).length;
      const failed = counts.reduce((sum, count) => sum + count.failed, 0);
      return { fleet, backlog, backlogPerWorker: backlog / Math.max(1, workers), workers, failed };
    }),
  );
}

/**
 * Files behind so many extraction jobs. The queue alone says whether there is work: files of jobs that were given up are
 * missing from a run for good, and a file that is tried again may be counted as done.
 */
async function filesOf(services: Services, jobs: number, now: number): Promise<number> {
  if (jobs === 0) return 0;
  const names = await services.runs.names();
  const statuses = await Promise.all(names.map(async (name) => runStatus(services, name, now)));
  const missing = statuses
    .filter((status) => status !== undefined)
    .filter(({ stage }) => stage === "listing" || stage === "extracting")
    .reduce((sum, { files }) => sum + Math.max(0, files.queued - files.done - files.rejected), 0);
  return Math.max(jobs, missing);
}
