import type { FleetState } from "./fleetState.js";
import { fleetDimension, metricNames, type MetricName } from "./metricNames.js";

/**
 * One line of CloudWatch's embedded metric format: a log event from which CloudWatch Logs extracts metrics. So metrics
 * need no SDK client, no endpoint and no extra permission: they travel with the log.
 *
 * @param namespace CloudWatch's namespace of the metrics
 * @param now       ms since 1970
 * Source: Amazon CloudWatch user guide, "Specification: Embedded metric format".
 */
export function embeddedMetrics(namespace: string, state: FleetState, now: number): string {
  const values: Readonly<Record<MetricName, number>> = {
    Backlog: state.backlog,
    BacklogPerWorker: state.backlogPerWorker,
    Workers: state.workers,
    FailedJobs: state.failed,
  };
  const directive = {
    Namespace: namespace,
    Dimensions: [[fleetDimension]],
    Metrics: metricNames.map((Name) => ({ Name, Unit: "Count" })),
  };
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [directive] },
    [fleetDimension]: state.fleet,
    ...values,
  });
}
