/**
 * What CloudWatch is told, by what name: `ser publish-metrics` says it, and the machines of deploy/aws are scaled by it.
 *
 *     SpeechEmotionWorkers  Fleet=extract  Backlog 7356  BacklogPerWorker 1839  Workers 4  FailedJobs 0
 */
export const metricsNamespace = "SpeechEmotionWorkers";

export const metricNames = ["Backlog", "BacklogPerWorker", "Workers", "FailedJobs"] as const;
export type MetricName = (typeof metricNames)[number];

export const fleetDimension = "Fleet";
