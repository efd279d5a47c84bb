/** BullMQ's telemetry interface, by which it reports its operations and carries a trace with a job. */
export type { Telemetry as QueueTelemetry } from "bullmq";
