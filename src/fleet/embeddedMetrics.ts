import type { FleetState } from "./fleetState.js";

const metrics = [
  { Name: "Backlog", Unit: "Count" },
  { Name: "BacklogPerWorker", Unit: "Count" },
  { Name: "Workers", Unit: "Count" },
  { Name: "FailedJobs", Unit: "Count" },
] as const;

/**
 * One line of CloudWatch's embedded metric format: a log event that becomes metrics as soon as it is in CloudWatch Logs.
 * So numbers leave with the log, without the SDK's client, its endpoint and a permission of their own.
 *
 *     SpeechEmotionWorkers  Fleet=extract  Backlog 7356  BacklogPerWorker 1839  Workers 4  FailedJobs 0
 *
 * @param namespace where CloudWatch files them
 * @param now       ms since 1970
 * Source: Amazon CloudWatch user guide, "Specification: Embedded metric format".
 */
export function embeddedMetrics(namespace: string, state: FleetState, now: number): string {
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [["Fleet"]], Metrics: metrics }] },
    Fleet: state.fleet,
    Backlog: state.backlog,
    BacklogPerWorker: state.backlogPerWorker,
    Workers: state.workers,
    FailedJobs: state.failed,
  });
}
