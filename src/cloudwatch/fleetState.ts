import type { FleetView } from "../runs/fleet/fleetView.js";

/** The kinds of worker that are scaled, each with the queues it works on. */
export const fleets = { extract: ["extract"], train: ["train", "fit"] } as const;
export type Fleet = keyof typeof fleets;

/** The values that scaling and alarms use, over all runs. */
export interface FleetState {
  readonly fleet: Fleet;
  /** files (extract) or jobs (train) that are waiting or being processed */
  readonly backlog: number;
  /** backlog divided by the number of workers, at least 1 */
  readonly backlogPerWorker: number;
  /** worker processes with a recent heartbeat */
  readonly workers: number;
  /** jobs that failed permanently and are still kept */
  readonly failed: number;
}

/** The state per fleet. Jobs that wait for other jobs are not backlog: a worker could not take them. */
export function fleetStates(view: FleetView): FleetState[] {
  return (Object.keys(fleets) as Fleet[]).map((fleet) => {
    const queues = view.queues.filter(({ queue }) => (fleets[fleet] as readonly string[]).includes(queue));
    const jobs = queues.reduce((sum, { jobs: { waiting, delayed, active } }) => sum + waiting + delayed + active, 0);
    const backlog = fleet === "extract" ? view.backlogFiles : jobs;
    const workers = view.workers.filter(({ kind }) => kind === fleet).length;
    const failed = queues.reduce((sum, queue) => sum + queue.jobs.failed, 0);
    return { fleet, backlog, backlogPerWorker: backlog / Math.max(1, workers), workers, failed };
  });
}
