import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { fleetDimension, metricsNamespace, type MetricName } from "../../../src/cloudwatch/metricNames.js";

export type FleetName = "extract" | "train";

/** The metrics that `ser publish-metrics` publishes for a fleet. */
export function fleetMetric(fleet: FleetName, name: MetricName): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName: name,
    dimensionsMap: { [fleetDimension]: fleet },
    statistic: "Maximum", // one value per minute; two when the leader changes
    period: Duration.minutes(1),
  });
}
