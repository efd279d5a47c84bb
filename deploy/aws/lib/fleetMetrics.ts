import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";

/** Where `ser publish-metrics` files its metrics. */
export const metricsNamespace = "SpeechEmotionWorkers";

/** What `ser publish-metrics` says of each fleet: src/fleet/embeddedMetrics.ts. */
export const metricNames = ["Backlog", "BacklogPerWorker", "Workers", "FailedJobs"] as const;
export type MetricName = (typeof metricNames)[number];

export type FleetName = "extract" | "train";

export function fleetMetric(fleet: FleetName, name: MetricName): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName: name,
    dimensionsMap: { Fleet: fleet },
    statistic: "Maximum", // one value a minute; two where publishers change places
    period: Duration.minutes(1),
  });
}
