/**
 * The names of CloudWatch's metrics: `ser publish-metrics` publishes them, and deploy/aws scales its machines by them.
 *
 *     SpeechEmotionWorkers  Fleet=extract  Backlog 7356  BacklogPerWorker 1839  Workers 4  FailedJobs 0
 */
export const metricsNamespace = "SpeechEmotionWorkers";

export const metricNames = ["Backlog", "BacklogPerWorker", "Workers", "FailedJobs"] as const;
export type MetricName = (typeof metricNames)[number];

export const fleetDimension = "Fleet";
